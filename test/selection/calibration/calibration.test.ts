import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { sliceBars } from '../../../engine/core/bars.ts';
import { createForestPool, type ForestPool } from '../../../engine/pool/forest-pool.ts';
import { NO_CHECKPOINT, openCheckpoint, type Checkpoint } from '../../../selection/checkpoint.ts';
import {
  calibration,
  claimShares,
  type Calibration,
  type CalibrationAsked,
} from '../../../selection/calibration/calibration.ts';
import type { Claims } from '../../../selection/calibration/history-claims.ts';
import { memoryStore } from '../memory-store.ts';
import { BARS, toyPlan } from '../null-histories/toy-procedure.ts';

const ASKED: CalibrationAsked = {
  kind: 'planted',
  histories: 2,
  plantedHistories: 2,
  strengths: [1, 0],
  null: 19,
  nullKind: 'rotated',
};

const NO_CLAIM: Claims = {
  naive: false,
  deflated: false,
  spa: false,
  nested: false,
  null: false,
  verdict: false,
  verdictWithNull: false,
};

describe('a calibration', () => {
  let one: ForestPool;
  let two: ForestPool;
  beforeAll(() => {
    one = createForestPool({ workers: 1 });
    two = createForestPool({ workers: 2 });
  });
  afterAll(() => Promise.all([one.close(), two.close()]));

  const run = (
    pool: ForestPool,
    changes: Partial<CalibrationAsked> = {},
    checkpoint: Checkpoint = NO_CHECKPOINT,
    onDone = (): void => {},
  ): Promise<Calibration> =>
    calibration(BARS, toyPlan(), { ...ASKED, ...changes }, { pool, checkpoint, onDone });

  it('finds a strong planted skill; strength 0 is no skill; workers change nothing', async () => {
    const found = await run(two);
    expect(found.power.map(({ strength }) => strength)).toEqual([0, 1]);
    const [none, strong] = found.power;
    const { strength: _zero, ...shares } = none!;
    expect(shares).toEqual(found.falseClaims);
    expect(strong!.shares).toMatchObject({ naive: 1, spa: 1, nested: 1, null: 1 });
    expect(await run(one)).toEqual(found);
  });

  it('continues after an interruption and ends with the same shares', async () => {
    const whole = await run(two, { strengths: [] });
    const store = memoryStore();
    let done = 0;
    const stop = (): void => {
      if (++done === 1) throw new Error('stopped');
    };
    const first = await openCheckpoint(store, 'key');
    await expect(run(two, { strengths: [] }, first, stop)).rejects.toThrow('stopped');
    const again = await openCheckpoint(store, 'key');
    expect(again.resumedCount).toBeGreaterThan(0);
    expect(await run(two, { strengths: [] }, again)).toEqual(whole);
  });

  it('plants nothing into other kinds', async () => {
    const found = await run(two, { kind: 'sign-flip', histories: 1 });
    expect(found.power).toEqual([]);
    expect(found.falseClaims.histories).toBe(1);
  });

  it('refuses histories that are too short for a nested selection', async () => {
    const short = sliceBars(BARS, 0, 480);
    const parts = { pool: two, checkpoint: NO_CHECKPOINT, onDone: () => {} };
    const refused = calibration(short, toyPlan(), ASKED, parts);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(/no quarter begins after at least 183 tested rows/);
  });
});

describe('shares of claims', () => {
  it('count each figure by itself, with its interval', () => {
    const claims = [
      { ...NO_CLAIM, naive: true, spa: true },
      { ...NO_CLAIM, naive: true },
      NO_CLAIM,
      NO_CLAIM,
    ];
    const { histories, shares, intervals } = claimShares(claims);
    expect(histories).toBe(4);
    expect(shares).toEqual({
      naive: 0.5,
      deflated: 0,
      spa: 0.25,
      nested: 0,
      null: 0,
      verdict: 0,
      verdictWithNull: 0,
    });
    // Wilson for 2 of 4 by hand: z² = 3.8415, half width z·√(0.0625 + z²/64)/(1 + z²/4).
    expect(intervals.naive.lower).toBeCloseTo(0.15, 2);
    expect(intervals.naive.upper).toBeCloseTo(0.85, 2);
    expect(intervals.null.lower).toBe(0);
  });
});
