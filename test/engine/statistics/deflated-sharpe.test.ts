import { describe, expect, it } from 'vitest';
import {
  bestSharpeDeviation,
  deflatedSharpe,
  deflatedSharpeAtNull,
  deflatedSharpeBySpread,
  expectedBestSharpe,
} from '../../../engine/statistics/deflated-sharpe.ts';
import { maximumOfNormals } from '../../../engine/statistics/expected-maximum.ts';
import { normalDistribution } from '../../../engine/statistics/normal.ts';
import { probabilisticSharpe } from '../../../engine/statistics/probabilistic-sharpe.ts';
import { probabilisticSharpeAtNull } from '../../../engine/statistics/sharpe-inference.ts';

/** The numerical example of the paper of 2014. */
const sample = { sharpe: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10, count: 1250 };
const spread = { trials: 100, variance: 0.5 / 250 };

describe('deflated Sharpe ratio', () => {
  it('of 2014 is what the paper prints', () => {
    expect(expectedBestSharpe(spread)).toBeCloseTo(0.1132, 4);
    expect(deflatedSharpe(sample, spread)).toBeCloseTo(0.9004, 4);
    expect(deflatedSharpe(sample, { ...spread, trials: 46 })).toBeCloseTo(0.9505, 4);
    const normal = { ...sample, skewness: 0, kurtosis: 3 };
    expect(deflatedSharpe(normal, { ...spread, trials: 88 })).toBeCloseTo(0.9505, 4);
  });

  it('of one trial is the probabilistic one', () => {
    const one = { ...spread, trials: 1 };
    expect(deflatedSharpe(sample, one)).toBe(probabilisticSharpe(sample));
    const independent = { ...sample, rho: 0.1 };
    const expected = probabilisticSharpeAtNull(independent);
    expect(deflatedSharpeAtNull(independent, one)).toBeCloseTo(expected, 12);
  });

  it('of 2026 is what the text prints', () => {
    const trials = { trials: 10, variance: 0.1 };
    expect(expectedBestSharpe(trials)).toBeCloseTo(0.498, 3);
    expect(bestSharpeDeviation(trials)).toBeCloseTo(0.186, 3);
    expect(deflatedSharpeBySpread(0.036 / 0.079, trials)).toBeCloseTo(0.41, 3);
  });

  it('of the code of 2025 has the error at SR0 times the deviation of the maximum', () => {
    const trials = { trials: 10, variance: 0.01 };
    const best = expectedBestSharpe(trials);
    const flat = { sharpe: 0.3, skewness: 0, kurtosis: 1, count: 25, rho: 0 };
    // Kurtosis 1 and skewness 0: the error is 1/√25 everywhere.
    const z = (0.3 - best) / (0.2 * Math.sqrt(maximumOfNormals(10).variance));
    expect(deflatedSharpeAtNull(flat, trials)).toBeCloseTo(normalDistribution(z), 14);
  });
});
