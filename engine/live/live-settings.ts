/**
 * The live part's settings, one table: each row is an environment variable of the function
 * (`positionSizeUsd` is POSITION_SIZE_USD) and a documented option. The environment is passed in.
 */

import { createHash } from 'node:crypto';
import { InputError } from '../core/errors.ts';
import { resolveOptions, type OptionValues } from '../core/options.ts';
import type { Mode } from './journal/day-journal.ts';

export const LIVE_OPTIONS = {
  s3Bucket: {
    kind: 'text',
    default: undefined,
    doc: 'bucket of model, state and signal log',
  },
  s3ModelKey: {
    kind: 'text',
    default: 'models/btc_daily_rf.bin',
    doc: 'the model; its pointer lies beside it under .pointer.json and wins',
  },
  s3SignalsKey: { kind: 'text', default: 'outputs/btc_signals.jsonl', doc: 'the signal log' },
  s3StatePrefix: { kind: 'text', default: 'state/', doc: 'day journals and the kill switch' },
  snsTopicArn: {
    kind: 'text',
    default: undefined,
    doc: 'topic that mails the signal',
  },
  enableTrading: { kind: 'flag', default: false, doc: 'trade; without it the day is on paper' },
  secretName: {
    kind: 'text',
    default: undefined,
    doc: 'secret with apiKey and apiSecret',
  },
  futuresEnv: {
    kind: 'choice',
    choices: ['demo', 'live'],
    default: 'demo',
    doc: 'demo or live exchange; this alone tells them apart',
  },
  liveFingerprints: {
    kind: 'list',
    default: [],
    doc: 'fingerprints of the keys that may trade live; none of them, no live trade',
  },
  positionSizeUsd: {
    kind: 'number',
    default: 1_000,
    min: 1,
    max: 10_000_000,
    unit: 'USD',
    doc: 'size of a position, one contract a dollar',
  },
  maxPositionUsd: {
    kind: 'number',
    default: undefined,
    min: 1,
    max: 20_000_000,
    unit: 'USD',
    doc: 'largest position found or sought; default: twice the position size',
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
    doc: "largest position over the account's value",
  },
  minLiquidationDistance: {
    kind: 'number',
    default: 0.15,
    min: 0,
    max: 1,
    unit: 'fraction',
    doc: 'nothing is added where liquidation is nearer than this',
  },
  killSwitch: {
    kind: 'flag',
    default: false,
    doc: 'send no order; so does the object kill-switch below the state prefix',
  },
  modelMaxAgeDays: {
    kind: 'integer',
    default: 30,
    min: 1,
    max: 3_650,
    unit: 'days',
    doc: "oldest model that decides, by its last training bar's age",
  },
  lateBarsWaitSeconds: {
    kind: 'integer',
    default: 60,
    min: 0,
    max: 600,
    unit: 'seconds',
    doc: 'how long a late bar is waited for',
  },
  runBudgetSeconds: {
    kind: 'integer',
    default: 150,
    min: 30,
    max: 870,
    unit: 'seconds',
    doc: 'a run ends by itself before this; below the time-out of the function',
  },
  spotPair: { kind: 'text', default: 'XBTUSD', doc: 'pair of the daily bars' },
  futuresSymbol: { kind: 'text', default: 'PI_XBTUSD', doc: 'contract that is traded' },
  loopbackUrl: {
    kind: 'text',
    default: undefined,
    doc: 'a stand-in for both exchanges, on 127.0.0.1 only: for tests',
  },
} as const;

export type LiveSettings = OptionValues<typeof LIVE_OPTIONS>;

/**
 * Variables that name the exchange. Deployments set them under these names, so the names stay. The
 * settings behind them do not name it, so that only the exchange's own client does.
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

/**
 * Settings from environment variables; variables that are no setting are not looked at.
 * @throws InputError for a value out of range or of another kind
 */
export function liveSettings(env: Readonly<Record<string, string | undefined>>): LiveSettings {
  const given: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(LIVE_OPTIONS)) {
    const value = env[variableOf(name)];
    if (value === undefined || value === '') continue;
    given[name] = row.kind === 'flag' ? flagValue(name, value) : value;
  }
  const settings = resolveOptions(LIVE_OPTIONS, given, 'environment', variableOf);
  const { loopbackUrl } = settings;
  if (loopbackUrl !== undefined && !/^http:\/\/127\.0\.0\.1:\d+$/.test(loopbackUrl)) {
    const variable = variableOf('loopbackUrl');
    throw new InputError(`environment: expected ${variable} to be http://127.0.0.1:PORT`);
  }
  return settings;
}

/** Paper, or the exchange that is traded on. */
export function modeOf(settings: LiveSettings): Mode {
  return settings.enableTrading ? settings.futuresEnv : 'paper';
}

/** Eight hex digits that tell this deployment's orders from others', from the bucket's name. */
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
