import { describe, expect, it } from 'vitest';
import { normalDistribution } from '../../../engine/statistics/normal.ts';
import {
  minimumTrackRecordAtNull,
  missProbability,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  probabilisticSharpeAtNull,
  sharpeErrorAt,
} from '../../../engine/statistics/sharpe-inference.ts';

/** The worked example of the paper. */
const example = {
  sharpe: 0.036 / 0.079,
  skewness: -2.448,
  kurtosis: 10.164,
  count: 24,
  rho: 0.2,
};
const hypotheses = { benchmark: 0, alternative: 0.5, level: 0.05, alternativeShare: 0.1 };

describe('inference about a Sharpe ratio by the forms of 2025', () => {
  it('gives the figures that the paper prints', () => {
    expect(sharpeErrorAt(example, example.sharpe)).toBeCloseTo(0.379, 3);
    expect(probabilisticSharpeAtNull(example)).toBeCloseTo(0.966, 3);
    expect(probabilisticSharpeAtNull(example, 0.1)).toBeCloseTo(0.9, 3);
    expect(minimumTrackRecordAtNull(example)).toBeCloseTo(19.543, 3);
    expect(minimumTrackRecordAtNull(example, { benchmark: 0.1 })).toBeCloseTo(39.369, 3);
    expect(missProbability(example, hypotheses)).toBeCloseTo(0.411, 3);
    expect(plannedFalseDiscoveryRate(example, hypotheses)).toBeCloseTo(0.433, 3);
    expect(observedFalseDiscoveryRate(example, hypotheses)).toBeCloseTo(0.361, 3);
  });

  it('without autocorrelation gives the other figures that it prints', () => {
    const independent = { ...example, rho: 0 };
    expect(sharpeErrorAt(independent, example.sharpe)).toBeCloseTo(0.329, 3);
    expect(probabilisticSharpeAtNull(independent)).toBeCloseTo(0.987, 3);
    expect(minimumTrackRecordAtNull(independent)).toBeCloseTo(13.029, 3);
    expect(missProbability(independent, hypotheses)).toBeCloseTo(0.315, 3);
    const rare = { ...hypotheses, alternativeShare: 0.05 };
    expect(observedFalseDiscoveryRate(independent, rare)).toBeCloseTo(0.306, 3);
  });

  it('takes the error at the null, not at the observed ratio', () => {
    const sample = { sharpe: 0.3, skewness: 1, kurtosis: 9, count: 100, rho: 0 };
    expect(sharpeErrorAt(sample, 0)).toBeCloseTo(0.1, 14);
    expect(probabilisticSharpeAtNull(sample)).toBeCloseTo(normalDistribution(3), 14);
    // At 0.2: 1 - 0.2 + 2·0.04 = 0.88.
    const z = 0.1 / Math.sqrt(0.0088);
    expect(probabilisticSharpeAtNull(sample, 0.2)).toBeCloseTo(normalDistribution(z), 14);
  });

  it('has a track record that makes the probability the confidence', () => {
    for (const confidence of [0.9, 0.99]) {
      const options = { benchmark: 0.1, confidence };
      const count = minimumTrackRecordAtNull(example, options);
      const found = probabilisticSharpeAtNull({ ...example, count }, 0.1);
      expect(found).toBeCloseTo(confidence, 12);
    }
    expect(minimumTrackRecordAtNull({ ...example, sharpe: 0 })).toBeNaN();
    expect(minimumTrackRecordAtNull(example, { benchmark: 0.9 })).toBeNaN();
  });

  it('misses all but the level where the alternative is the null', () => {
    const same = { benchmark: 0.2, alternative: 0.2, level: 0.05 };
    expect(missProbability(example, same)).toBeCloseTo(0.95, 12);
  });

  it('has false discoveries by Bayes', () => {
    // Where both hypotheses are one, a find says nothing: the null's share stays.
    const same = { benchmark: 0.2, alternative: 0.2, level: 0.05, alternativeShare: 0.3 };
    expect(plannedFalseDiscoveryRate(example, same)).toBeCloseTo(0.7, 12);
    expect(observedFalseDiscoveryRate(example, same)).toBeCloseTo(0.7, 12);
    const found = 1 - missProbability(example, hypotheses);
    const expected = (0.05 * 0.9) / (0.05 * 0.9 + found * 0.1);
    expect(plannedFalseDiscoveryRate(example, hypotheses)).toBeCloseTo(expected, 14);
  });
});
