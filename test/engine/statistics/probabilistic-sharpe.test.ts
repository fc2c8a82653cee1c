import { describe, expect, it } from 'vitest';
import { normalDistribution, normalQuantile } from '../../../engine/statistics/normal.ts';
import {
  minimumTrackRecord,
  probabilisticSharpe,
} from '../../../engine/statistics/probabilistic-sharpe.ts';

/** A Sharpe ratio of 2 a year on normal returns. */
const yearly = (periods: number) => ({ sharpe: 2 / Math.sqrt(periods), skewness: 0, kurtosis: 3 });

describe('probabilistic Sharpe ratio', () => {
  it('is the 0.913 of the paper, 0.982 if returns were normal', () => {
    const sharpe = 1.585 / Math.sqrt(12);
    const sample = { sharpe, skewness: -2.448, kurtosis: 10.164, count: 24 };
    expect(probabilisticSharpe(sample)).toBeCloseTo(0.913, 3);
    expect(probabilisticSharpe({ ...sample, skewness: 0, kurtosis: 3 })).toBeCloseTo(0.982, 3);
  });

  it('equals the formula worked by hand', () => {
    // 1 - 0.5·1 + (5 - 1)/4·1 = 1.5; n - 1 = 6: z = (1 - 0.5)·√6/√1.5 = 1.
    const sample = { sharpe: 1, skewness: 0.5, kurtosis: 5, count: 7 };
    expect(probabilisticSharpe(sample, 0.5)).toBeCloseTo(normalDistribution(1), 14);
    expect(probabilisticSharpe(sample, 1)).toBe(0.5);
    expect(probabilisticSharpe({ ...sample, sharpe: Number.NaN })).toBeNaN();
  });
});

describe('minimum track record', () => {
  it.each([
    [250, 2.73],
    [52, 2.83],
    [12, 3.24],
  ])('of %d periods a year is the %d years of the paper', (periods, years) => {
    const options = { benchmark: 1 / Math.sqrt(periods), confidence: 0.95 };
    expect(minimumTrackRecord(yearly(periods), options) / periods).toBeCloseTo(years, 2);
  });

  it('is 4.99 years with the moments of hedge funds', () => {
    const shape = { ...yearly(12), skewness: -0.72, kurtosis: 5.78 };
    const options = { benchmark: 1 / Math.sqrt(12) };
    expect(minimumTrackRecord(shape, options) / 12).toBeCloseTo(4.99, 2);
  });

  it('makes the probability just the confidence', () => {
    const shape = { sharpe: 0.1, skewness: -0.5, kurtosis: 6 };
    for (const confidence of [0.9, 0.95, 0.99]) {
      const count = minimumTrackRecord(shape, { benchmark: 0.02, confidence });
      expect(probabilisticSharpe({ ...shape, count }, 0.02)).toBeCloseTo(confidence, 12);
    }
    const expected = 1 + 1.0575 * (normalQuantile(0.95) / 0.1) ** 2;
    expect(minimumTrackRecord({ ...shape, kurtosis: 4 })).toBeCloseTo(expected, 9);
  });

  it('is undefined where the ratio is not above the benchmark', () => {
    expect(minimumTrackRecord({ sharpe: 0, skewness: 0, kurtosis: 3 })).toBeNaN();
    expect(minimumTrackRecord({ sharpe: -1, skewness: 0, kurtosis: 3 })).toBeNaN();
    expect(minimumTrackRecord(yearly(12), { benchmark: 9 })).toBeNaN();
  });
});
