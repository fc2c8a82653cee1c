import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { benchmarkMetrics } from '../../../engine/statistics/benchmark-metrics.ts';
import { drawdownsOf } from '../../../engine/statistics/drawdowns.ts';
import { expectedShortfall } from '../../../engine/statistics/expected-shortfall.ts';
import { leastSquaresLine } from '../../../engine/statistics/least-squares.ts';
import { sampleDeviation } from '../../../engine/statistics/moments.ts';
import { performanceMetrics } from '../../../engine/statistics/performance-metrics.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { noise } from './noise.ts';

describe('performance metrics', () => {
  // Equity 1.5, 1.5, 0.75, 1.5, 1.125: gains 0.5 and 1, losses 0.5 and 0.25.
  const returns = Float64Array.of(0.5, 0, -0.5, 1, -0.25);
  const found = performanceMetrics(returns, { periodsPerYear: 4 });

  it('equal those worked by hand', () => {
    expect(found.bars).toBe(5);
    expect(found.periodsPerYear).toBe(4);
    expect(found.totalReturn).toBe(0.125);
    expect(found.annualReturn).toBeCloseTo(1.125 ** 0.8 - 1, 14);
    expect(found.volatility).toBeCloseTo(2 * sampleDeviation(returns), 14);
    expect(found.sharpe).toBe(sharpeRatio(returns, 4));
    const downside = 2 * Math.sqrt((0.25 + 0.0625) / 5);
    expect(found.downsideDeviation).toBeCloseTo(downside, 14);
    expect(found.sortino).toBeCloseTo((0.15 * 4) / downside, 13);
    expect(found.maxDrawdown).toBe(-0.5);
    expect(found.calmar).toBeCloseTo((1.125 ** 0.8 - 1) / 0.5, 13);
    expect(found.profitFactor).toBe(2);
    expect(found.payoffRatio).toBe(2);
    expect(found.winRate).toBe(0.5);
    expect(found.recoveryFactor).toBe(0.25);
    expect(found.benchmark).toBeUndefined();
  });

  it('have drawdowns and what they add up to', () => {
    expect(found.drawdowns).toEqual(drawdownsOf(returns));
    expect(found.drawdowns).toHaveLength(2);
    expect(found.longestDrawdownBars).toBe(1);
    expect(found.shareUnderWater).toBe(2 / 5);
    expect(found.ulcerIndex).toBeCloseTo(Math.sqrt((0.25 + 0.0625) / 5), 14);
  });

  it('have tails and shape', () => {
    // Quantiles at 0.2 and 3.8 of -0.5 -0.25 0 0.5 1.
    expect(found.valueAtRisk95).toBeCloseTo(-0.45, 14);
    expect(found.tailRatio).toBeCloseTo(0.9 / 0.45, 13);
    expect(found.expectedShortfall95).toBe(-0.5);
    // Differences 0.35 -0.15 -0.65 0.85 -0.4: squares 1.45, cubes and fourth powers from them.
    const differences = [0.35, -0.15, -0.65, 0.85, -0.4];
    const power = (p: number): number => differences.reduce((s, d) => s + d ** p, 0) / 5;
    const skewness = power(3) / power(2) ** 1.5;
    const kurtosis = power(4) / power(2) ** 2;
    expect(found.skewness).toBeCloseTo((skewness * Math.sqrt(20)) / 3, 12);
    expect(found.excessKurtosis).toBeCloseTo((4 / 6) * (6 * (kurtosis - 3) + 6), 12);
  });

  it('tell different numbers of gains and losses apart', () => {
    const uneven = Float64Array.of(0.3, 0.1, 0.2, -0.1);
    const metrics = performanceMetrics(uneven, { periodsPerYear: 1 });
    expect(metrics.profitFactor).toBeCloseTo(6, 12);
    expect(metrics.payoffRatio).toBeCloseTo(2, 12);
    expect(metrics.winRate).toBe(0.75);
  });

  it('are undefined, never infinite, without a loss or without bars', () => {
    const gains = performanceMetrics(Float64Array.of(0.1, 0.2), { periodsPerYear: 252 });
    expect(gains.maxDrawdown).toBe(0);
    expect(gains.longestDrawdownBars).toBe(0);
    for (const key of [
      'sortino',
      'calmar',
      'profitFactor',
      'payoffRatio',
      'recoveryFactor',
    ] as const) {
      expect(gains[key]).toBeNaN();
    }
    const none = performanceMetrics(new Float64Array(0), { periodsPerYear: 252 });
    for (const [key, value] of Object.entries(none)) {
      if (typeof value === 'number')
        expect([key, Number.isFinite(value)]).toEqual([
          key,
          ['bars', 'periodsPerYear', 'totalReturn', 'longestDrawdownBars'].includes(key),
        ]);
    }
    const still = performanceMetrics(new Float64Array(3), { periodsPerYear: 252 });
    expect(still.tailRatio).toBeNaN();
    expect(still.winRate).toBeNaN();
  });

  it('end at -100 % a year where equity is gone', () => {
    const ruined = performanceMetrics(Float64Array.of(0.1, -1, 0.5), { periodsPerYear: 2 });
    expect(ruined.annualReturn).toBe(-1);
    expect(ruined.totalReturn).toBe(-1);
    const below = performanceMetrics(Float64Array.of(0.1, -1.5), { periodsPerYear: 2 });
    expect(below.annualReturn).toBe(-1);
  });

  it('have the benchmark’s figures where there is one', () => {
    const benchmark = Float64Array.of(0.1, 0.2, -0.1, 0.3, 0);
    const beside = performanceMetrics(returns, { periodsPerYear: 4, benchmark });
    expect(beside.benchmark).toEqual(benchmarkMetrics(returns, benchmark, 4));
  });
});

