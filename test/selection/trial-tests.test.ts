import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/core/random.ts';
import { expectedMaximum } from '../../engine/statistics/expected-maximum.ts';
import type { ScoreSettings } from '../../selection/objective.ts';
import type { TrialTests } from '../../engine/statistics/tests-of-trials.ts';
import { trialTests } from '../../selection/trial-tests.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const BARS = 600;
const random = randomStream(11);
const RETURNS = Float64Array.from({ length: BARS }, () => 0.02 * random.normal());
const SCORE = scoreSettings({ neutral: 'hold', costBps: 0 });
const tested = testedReturns(RETURNS);

/** Signals that know nothing. */
const noise = (): Int8Array =>
  Int8Array.from({ length: BARS }, () => (random.uniform() < 0.5 ? -1 : 1));
/** Signals that are right on `share` of the bars. */
const skilled = (share: number): Int8Array =>
  Int8Array.from(RETURNS, (r) => Math.sign(r) * (random.uniform() < share ? 1 : -1));
const NOISE = Array.from({ length: 30 }, noise);
const LONG = new Int8Array(BARS).fill(1);

const testsOf = (
  trials: readonly Int8Array[],
  selected: Int8Array,
  score: ScoreSettings = SCORE,
): TrialTests | undefined =>
  trialTests(
    trials.map((signals) => ({ signals })),
    { signals: selected },
    { tested, score, seed: 42 },
  );

describe('the tests of the trials of a selection', () => {
  it('find no skill among trials that know nothing', () => {
    const tests = testsOf(NOISE, NOISE[0]!)!;
    expect(tests).toMatchObject({ trials: 30, bars: BARS });
    expect(tests.againstFlat.spa).toBeGreaterThan(0.05);
    expect(tests.againstFlat.stepM).toBeGreaterThan(0.05);
    expect(tests.againstBuyHold!.spa).toBeGreaterThan(0.05);
  });

  it('find the one that knows something, whatever else was tried', () => {
    const knows = skilled(0.62);
    const tests = testsOf([...NOISE, knows], knows)!;
    expect(tests.againstFlat.spa).toBeLessThan(0.01);
    expect(tests.againstFlat.stepM).toBeLessThan(0.01);
    expect(tests.againstBuyHold!.spa).toBeLessThan(0.05);
    expect(tests.deflatedSharpe2014).toBeGreaterThan(0.95);
  });

  it('find nothing beyond buy and hold in holding', () => {
    const tests = testsOf([LONG], LONG)!;
    // Its returns less the benchmark's are all 0: there is no statistic, and no trial is better.
    expect(tests.againstBuyHold).toEqual({ spa: 1, stepM: Number.NaN });
  });

  it('take as many equal trials for one, and independent ones for as many', () => {
    const year = Math.sqrt(SCORE.periodsPerYear / BARS);
    const equal = testsOf(
      NOISE.map(() => NOISE[0]!),
      NOISE[0]!,
    )!;
    expect(Math.abs(equal.maximumOfCorrelated)).toBeLessThan(0.04 * year);
    expect(equal.maximumOfIndependent).toBe(expectedMaximum(30, year));
    const apart = testsOf(NOISE, NOISE[0]!)!;
    expect(apart.maximumOfCorrelated / apart.maximumOfIndependent).toBeCloseTo(1, 1);
  });

  it('leave out trials that never trade, and are not made of these alone', () => {
    const never = new Int8Array(BARS);
    expect(testsOf([...NOISE, never], NOISE[0]!)).toEqual(testsOf(NOISE, NOISE[0]!));
    expect(testsOf([never], never)).toBeUndefined();
  });

  it('resample in blocks as long as the memory of the selected set', () => {
    expect(testsOf(NOISE, NOISE[0]!)!.blockLength).toBeGreaterThanOrEqual(1);
    let drift = 0;
    const slow = Float64Array.from({ length: BARS }, () => {
      drift = 0.9 * drift + 0.004 * random.normal();
      return drift;
    });
    const persistent = { tested: testedReturns(slow), score: SCORE, seed: 42 };
    const long = { signals: LONG };
    expect(trialTests([long], long, persistent)!.blockLength).toBeGreaterThan(5);
  });

  it('depend on the seed alone', () => {
    const rows = NOISE.map((signals) => ({ signals }));
    const seeded = (seed: number) => trialTests(rows, rows[0]!, { tested, score: SCORE, seed });
    expect(seeded(42)).toEqual(testsOf(NOISE, NOISE[0]!));
    expect(seeded(43)!.maximumOfCorrelated).not.toBe(seeded(42)!.maximumOfCorrelated);
  });

  it('do not compare an account in bitcoin with holding bitcoin', () => {
    const score = { ...SCORE, terms: { ...SCORE.terms, payoff: 'inverse' as const } };
    expect(testsOf(NOISE, NOISE[0]!, score)!.againstBuyHold).toBeUndefined();
  });
});
