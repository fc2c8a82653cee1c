/**
 * What the operator of the simulated function has set for each day: the phase, the size, the kill
 * switch, and what becomes of a model that nobody renews; and what the account is worth. The last
 * days of an episode are ordinary.
 */

import type { RandomStream } from '../../engine/core/random.ts';
import { liveSettings, type LiveSettings } from '../../engine/live/live-settings.ts';
import { accountFingerprint, keyPair } from '../../engine/live/edges/secret.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';

export type DayPlan = {
  readonly phase: 'paper' | 'shadow' | 'demo';
  readonly sizeUsd: number;
  /** The kill switch is on from midnight to midnight. */
  readonly killed: boolean;
  /** The model is too old, and STALE_MODEL says what that means; undefined if it is not. */
  readonly stale: 'flat' | 'keep' | undefined;
  readonly equityUsd: number;
};

/** The floor of the account. If it has less, the position is closed. */
export const FLOOR_USD = 4_000;
const ENOUGH_USD = 6_000;
const TOO_LITTLE_USD = 3_500;

const ORDINARY = { phase: 'demo', killed: false, stale: undefined, equityUsd: ENOUGH_USD } as const;

/** Plans for `days` days, of which the last three are ordinary. */
export function drawPlans(chance: RandomStream, days: number): readonly DayPlan[] {
  const oneIn = (count: number): boolean => chance.below(count) === 0;
  let plan: DayPlan = { ...ORDINARY, sizeUsd: 1_000 };
  return Array.from({ length: days }, (_, day) => {
    const { phase, sizeUsd, killed, stale } = plan;
    const elsewhere = oneIn(2) ? 'paper' : 'shadow';
    plan = {
      phase: phase === 'demo' ? (oneIn(25) ? elsewhere : 'demo') : oneIn(3) ? 'demo' : phase,
      sizeUsd: oneIn(10) ? 100 * (3 + chance.below(13)) : sizeUsd,
      killed: killed ? oneIn(2) : oneIn(30),
      stale: stale === undefined && oneIn(25) ? (oneIn(2) ? 'flat' : 'keep') : undefined,
      equityUsd: oneIn(20) ? TOO_LITTLE_USD : ENOUGH_USD,
    };
    return day < days - 3 ? plan : { ...ORDINARY, sizeUsd: plan.sizeUsd };
  });
}

/** Whether a run of such a day may send an order. */
export function maySend({ phase, killed, stale }: DayPlan): boolean {
  return phase === 'demo' && !killed && stale !== 'keep';
}

const known = new Map<string, LiveSettings>();

/** The settings of the function on a day of this plan. */
export function settingsOf(plan: DayPlan, symbol: string): LiveSettings {
  const { phase, sizeUsd, stale } = plan;
  const name = [phase, sizeUsd, stale, symbol].join();
  const settings = known.get(name) ?? freshSettings(plan, symbol);
  known.set(name, settings);
  return settings;
}

function freshSettings({ phase, sizeUsd, stale }: DayPlan, symbol: string): LiveSettings {
  return liveSettings({
    S3_BUCKET: 'simulation',
    ENABLE_TRADING: phase === 'demo' ? 'true' : phase === 'paper' ? 'false' : 'shadow',
    KRAKEN_FUTURES_ENV: phase === 'shadow' ? 'live' : 'demo',
    KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN,
    KRAKEN_SECRET_NAME: 'key',
    FUTURES_SYMBOL: symbol,
    POSITION_SIZE_USD: String(sizeUsd),
    STALE_MODEL: stale ?? 'keep',
    EQUITY_FLOOR_USD: String(FLOOR_USD),
    DAILY_LOSS_LIMIT: '0.2',
    KRAKEN_LOOPBACK_URL: 'http://127.0.0.1:1',
  });
}

const LIVE_PIN = accountFingerprint('live', keyPair(KEY, SECRET, 'simulation'));
