import { describe, expect, it } from 'vitest';
import { assessReturns } from '../../../engine/assess/assess-returns.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { performanceMetrics } from '../../../engine/statistics/performance-metrics.ts';
import { probabilisticSharpe } from '../../../engine/statistics/probabilistic-sharpe.ts';
import { sharpeSampleOf } from '../../../engine/statistics/sharpe-error.ts';

const DAY = 86_400;
const time = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => 1_600_041_600 + i * DAY);

/** Normal returns with this mean, in standard deviations of 1 %. */
function noise(count: number, mean: number, seed: number): Float64Array {
  const random = randomStream(seed);
  return Float64Array.from({ length: count }, () => 0.01 * (mean + random.normal()));
}

const trialsOf = (count: number, bars: number): Record<string, Float64Array> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, k) => [`trial ${k}`, noise(bars, 0, 100 + k)]),
  );

describe('an assessment', () => {
  it('has the figures of the returns, a year by their times', () => {
    const returns = noise(900, 0.1, 1);
    const found = assessReturns(returns, { time: time(900) });
    expect(found.metrics).toEqual(performanceMetrics(returns, { periodsPerYear: 365 }));
    expect(found).toMatchObject({ period: 'daily', periodsFrom: 'times', difference: undefined });
    expect(found.statistics.sharpe).toBeCloseTo(found.metrics.sharpe, 12);
    const { lower, upper } = found.statistics.intervals.sharpe;
    expect(lower).toBeLessThan(found.metrics.sharpe);
    expect(upper).toBeGreaterThan(found.metrics.sharpe);
    const asked = assessReturns(returns, { time: time(900), periodsPerYear: 252 });
    expect(asked.periodsFrom).toBe('option');
    expect(asked.metrics.sharpe).toBeCloseTo(found.metrics.sharpe * Math.sqrt(252 / 365), 12);
  });

  it('is the same for the same seed, and its intervals are not for another', () => {
    const returns = noise(300, 0.1, 1);
    const own = { time: time(300), trials: trialsOf(3, 300) };
    expect(assessReturns(returns, own)).toEqual(assessReturns(returns, { ...own, seed: 42 }));
    const other = assessReturns(returns, { ...own, seed: 43 });
    expect(other.statistics.intervals).not.toEqual(
      assessReturns(returns, own).statistics.intervals,
    );
  });

  it('finds no evidence in noise and some in skill, in these words', () => {
    const none = assessReturns(noise(800, 0, 2), { time: time(800) });
    expect(none.verdict).toHaveLength(5);
    expect(none.verdict[0]).toContain('There is no evidence of skill: p = ');
    expect(none.verdict[3]).toContain('Trials: not told');
    const skill = assessReturns(noise(800, 0.2, 2), { time: time(800) });
    expect(skill.verdict[0]).toMatch(/There is evidence of skill at the 5 % level: p .*only trial/);
  });

  it('takes what a number of trials makes likely off', () => {
    const returns = noise(1000, 0.11, 5);
    const alone = assessReturns(returns, { time: time(1000) });
    const { luck, verdict } = assessReturns(returns, { time: time(1000), trialCount: 500 });
    expect(alone.verdict[0]).toContain('There is evidence of skill');
    expect(verdict[0]).toContain('There is no evidence of skill');
    const single = probabilisticSharpe(sharpeSampleOf(returns));
    expect(luck.counted!.pValue).toBeCloseTo(1 - single ** 500, 10);
    expect(verdict[3]).toBe('Trials: 500 were made, as told.');
    // As many trials as show the ratio on average make it likely.
    const { trialsThatShowAsMuch } = alone.luck;
    const asMany = { time: time(1000), trialCount: Math.round(trialsThatShowAsMuch) };
    const reached = assessReturns(returns, asMany).luck.counted!;
    expect(reached.maximumOfIndependent).toBeCloseTo(alone.metrics.sharpe, 1);
  });

  it('knows whether the returns are among the trials', () => {
    const trials = trialsOf(5, 400);
    const among = assessReturns(trials['trial 2']!, { time: time(400), trials });
    expect(among.luck.found).toMatchObject({ ownName: 'trial 2', tests: { trials: 5 } });
    expect(among.verdict[3]).toBe(
      'Trials: 5 are given, the assessed returns are trial 2 among them.',
    );
    const added = assessReturns(noise(400, 0, 7), { time: time(400), trials });
    expect(added.luck.found).toMatchObject({ ownName: undefined, tests: { trials: 6 } });
    expect(added.verdict[3]).toContain('which are none of them and count as one more');
    const { probability, onNoise } = added.luck.found!.overfitting!;
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(onNoise.lower).toBeLessThan(onNoise.median);
    expect(onNoise.median).toBeLessThan(onNoise.upper);
  });

  it('judges the assessed trial, not the best one', () => {
    const trials = { ...trialsOf(4, 800), good: noise(800, 0.25, 9) };
    const worse = assessReturns(trials['trial 1' as 'good'], { time: time(800), trials });
    expect(worse.luck.found!.tests.againstFlat.spa).toBeLessThan(0.05);
    expect(worse.verdict[0]).toContain('There is no evidence of skill');
    const best = assessReturns(trials.good, { time: time(800), trials });
    expect(best.verdict[0]).toContain('There is evidence of skill');
  });

  it('wants a strategy to beat its benchmark', () => {
    const returns = noise(900, 0.2, 3);
    const own = { time: time(900), benchmarkName: 'SPY' };
    const same = assessReturns(returns, { ...own, benchmark: returns });
    expect(same.difference).toMatchObject({ sharpeDifference: 0, bootstrapPValue: 1 });
    expect(same.verdict[0]).toContain(
      'no evidence of skill beyond SPY: its Sharpe ratio is not the higher one.',
    );
    const near = assessReturns(returns, { ...own, benchmark: noise(900, 0.17, 4) });
    expect(near.verdict[0]).toContain('no evidence of skill beyond SPY: p = ');
    const beaten = assessReturns(returns, { ...own, benchmark: noise(900, -0.1, 4) });
    expect(beaten.verdict[0]).toContain('There is evidence of skill at the 5 % level');
  });

  it('says what is left without the best bars and the best year', () => {
    const returns = noise(730, 0, 8).map((value, i) => (i < 5 ? 0.2 : value));
    const { fragility, verdict } = assessReturns(returns, { time: time(730) });
    const kept = [...returns].sort((a, b) => a - b).slice(0, -10);
    const total = kept.reduce((equity, value) => equity * (1 + value), 1) - 1;
    expect(fragility.withoutBestBars).toMatchObject({ bars: 10 });
    expect(fragility.withoutBestBars.totalReturn).toBeCloseTo(total, 12);
    expect(fragility.years.map(({ year }) => year)).toEqual([2020, 2021, 2022]);
    expect(fragility.years.reduce((count, { bars }) => count + bars, 0)).toBe(730);
    expect(fragility.withoutBestYear!.year).toBe(2020);
    expect(verdict[2]).toContain('without its 10 best returns the Sharpe ratio is ');
    const short = assessReturns(noise(40, 0, 8), { time: time(40) });
    expect(short.fragility.withoutBestBars.bars).toBe(4);
    expect(short.fragility.withoutBestYear).toBeUndefined();
  });

  const prices = (): Float64Array => {
    let price = 1;
    return noise(60, 0.1, 4).map((value) => (price *= 1 + value));
  };
  const sums = (): Float64Array => {
    let sum = 0;
    return noise(300, 0, 4).map((value) => (sum += value));
  };
  it.each([
    ['prices', prices(), 'of which none is negative: returns are made of prices or equity by'],
    ['prices in dollars', prices().map((value) => 1000 * value), 'above -1 and at most 10'],
    ['running sums', sums(), 'as alike as those of prices'],
    ['percent', noise(60, 0, 4).map((value) => 100 * value), 'write percent as -1.5%'],
    ['a total loss', noise(60, 0, 4).fill(-1, 7, 8), 'got -1 in return 8'],
    ['holes', noise(60, 0, 4).fill(Number.NaN, 7, 8), 'got NaN in return 8'],
    ['too few', noise(19, 0, 4), 'expected at least 20 returns, got 19'],
    ['flat', new Float64Array(60), 'of which none is negative'],
  ])('refuses %s', (_, values, message) => {
    expect(() => assessReturns(values, { time: time(values.length) })).toThrow(message);
    const returns = noise(values.length, 0, 5);
    if (values.length < 20) return;
    const own = { time: time(values.length), benchmark: values };
    expect(() => assessReturns(returns, own)).toThrow(`the benchmark: expected `);
  });

  it('refuses what does not fit together', () => {
    const returns = noise(60, 0, 1);
    const at = time(60);
    const assess = (options: object) => () => assessReturns(returns, { time: at, ...options });
    expect(assess({ time: at.toReversed() })).toThrow('expected unix seconds that increase');
    expect(assess({ benchmark: noise(59, 0, 1) })).toThrow('benchmark: expected 60 values');
    expect(assess({ trials: { a: noise(61, 0, 1) } })).toThrow('trial a: expected 60 values');
    expect(assess({ trials: { a: noise(60, 0, 1).fill(-2, 0, 1) } })).toThrow('a: expected simple');
    expect(assess({ trials: trialsOf(3, 60), trialCount: 2 })).toThrow('of at least 3, the trials');
    expect(assess({ trialCount: 1.5 })).toThrow('expected a whole number');
    expect(assess({ time: at.map((value) => 3 * value) })).toThrow('got 3-day ones: say how many');
  });
});
