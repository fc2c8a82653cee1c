/**
 * The settings of the live part in one table. Each row is an environment variable of the function,
 * with its default and its range: `positionSizeUsd` is POSITION_SIZE_USD. The environment is passed
 * in.
 */

import { createHash } from 'node:crypto';
import { InputError } from '../core/errors.ts';
import { resolveOptions, type OptionValues } from '../core/options.ts';
import type { Mode } from './journal/day-journal.ts';
import { checkRunTimes } from './plan/run-times.ts';

/** Keys of objects: plain enough for a rule of access, so without `*`, `$` and dots inside. */
const PATH = '[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*';
const TOPIC_ARN = {
  placeholder: 'arn:aws:sns:REGION:ACCOUNT:TOPIC',
  pattern: 'arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]+:[A-Za-z0-9_-]+',
} as const;

export const LIVE_OPTIONS = {
  s3Bucket: {
    kind: 'text',
    default: undefined,
    doc: 'bucket of model, state and signal log',
  },
  s3ModelKey: {
    kind: 'text',
    default: 'models/btc_daily_rf.bin',
    placeholder: 'PATH.bin',
    pattern: `${PATH}[.]bin`,
    doc: 'the model; if a pointer is beside it (.pointer.json), the model that it names',
  },
  s3HistoryKey: {
    kind: 'text',
    default: 'data/btc_daily_bars.csv',
    placeholder: 'PATH.csv',
    pattern: `${PATH}[.]csv`,
    doc: 'the bars that the model was trained on; only the retraining reads and extends them',
  },
  s3SignalsKey: {
    kind: 'text',
    default: 'outputs/btc_signals.jsonl',
    placeholder: 'PATH.jsonl',
    pattern: `${PATH}[.]jsonl`,
    doc: 'the signal log, one line of JSON a day',
  },
  s3StatePrefix: {
    kind: 'text',
    default: 'state/',
    placeholder: 'PATH/',
    pattern: `${PATH}/`,
    doc: 'day journals and the kill switch',
  },
  snsTopicArn: {
    kind: 'text',
    default: undefined,
    ...TOPIC_ARN,
    doc: 'topic that mails the signal',
  },
  alarmTopicArn: {
    kind: 'text',
    default: undefined,
    ...TOPIC_ARN,
    doc: 'topic for alarms; without it they go to the topic of the signal',
  },
  enableTrading: {
    kind: 'choice',
    choices: ['false', 'shadow', 'true'],
    default: 'false',
    doc: 'true trades; shadow reads the live account and logs the orders, but sends none',
  },
  secretName: {
    kind: 'text',
    default: undefined,
    doc: 'secret with apiKey and apiSecret',
  },
  futuresEnv: {
    kind: 'choice',
    choices: ['demo', 'live'],
    default: 'demo',
    doc: 'demo or live exchange; only this setting chooses between them',
  },
  liveFingerprints: {
    kind: 'list',
    default: [],
    placeholder: '16 hex digits,…',
    pattern: '[0-9a-f]{16}',
    doc: 'fingerprints of the keys that may trade live; without one there is no live trade',
  },
  positionSizeUsd: {
    kind: 'number',
    default: 1_000,
    min: 1,
    max: 10_000_000,
    unit: 'USD',
    doc: 'size of a position; for PF_XBTUSD its value when it is opened',
  },
  maxPositionUsd: {
    kind: 'number',
    default: undefined,
    min: 1,
    max: 20_000_000,
    unit: 'USD',
    doc: 'largest target, and largest position of others to add to; default: twice the size',
  },
  maxPriceDeviation: {
    kind: 'number',
    default: 0.05,
    min: 0.001,
    max: 1,
    unit: 'fraction',
    doc: 'largest distance of the mark price from the spot close',
  },
  maxLeverage: {
    kind: 'number',
    default: 2,
    min: 0.01,
    max: 10,
    unit: 'times',
    doc: 'largest value of the position, in values of the account',
  },
  minLiquidationDistance: {
    kind: 'number',
    default: 0.15,
    min: 0,
    max: 1,
    unit: 'fraction',
    doc: 'if liquidation is nearer than this, the position is not enlarged',
  },
  equityFloorUsd: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 100_000_000,
    unit: 'USD',
    doc: 'as long as the equity is below this, the position is closed; 0: no limit',
  },
  dailyLossLimit: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 1,
    unit: 'fraction',
    doc: 'after a larger loss since the last run the position is closed for a day; 0: no limit',
  },
  cancelReduceOnly: {
    kind: 'flag',
    default: false,
    doc: 'before an order, cancel reduce-only orders of others',
  },
  modelMaxAgeDays: {
    kind: 'number',
    default: 30,
    min: 1,
    max: 3_650,
    unit: 'days',
    doc: "largest age of a model, which is the age of its data's last bar",
  },
  staleModel: {
    kind: 'choice',
    choices: ['keep', 'flat'],
    default: 'keep',
    doc: 'if the model is too old: keep the position and fail, or go flat',
  },
  lateBarsWaitSeconds: {
    kind: 'number',
    default: 60,
    min: 0,
    max: 600,
    unit: 'seconds',
    doc: 'how long to wait for a late bar',
  },
  runTimes: {
    kind: 'list',
    placeholder: 'HH:MM,…',
    pattern: '([01][0-9]|2[0-3]):[0-5][0-9]',
    default: ['00:05', '00:35', '01:35', '03:35', '07:35'],
    unit: 'UTC',
    doc: 'when runs begin; a trade that has to wait is tried again until the last one',
  },
  runBudgetSeconds: {
    kind: 'number',
    default: 150,
    min: 30,
    max: 870,
    unit: 'seconds',
    doc: 'time that a run may take; the time-out of the function is longer',
  },
  spotPair: {
    kind: 'text',
    default: 'XBTUSD',
    placeholder: 'PAIR',
    pattern: '[A-Z0-9]+',
    doc: 'pair of the daily bars',
  },
  futuresSymbol: {
    kind: 'choice',
    choices: ['PI_XBTUSD', 'PF_XBTUSD'],
    default: 'PI_XBTUSD',
    doc: 'contract: PI is settled in bitcoin; PF is linear, with several currencies as collateral',
  },
  loopbackUrl: {
    kind: 'text',
    default: undefined,
    doc: 'a stand-in for exchanges and sources of series, on 127.0.0.1 only: for tests',
  },
} as const;