describe('expected shortfall', () => {
  it('takes the part of the value at the edge that belongs to the tail', () => {
    const sorted = [-8, -4, -2, 0, 1];
    expect(expectedShortfall(sorted, 0.2)).toBe(-8);
    expect(expectedShortfall(sorted, 0.3)).toBeCloseTo((-8 - 0.5 * 4) / 1.5, 13);
    expect(expectedShortfall(sorted, 0.1)).toBe(-8);
    expect(expectedShortfall(sorted, 1)).toBe(-13 / 5);
    expect(expectedShortfall(sorted, 0)).toBeNaN();
    expect(expectedShortfall([], 0.05)).toBeNaN();
  });
});

describe('figures against a benchmark', () => {
  it('equal those worked by hand', () => {
    // y = 1 + 2x and a rest of 0.1 -0.2 0.1, which is unrelated to x.
    const benchmark = Float64Array.of(-1, 0, 1);
    const returns = Float64Array.of(-1 + 0.1, 1 - 0.2, 3 + 0.1);
    const found = benchmarkMetrics(returns, benchmark, 4);
    expect(found.beta).toBeCloseTo(2, 13);
    expect(found.alphaPerBar).toBeCloseTo(1, 13);
    expect(found.alpha).toBeCloseTo(4, 13);
    // Squared rest 0.06, one degree of freedom, x with mean 0: error √(0.06/3).
    expect(found.alphaT).toBeCloseTo(1 / Math.sqrt(0.02), 11);
    expect(found.correlation).toBeCloseTo(4 / Math.sqrt(2 * 8.06), 13);
    // Excess 0.1 0.8 2.1.
    expect(found.informationRatio).toBe(
      sharpeRatio(
        returns.map((r, i) => r - benchmark[i]!),
        4,
      ),
    );
    expect(found.trackingError).toBeCloseTo(2 * sampleDeviation([0.1, 0.8, 2.1]), 13);
  });

  it('refuse another number of bars', () => {
    const call = (): unknown => benchmarkMetrics(noise(1, 5), noise(2, 4), 252);
    expect(call).toThrow(InputError);
    expect(call).toThrow('benchmark: expected 5 returns, one a bar, got 4');
  });
});

describe('line through points', () => {
  it('has the error of the constant that the place of the points gives', () => {
    // x = 1 2 3 4, y = 1 3 2 4: slope 0.8, constant 0.5, squared rest 1.8.
    const found = leastSquaresLine(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4));
    expect(found.slope).toBeCloseTo(0.8, 14);
    expect(found.constant).toBeCloseTo(0.5, 14);
    expect(found.constantT).toBeCloseTo(0.5 / Math.sqrt((1.8 / 2) * (1 / 4 + 6.25 / 5)), 12);
    expect(found.correlation).toBeCloseTo(0.8, 14);
  });

  it('is undefined where a side has no variance or the fit is exact', () => {
    const flat = leastSquaresLine(Float64Array.of(2, 2, 2), Float64Array.of(1, 2, 3));
    expect(flat.slope).toBeNaN();
    expect(flat.constant).toBeNaN();
    expect(flat.constantT).toBeNaN();
    expect(flat.correlation).toBeNaN();
    const level = leastSquaresLine(Float64Array.of(1, 2, 3), Float64Array.of(5, 5, 5));
    expect(level.slope).toBe(0);
    expect(level.correlation).toBeNaN();
    const exact = leastSquaresLine(Float64Array.of(0.1, 0.2, 0.4), Float64Array.of(0.3, 0.5, 0.9));
    expect(exact.constantT).toBeNaN();
    expect(exact.correlation).toBeCloseTo(1, 13);
  });
});
