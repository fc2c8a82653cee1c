import { describe, expect, it } from 'vitest';
import {
  trialsByEntropy,
  trialsByMeanCorrelation,
  trialsByParticipation,
} from '../../../engine/statistics/effective-trials.ts';
import { symmetricEigenvalues } from '../../../engine/statistics/eigenvalues.ts';
import { correlationMatrix } from '../../../engine/statistics/trial-returns.ts';
import { equicorrelated } from './equicorrelated.ts';
import { noise } from './noise.ts';

describe('effective number of trials', () => {
  it.each([trialsByMeanCorrelation, trialsByParticipation, trialsByEntropy])(
    'is all of independent ones and one of copies (%o)',
    (measure) => {
      expect(measure(equicorrelated(7, 0))).toBeCloseTo(7, 10);
      expect(measure(equicorrelated(7, 1))).toBeCloseTo(1, 10);
      expect(measure(equicorrelated(1, 1))).toBeCloseTo(1, 10);
    },
  );

  it('equals the formulas worked by hand', () => {
    // Eigenvalues of four with 0.5: 2.5 and three times 0.5.
    const four = equicorrelated(4, 0.5);
    expect(trialsByMeanCorrelation(four)).toBeCloseTo(0.5 + 0.5 * 4, 12);
    expect(trialsByParticipation(four)).toBeCloseTo(16 / (6.25 + 0.75), 12);
    const entropy = -(0.625 * Math.log(0.625) + 3 * 0.125 * Math.log(0.125));
    expect(trialsByEntropy(four)).toBeCloseTo(Math.exp(entropy), 12);
  });

  it('takes the mean of the correlations of different trials', () => {
    const values = Float64Array.of(1, 0.2, 0.4, 0.2, 1, 0.9, 0.4, 0.9, 1);
    expect(trialsByMeanCorrelation({ size: 3, values })).toBeCloseTo(0.5 + 0.5 * 3, 12);
  });
});

describe('eigenvalues', () => {
  it('equal those worked by hand, in descending order', () => {
    const two = symmetricEigenvalues({ size: 2, values: Float64Array.of(2, 1, 1, 2) });
    expect(Array.from(two, (value) => Number(value.toFixed(12)))).toEqual([3, 1]);
    const diagonal = { size: 3, values: Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3) };
    expect(Array.from(symmetricEigenvalues(diagonal))).toEqual([5, 3, 1]);
    // 2 - √2, 2, 2 + √2.
    const chain = { size: 3, values: Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2) };
    const found = symmetricEigenvalues(chain);
    [2 + Math.SQRT2, 2, 2 - Math.SQRT2].forEach((v, i) => expect(found[i]).toBeCloseTo(v, 13));
    const uneven = symmetricEigenvalues({ size: 2, values: Float64Array.of(6, 2, 2, 3) });
    expect(uneven[0]).toBeCloseTo(7, 12);
    expect(uneven[1]).toBeCloseTo(2, 12);
  });

  it('have the trace and the squares of the matrix, and leave it as it is', () => {
    const correlation = correlationMatrix(Array.from({ length: 9 }, (_, k) => noise(k, 30)));
    const before = Array.from(correlation.values);
    const found = symmetricEigenvalues(correlation);
    const squares = before.reduce((sum, value) => sum + value * value, 0);
    expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(9, 11);
    expect(found.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squares, 11);
    expect(Array.from(correlation.values)).toEqual(before);
    for (let i = 1; i < 9; i++) expect(found[i]!).toBeLessThanOrEqual(found[i - 1]!);
  });
});