export type LiveSettings = OptionValues<typeof LIVE_OPTIONS>;

/**
 * Environment variables whose names contain the name of the exchange. Deployments use these names,
 * so they stay. The names of the settings do not contain it, because only the room of its client
 * may name the exchange.
 */
const VARIABLES_OF_THE_EXCHANGE: Readonly<Record<string, string>> = {
  secretName: 'KRAKEN_SECRET_NAME',
  futuresEnv: 'KRAKEN_FUTURES_ENV',
  liveFingerprints: 'KRAKEN_LIVE_FINGERPRINTS',
  loopbackUrl: 'KRAKEN_LOOPBACK_URL',
};

/** The environment variable of a setting: `positionSizeUsd` is `POSITION_SIZE_USD`. */
export function variableOf(name: string): string {
  const ofTheExchange = VARIABLES_OF_THE_EXCHANGE[name];
  if (ofTheExchange !== undefined) return ofTheExchange;
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** A variable that was a setting. Whoever still sets it must not believe that it works. */
const KILL_SWITCH = 'KILL_SWITCH';

/**
 * Settings from environment variables. Variables that are no setting are ignored, and an empty
 * variable counts as not set.
 * @throws InputError for a value that is out of range or of the wrong kind, and for KILL_SWITCH
 */
export function liveSettings(env: Readonly<Record<string, string | undefined>>): LiveSettings {
  if ((env[KILL_SWITCH] ?? '') !== '') {
    const instead = 'the kill switch is the object kill-switch below the state prefix alone';
    throw new InputError(`environment: expected no ${KILL_SWITCH}: ${instead}`);
  }
  const given: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(LIVE_OPTIONS)) {
    const value = env[variableOf(name)];
    if (value === undefined || value === '') continue;
    given[name] = row.kind === 'flag' ? flagValue(name, value) : value;
  }
  const settings = resolveOptions(LIVE_OPTIONS, given, 'environment', variableOf);
  checkRunTimes(settings.runTimes, variableOf('runTimes'));
  const { loopbackUrl } = settings;
  if (loopbackUrl !== undefined && !/^http:\/\/127\.0\.0\.1:\d+$/.test(loopbackUrl)) {
    const variable = variableOf('loopbackUrl');
    throw new InputError(`environment: expected ${variable} to be http://127.0.0.1:PORT`);
  }
  if (settings.enableTrading === 'shadow' && settings.futuresEnv !== 'live') {
    const [shadow, variable] = [variableOf('enableTrading'), variableOf('futuresEnv')];
    throw new InputError(
      `environment: ${shadow}=shadow reads the live account: expected ${variable}=live, ` +
        `got ${settings.futuresEnv}`,
    );
  }
  return settings;
}

/** `paper`, `shadow`, or the exchange on which the day is traded: `demo` or `live`. */
export function modeOf({ enableTrading, futuresEnv }: LiveSettings): Mode {
  if (enableTrading === 'true') return futuresEnv;
  return enableTrading === 'shadow' ? 'shadow' : 'paper';
}

/** Eight hex digits made from the bucket's name; they are part of each order's id. */
export function deploymentOf(settings: LiveSettings): string {
  return createHash('sha256')
    .update(settings.s3Bucket ?? 'local')
    .digest('hex')
    .slice(0, 8);
}

function flagValue(name: string, value: string): boolean {
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw new InputError(`environment: ${variableOf(name)}: expected true or false, got "${value}"`);
}
