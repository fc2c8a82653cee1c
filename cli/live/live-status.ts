/**
 * `npm run live:status`: what a deployment holds, decided and logged, and whether all of it agrees:
 * the exchange with the journals, the journals with the log, the model with its limits.
 */

import { isoTime, utcDate } from '../../engine/core/bar-time.ts';
import { OutsideError } from '../../engine/core/errors.ts';
import { stageOf, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import type { LiveSettings } from '../../engine/live/live-settings.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { missing, type JsonInput, type Missing } from '../framework/json-document.ts';
import { readDeployment, type PublishedModel } from './deployment.ts';
import { disagreements } from './disagreements.ts';
import { KEY_VARIABLES, settingsOf } from './live-edges.ts';
import { killSwitchJson } from './live-stop.ts';
import {
  operatorAccount,
  readAccount,
  SECRET_OPTIONS,
  type AccountState,
} from './operator-account.ts';
import { BUCKET_OPTIONS, operatorStore } from './operator-store.ts';
import { statusText, type Status } from './status-text.ts';

const OPTIONS = {
  ...BUCKET_OPTIONS,
  env: {
    kind: 'choice',
    default: undefined,
    choices: ['demo', 'live'],
    doc: 'The account to read; left out: the one of the latest day, none on paper',
  },
  ...SECRET_OPTIONS,
  days: {
    kind: 'integer',
    default: 7,
    min: 1,
    max: 400,
    unit: 'days',
    doc: 'How many days are looked at, today included',
  },
} as const;

export const liveStatusCommand: Command = defineCommand({
  name: 'live:status',
  purpose:
    'Shows position, wallet, last days, model and kill switch. The exit code is 1 if ' +
    'they disagree.',
  options: OPTIONS,
  examples: ['--bucket my-btc-signals', '--bucket my-btc-signals --secret my-secret --json'],
  volatile: ['at'],
  run: async (context, { bucket, env, secret, days }) => {
    const settings = settingsOf(context);
    const nowMs = context.now();
    const store = await operatorStore(context, bucket);
    const deployment = await readDeployment(store, settings, { nowMs, days });
    const environment = env ?? environmentOf(deployment.journals.at(-1));
    const account = await accountOf(context, settings, { environment, secret });
    const found = [
      ...(account.fault === null ? [] : [{ about: 'account', what: account.fault } as const]),
      ...disagreements(deployment, account.state, { nowMs, runTimes: settings.runTimes }),
    ];
    const read = account.state ?? account.why;
    const status: Status = { nowMs, deployment, account: read, disagreements: found };
    return {
      result: statusJson(status),
      text: statusText(status, context.columns),
      checkFailed: found.length > 0,
    };
  },
});

/** The account if it was read; if not, why, and whether that is a fault. */
type AccountRead =
  | { readonly state: AccountState; readonly fault: null }
  | { readonly state: undefined; readonly why: string; readonly fault: string | null };

async function accountOf(
  context: CommandContext,
  settings: LiveSettings,
  key: { readonly environment: 'demo' | 'live' | undefined; readonly secret: string | undefined },
): Promise<AccountRead> {
  const { environment, secret } = key;
  const unread = (why: string): AccountRead => ({ state: undefined, why, fault: null });
  if (environment === undefined) return unread('on paper: --env demo or live reads an account');
  try {
    const account = await operatorAccount(context, settings, { environment, secret });
    if (account === undefined) return unread(`no key: --secret, or ${KEY_VARIABLES.join(' and ')}`);
    return { state: await readAccount(account.view, environment), fault: null };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { state: undefined, why: error.message, fault: `not read, ${error.message}` };
  }
}

/** The account that a day is about; undefined on paper. */
function environmentOf(journal: DayJournal | undefined): 'demo' | 'live' | undefined {
  const { mode = 'paper' } = journal ?? {};
  if (mode === 'paper') return undefined;
  return mode === 'demo' ? 'demo' : 'live';
}

function statusJson(status: Status): Readonly<Record<string, JsonInput>> {
  const { nowMs, deployment, account, disagreements: found } = status;
  const { journals, log, model, killSwitch } = deployment;
  return {
    at: isoTime(Math.floor(nowMs / 1000)),
    mode: journals.at(-1)?.mode ?? missing('no day yet'),
    ...accountJson(account),
    days: journals.map((journal) => dayJson(journal, log.lines.has(journal.date))),
    model: modelJson(model),
    killSwitch: { on: killSwitch !== undefined, ...(killSwitch && killSwitchJson(killSwitch)) },
    agrees: found.length === 0,
    disagreements: found.map(({ about, what }) => ({ about, what })),
  };
}

function accountJson(account: AccountState | string): Readonly<Record<string, JsonInput>> {
  if (typeof account === 'string') {
    const none: Missing = missing(account);
    return { environment: none, position: none, wallet: none, margin: none, openOrders: none };
  }
  const { environment, instrument, ticker, account: margin, position, openOrders } = account;
  const { currency } = margin;
  const { liquidationPrice } = margin;
  return {
    environment,
    position: { symbol: instrument.symbol, contracts: position, markPrice: ticker.markPrice },
    wallet: { currency, value: margin.portfolioValue },
    margin: {
      currency,
      available: margin.availableFunds,
      liquidationPrice: liquidationPrice > 0 ? liquidationPrice : missing('no position'),
    },
    openOrders: openOrders.map(({ orderId, clientOrderId, reduceOnly }) => {
      return { orderId, clientOrderId: clientOrderId ?? missing('not ours'), reduceOnly };
    }),
  };
}

function dayJson(journal: DayJournal, inLog: boolean): JsonInput {
  const { date, mode, record, trade, warnings } = journal;
  const untraded = missing(mode === 'paper' ? 'on paper' : 'not traded yet');
  return {
    date,
    mode,
    state: stageOf(journal),
    signal: record?.signal ?? missing('not decided'),
    action: trade?.action ?? untraded,
    positionAfter: trade?.position_after ?? untraded,
    positionTarget: trade?.position_target ?? untraded,
    inLog,
    warnings: [...(trade?.reasons ?? []), ...warnings],
  };
}

function modelJson({ artifact, ageDays, ageLimitDays, fault }: PublishedModel): JsonInput {
  if (artifact === undefined) return missing(fault ?? 'none is published');
  const { header, sha256 } = artifact;
  return {
    sha256,
    market: header.market ?? missing('the model does not say'),
    lastBar: utcDate(header.lastBarTime),
    ageDays: ageDays!,
    ageLimitDays,
    neutral: header.neutral,
    features: header.features.map(({ name }) => name),
  };
}
