import { describe, expect, it } from 'vitest';
import {
  automaticBlockLength,
  type BlockLengthVariant,
} from '../../../engine/statistics/automatic-block-length.ts';
import { noise } from './noise.ts';

/** The text and the code once more, written from their definitions with lists of all lags. */
function slowBlockLength(values: Float64Array, variant: BlockLengthVariant) {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const e = Array.from(values, (x) => x - mean);
  const product = (list: number[], lag: number): number =>
    list.slice(lag).reduce((sum, x, i) => sum + x * list[i]!, 0);
  const covariance = (lag: number): number => product(e, lag) / n;
  const maxLag = Math.ceil(Math.sqrt(n)) + 5;
  const limit = 2 * Math.sqrt(Math.log10(n) / n);
  const isSmall = (lag: number): boolean => {
    if (variant === 'paper') return Math.abs(covariance(lag) / covariance(0)) < limit;
    const [late, early] = [e.slice(lag + 1), e.slice(0, n - lag - 1)];
    const scale = Math.sqrt(product(late, 0) * product(early, 0));
    return Math.abs(product(e, lag)) / scale < limit;
  };
  const from = variant === 'paper' ? 0 : 1;
  let lag = Number.NaN;
  for (let m = maxLag - 5; m >= from; m--) {
    const run = [1, 2, 3, 4, 5].map((k) => m + k - (variant === 'paper' ? 0 : 1));
    if (run.every(isSmall)) lag = m;
  }
  const bandwidth = Number.isNaN(lag) ? maxLag : Math.min(2 * Math.max(lag, 1), maxLag);
  let [g, d] = [0, 0];
  for (let k = -bandwidth; k <= bandwidth; k++) {
    const x = Math.abs(k) / bandwidth;
    const weight = x <= 0.5 ? 1 : 2 * (1 - x);
    g += weight * Math.abs(k) * covariance(Math.abs(k));
    d += weight * covariance(Math.abs(k));
  }
  const cap = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  return {
    stationary: Math.min(((2 * g * g) / (2 * d * d)) ** (1 / 3) * n ** (1 / 3), cap),
    circular: Math.min(((2 * g * g) / ((4 / 3) * d * d)) ** (1 / 3) * n ** (1 / 3), cap),
    lag,
    bandwidth,
    maximum: cap,
    curvature: g,
    longRunVariance: d,
  };
}

describe('automatic block length', () => {
  const cases: [string, Float64Array][] = [
    ['white noise', noise(1, 500)],
    ['a short memory', noise(2, 700, { memory: 0.4 })],
    ['a long memory', noise(3, 900, { memory: 0.8 })],
    ['a swing', noise(4, 350, { memory: -0.6 })],
    ['a few bars', noise(5, 60, { memory: 0.3 })],
    ['a lag that only the text calls small', noise(3, 200, { memory: 0.4 })],
    ['so few bars that only the text finds a run', noise(6, 60, { memory: 0.4 })],
    ['a trend that never ends', Float64Array.from({ length: 60 }, (_, i) => i)],
  ];
  for (const variant of ['paper', 'arch'] as const) {
    it.each(cases)(`by ${variant} is the slow definition of %s`, (_, series) => {
      const found = automaticBlockLength(series, variant);
      const slow = slowBlockLength(series, variant);
      expect(found.lag).toBe(slow.lag);
      expect(found.bandwidth).toBe(slow.bandwidth);
      expect(found.maximum).toBe(slow.maximum);
      expect(found.curvature / slow.curvature).toBeCloseTo(1, 9);
      expect(found.longRunVariance / slow.longRunVariance).toBeCloseTo(1, 9);
      expect(found.stationary / slow.stationary).toBeCloseTo(1, 8);
      expect(found.circular / slow.circular).toBeCloseTo(1, 8);
    });
  }

  it('finds no run of small lags in a trend, and takes all lags', () => {
    const trend = automaticBlockLength(cases.at(-1)![1]);
    expect(trend.lag).toBeNaN();
    expect(trend.bandwidth).toBe(13);
  });

  it('stays below its cap', () => {
    // Differences of noise have a long-run variance of nearly 0, over which the length is taken.
    const levels = noise(5, 121);
    const steps = levels.subarray(1).map((level, i) => level - levels[i]!);
    const found = automaticBlockLength(steps, 'arch');
    expect(found.stationary).toBe(33);
    expect(found.circular).toBe(33);
  });

  it('follows the text where nothing is said', () => {
    const series = cases[2]![1];
    expect(automaticBlockLength(series)).toEqual(automaticBlockLength(series, 'paper'));
    expect(automaticBlockLength(series)).not.toEqual(automaticBlockLength(series, 'arch'));
  });

  it('grows with the memory of the series', () => {
    const lengths = [0, 0.5, 0.8].map(
      (memory) => automaticBlockLength(noise(9, 4000, { memory })).stationary,
    );
    expect(lengths[1]!).toBeGreaterThan(2 * lengths[0]!);
    expect(lengths[2]!).toBeGreaterThan(1.5 * lengths[1]!);
  });

  it('is undefined without variance', () => {
    expect(automaticBlockLength([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).stationary).toBeNaN();
    expect(automaticBlockLength(new Float64Array(30).fill(0.001)).stationary).toBeNaN();
  });
});
