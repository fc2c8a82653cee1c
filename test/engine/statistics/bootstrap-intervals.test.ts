import { describe, expect, it } from 'vitest';
import {
  bootstrapIntervals,
  drawdownIntervals,
  growthIntervals,
  sharpeIntervals,
} from '../../../engine/statistics/bootstrap-intervals.ts';
import { deepestDrawdown } from '../../../engine/statistics/drawdowns.ts';
import { mean } from '../../../engine/statistics/moments.ts';
import { hacSharpeError } from '../../../engine/statistics/sharpe-error.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { stationaryBootstrapIndices } from '../../../engine/statistics/stationary-bootstrap.ts';
import { noise } from './noise.ts';

/** Resample i has bar i only. */
const picks = [0, 1, 2, 3, 4].map((bar) => Int32Array.of(bar, bar, bar, bar, bar));
const series = Float64Array.of(2, 4, 6, 8, 10);

describe('intervals of any figure', () => {
  it('equal those worked by hand', () => {
    // Figures 2 4 6 8 10 around 6, errors a tenth of them: ratios -20, -5, 0, 2.5, 4.
    const estimate = (sample: Float64Array) => ({ value: mean(sample), error: mean(sample) / 10 });
    const found = bootstrapIntervals(series, estimate, { resamples: picks, level: 0.5 });
    expect(found.value).toBe(6);
    expect(found.error).toBeCloseTo(0.6, 14);
    expect(Array.from(found.values)).toEqual([2, 4, 6, 8, 10]);
    expect(found.bootstrapMean).toBe(6);
    expect(found.bootstrapError).toBeCloseTo(Math.sqrt(10), 14);
    expect(found.percentile).toEqual({ lower: 4, upper: 8 });
    expect(found.basic).toEqual({ lower: 4, upper: 8 });
    expect(found.studentized.lower).toBeCloseTo(6 - 2.5 * 0.6, 12);
    expect(found.studentized.upper).toBeCloseTo(6 + 5 * 0.6, 12);
    expect(found.shareNotPositive).toBe(0);
  });

  it('mirror the quantiles in the basic interval', () => {
    const estimate = (sample: Float64Array) => ({ value: sample[0]! ** 2, error: 1 });
    const found = bootstrapIntervals(series, estimate, { resamples: picks, level: 0.5 });
    // Squares 4 16 36 64 100 around 4.
    expect(found.percentile).toEqual({ lower: 16, upper: 64 });
    expect(found.basic).toEqual({ lower: 8 - 64, upper: 8 - 16 });
  });

  it('count what is not above 0, and leave out what is undefined', () => {
    const estimate = (sample: Float64Array) => ({
      value: sample[0] === 4 ? Number.NaN : sample[0]! - 6,
      error: sample[0] === 8 ? 0 : 1,
    });
    const found = bootstrapIntervals(series, estimate, { resamples: picks, level: 0 });
    expect(found.values[1]).toBeNaN();
    expect(found.shareNotPositive).toBe(2 / 4);
    expect(found.bootstrapMean).toBe(0.5);
    // Ratios of -4 + 4, 0 + 4 and 4 + 4 only; the value is -4.
    expect(found.studentized).toEqual({ lower: -8, upper: -8 });
  });
});

describe('intervals of a strategy', () => {
  const returns = noise(3, 250, { drift: 0.001, scale: 0.01 });
  const resamples = stationaryBootstrapIndices({
    length: 250,
    blockLength: 4,
    resamples: 300,
    seed: 8,
  });

  it('have the Sharpe ratio and its HAC error', () => {
    const found = sharpeIntervals(returns, { resamples, lags: 3 });
    expect(found.value).toBe(sharpeRatio(returns));
    expect(found.error).toBe(hacSharpeError(returns, 3));
    const first = Float64Array.from(resamples[0]!, (bar) => returns[bar]!);
    expect(found.values[0]).toBe(sharpeRatio(first));
    const { lower, upper } = found.studentized;
    expect(lower).toBeLessThan(found.value);
    expect(upper).toBeGreaterThan(found.value);
    expect((upper - lower) / found.error).toBeGreaterThan(3);
    expect((upper - lower) / found.error).toBeLessThan(5);
  });

  it('have a level of 95 % and the automatic lags where nothing is said', () => {
    const found = sharpeIntervals(returns, { resamples });
    expect(found).toEqual(sharpeIntervals(returns, { resamples, level: 0.95, lags: 4 }));
    const narrow = sharpeIntervals(returns, { resamples, level: 0.5 }).studentized;
    expect(narrow.lower).toBeGreaterThan(found.studentized.lower);
    expect(narrow.upper).toBeLessThan(found.studentized.upper);
  });

  it('have the mean log growth and its error', () => {
    const found = growthIntervals(returns, { resamples, lags: 0 });
    const logs = returns.map((value) => Math.log1p(value));
    const centre = mean(logs);
    expect(found.value).toBe(centre);
    const variance = mean(logs.map((value) => (value - centre) ** 2));
    expect(found.error).toBeCloseTo(Math.sqrt(variance / 250), 15);
    const automatic = growthIntervals(returns, { resamples });
    expect(automatic).toEqual(growthIntervals(returns, { resamples, lags: 4 }));
    expect(automatic.error).not.toBe(found.error);
  });

  it('have no growth where equity is gone', () => {
    const ruined = Float64Array.of(0.1, -1, 0.2);
    expect(growthIntervals(ruined, { resamples: [Int32Array.of(0, 1, 2)] }).value).toBeNaN();
    const saved = growthIntervals(ruined, { resamples: [Int32Array.of(0, 2, 2)] });
    expect(saved.values[0]).toBeCloseTo(Math.log(1.1 * 1.2 * 1.2) / 3, 14);
  });

  it('have the deepest drawdown, without an error', () => {
    const found = drawdownIntervals(returns, { resamples });
    expect(found.value).toBe(deepestDrawdown(returns));
    expect(found.error).toBeNaN();
    expect(found.studentized).toEqual({ lower: Number.NaN, upper: Number.NaN });
    expect(found.percentile.lower).toBeLessThan(found.percentile.upper);
    expect(found.percentile.upper).toBeLessThan(0);
  });

  it('cover the true Sharpe ratio in about 95 % of samples', () => {
    let covered = 0;
    const few = resamples.slice(0, 150);
    for (let sample = 0; sample < 150; sample++) {
      const drawn = noise(1000 + sample, 250, { drift: 0.1 });
      const { lower, upper } = sharpeIntervals(drawn, { resamples: few, lags: 1 }).studentized;
      if (lower <= 0.1 && upper >= 0.1) covered++;
    }
    expect(covered).toBeGreaterThan(134);
    expect(covered).toBeLessThan(150);
  });
});
