/** Both exchanges on loopback for the commands that reach them, with a key pair of their own. */

import { onTestFinished } from 'vitest';
import { createFakeFutures, type FakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { createFakeSpot, spotRows, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';
import type { FaultPlan } from '../../cli/stand-ins/wire.ts';
import { accountFingerprint, keyPair } from '../../engine/live/edges/secret.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';

export type ExchangeHere = {
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  faults: FaultPlan;
  /** Every path that was asked for. */
  readonly asked: string[];
  /** The command's environment. */
  readonly env: Record<string, string>;
  /** The stand-ins' clock, and what the command is to be given as `now`. */
  readonly now: () => number;
  /** Moves the clock forwards. */
  readonly goOn: (ms: number) => void;
};

/** 2026-03-10, 12:00 UTC, running on from there. */
export async function exchangeHere(): Promise<ExchangeHere> {
  let shift = Date.parse('2026-03-10T12:00:00Z') - Date.now();
  const now = (): number => Date.now() + shift;
  const spot = createFakeSpot(now, { key: KEY, secret: SECRET });
  const futures = createFakeFutures(now, [[KEY, SECRET]]);
  spot.rows = spotRows(Date.parse('2026-03-10') / 1000, 400, () => 60_000);
  const asked: string[] = [];
  const { url, close } = await startLoopback(
    (request) => {
      asked.push(request.path);
      return (request.path.startsWith('/0/') ? spot : futures).service(request);
    },
    (request) => exchange.faults(request),
    (ms, work) => setTimeout(work, ms),
  );
  onTestFinished(close);
  const exchange: ExchangeHere = {
    spot,
    futures,
    faults: () => undefined,
    asked,
    env: { KRAKEN_LOOPBACK_URL: url, KRAKEN_API_KEY: KEY, KRAKEN_API_SECRET: SECRET },
    now,
    goOn: (ms) => {
      shift += ms;
    },
  };
  return exchange;
}

/** What pins the tests' key for live. */
export const LIVE_PIN = accountFingerprint('live', keyPair(KEY, SECRET, 'test'));
