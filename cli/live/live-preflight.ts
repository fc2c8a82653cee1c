/**
 * `npm run live:preflight`: checks what a phase needs before it is deployed: bars, model, kill
 * switch, mail and, if it reads an account, the key and its rights, wallet and contract.
 */

import { utcDate } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import { operatorServices } from '../../engine/live/edges/operator-edges.ts';
import { closedBars } from '../../engine/live/closed-bars.ts';
import { readKillSwitch } from '../../engine/live/journal/kill-switch.ts';
import { krakenDailyBars, krakenKeyRights } from '../../engine/live/kraken/kraken-exchange.ts';
import { LIVE_OPTIONS, type LiveSettings } from '../../engine/live/live-settings.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { missing } from '../framework/json-document.ts';
import { publishedModel } from './deployment.ts';
import { httpFor, KEY_VARIABLES, settingsOf } from './live-edges.ts';
import { killSwitchText } from './live-stop.ts';
import { operatorAccount, readAccount, SECRET_OPTIONS } from './operator-account.ts';
import { BUCKET_OPTIONS, isFolder, operatorStore } from './operator-store.ts';
import {
  accountChecks,
  deploymentCheck,
  checked,
  checkedAll,
  mailCheck,
  modelCheck,
  PHASES,
  rightsChecks,
  type Check,
  type Phase,
} from './preflight-checks.ts';
import { tryDecision } from './preflight-decision.ts';

const OPTIONS = {
  phase: {
    kind: 'choice',
    default: undefined,
    choices: PHASES,
    doc: 'Required: the phase that is to be deployed',
  },
  ...BUCKET_OPTIONS,
  ...SECRET_OPTIONS,
  topic: {
    kind: 'text',
    default: undefined,
    placeholder: 'ARN',
    doc: 'The topic of the mails; default: SNS_TOPIC_ARN',
    recorded: false,
  },
  sizeUsd: {
    ...LIVE_OPTIONS.positionSizeUsd,
    doc: 'Size of a position, as in PositionSizeUsd of the deployment',
  },
} as const;

export const livePreflightCommand: Command = defineCommand({
  name: 'live:preflight',
  purpose:
    'Checks what a phase needs before it is deployed. The exit code is 1 if something is ' +
    'missing.',
  options: OPTIONS,
  examples: [
    '--phase paper --bucket my-btc-signals',
    '--phase live --bucket my-btc-signals --secret my-secret --size-usd 500',
  ],
  run: async (context, { phase, bucket, secret, topic, sizeUsd }) => {
    if (phase === undefined) throw new InputError(`command line: expected --phase ${PHASES_WORDS}`);
    const store = await operatorStore(context, bucket);
    // A deployment is known by the name of its bucket, which a copy in a folder does not tell.
    const s3Bucket = bucket === undefined || isFolder(bucket) ? undefined : bucket;
    const settings = { ...settingsOf(context), positionSizeUsd: sizeUsd, s3Bucket };
    const { bars, check } = await barsCheck(context, settings);
    const checks = [
      check,
      await checked('model', async () =>
        modelCheck(await publishedModel(store, settings, context.now()), bars, (model, known) =>
          tryDecision(context, store, model, known),
        ),
      ),
      await checked('kill switch', async () => {
        const on = await readKillSwitch(store, settings.s3StatePrefix);
        return { passed: on === undefined, detail: on === undefined ? 'off' : killSwitchText(on) };
      }),
      await mailOf(topic ?? settings.snsTopicArn),
      ...(phase === 'paper'
        ? []
        : await checkedAll('key', () => keyChecks(context, settings, { phase, secret, bars }))),
    ];
    const ready = checks.every(({ passed }) => passed !== false);
    return {
      result: {
        phase,
        ready,
        checks: checks.map(({ name, passed, detail }) => {
          return { name, passed: passed ?? missing('cannot be known from here'), detail };
        }),
      },
      text: checksText(checks, phase),
      checkFailed: !ready,
    };
  },
});

const PHASES_WORDS = PHASES.join(' | ');

async function barsCheck(
  context: CommandContext,
  settings: LiveSettings,
): Promise<{ readonly bars: Bars | undefined; readonly check: Check }> {
  let bars: Bars | undefined;
  const check = await checked('bars', async () => {
    const answer = await krakenDailyBars(httpFor(context, 60), settings);
    bars = closedBars(answer, utcDate(Math.floor(context.now() / 1000)), context.now());
    const last = utcDate(bars.time.at(-1)!);
    return { passed: true, detail: `${bars.time.length} closed bars up to ${last}` };
  });
  return { bars, check };
}

async function mailOf(topicArn: string | undefined): Promise<Check> {
  const name = 'mail';
  if (topicArn === undefined) {
    return { name, passed: null, detail: 'not asked: --topic ARN, or SNS_TOPIC_ARN' };
  }
  try {
    return { name, ...mailCheck(await operatorServices().subscriptions(topicArn)) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { name, passed: null, detail: error.message };
  }
}

/** The checks of the key and its account. If the key does not work, the rest is not asked. */
async function keyChecks(
  context: CommandContext,
  settings: LiveSettings,
  asked: {
    readonly phase: Exclude<Phase, 'paper'>;
    readonly secret: string | undefined;
    readonly bars: Bars | undefined;
  },
): Promise<readonly Check[]> {
  const { phase, secret, bars } = asked;
  const environment = phase === 'demo' ? 'demo' : 'live';
  const account = await operatorAccount(context, settings, { environment, secret });
  if (account === undefined) {
    const detail = `none: --secret, or ${KEY_VARIABLES.join(' and ')}`;
    return [{ name: 'key', passed: false, detail }];
  }
  const { fingerprint, http, keyPair, view } = account;
  const key = await checked('key', async () => {
    await readAccount(view, environment);
    return { passed: true, detail: `reads the ${environment} account, fingerprint ${fingerprint}` };
  });
  if (key.passed !== true) return [key];
  const place = { ...settings, futuresEnv: environment } as const;
  const pinned = settings.liveFingerprints.includes(fingerprint);
  const pin: Check = {
    name: 'fingerprint',
    passed: pinned,
    detail: pinned ? 'is allowed' : `KRAKEN_LIVE_FINGERPRINTS here does not have ${fingerprint}`,
  };
  return [
    key,
    ...(environment === 'live' ? [pin] : []),
    ...(await checkedAll('rights', async () =>
      rightsChecks(await krakenKeyRights(http, place, keyPair), phase),
    )),
    await checked('deployment', () => deploymentCheck(account, settings)),
    ...(await checkedAll('account', async () => {
      const close = bars?.close.at(-1) ?? (await view.ticker()).markPrice;
      return await accountChecks(account, settings, close);
    })),
  ];
}

function checksText(checks: readonly Check[], phase: Phase): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const failed = checks.filter(({ passed }) => passed === false).length;
  const unknown = checks.filter(({ passed }) => passed === null).length;
  const rest = unknown === 0 ? '' : `, ${unknown} cannot be known from here`;
  return [
    ...checks.map(({ name, passed, detail }) => {
      const mark = passed === null ? '? ' : passed ? 'ok' : 'NO';
      return `${mark}  ${name.padEnd(width)}  ${detail}`;
    }),
    '',
    failed === 0 ? `ready for phase ${phase}${rest}` : `not ready for phase ${phase}: ${failed} NO`,
  ].join('\n');
}
