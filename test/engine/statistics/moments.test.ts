import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correctedExcessKurtosis,
  correctedSkewness,
  isConstant,
  mean,
  momentsOf,
  populationDeviation,
  sampleDeviation,
  sum,
} from '../../../engine/statistics/moments.ts';

describe('moments', () => {
  // Mean 2; differences -2 -1 0 3: squares 14, cubes 18, fourth powers 98.
  const values = [0, 1, 2, 5];

  it('equal those worked by hand', () => {
    expect(sum(values)).toBe(8);
    expect(mean(values)).toBe(2);
    expect(sampleDeviation(values)).toBeCloseTo(Math.sqrt(14 / 3), 14);
    expect(populationDeviation(values)).toBeCloseTo(Math.sqrt(3.5), 14);
    const moments = momentsOf(values);
    expect(moments.count).toBe(4);
    expect(moments.mean).toBe(2);
    expect(moments.deviation).toBeCloseTo(Math.sqrt(14 / 3), 14);
    expect(moments.populationDeviation).toBeCloseTo(Math.sqrt(3.5), 14);
    expect(moments.skewness).toBeCloseTo(4.5 / 3.5 ** 1.5, 14);
    expect(moments.kurtosis).toBeCloseTo(24.5 / 3.5 ** 2, 14);
  });

  it('have corrections for the length of the sample', () => {
    const moments = momentsOf(values);
    expect(correctedSkewness(moments)).toBeCloseTo((moments.skewness * Math.sqrt(12)) / 2, 14);
    // (n - 1)/((n - 2)(n - 3)) = 3/2, n + 1 = 5.
    expect(correctedExcessKurtosis(moments)).toBeCloseTo(1.5 * (5 * (2 - 3) + 6), 14);
  });

  it('are undefined for samples that are too short', () => {
    expect(sum([])).toBe(0);
    expect(mean([])).toBeNaN();
    expect(sampleDeviation([])).toBeNaN();
    expect(sampleDeviation([1])).toBeNaN();
    expect(sampleDeviation([1, 1])).toBe(0);
    expect(populationDeviation([1])).toBe(0);
    expect(momentsOf([1]).deviation).toBeNaN();
    expect(momentsOf([1, 3]).deviation).toBeCloseTo(Math.SQRT2, 14);
    expect(correctedSkewness(momentsOf([1, 2]))).toBeNaN();
    expect(correctedSkewness(momentsOf([1, 2, 3]))).toBe(0);
    expect(correctedExcessKurtosis(momentsOf([1, 2, 4]))).toBeNaN();
    expect(correctedExcessKurtosis(momentsOf([1, 2, 4, 5]))).not.toBeNaN();
  });

  it('have no shape without variance, whatever rounding leaves', () => {
    const equal = momentsOf(Array<number>(1000).fill(0.1));
    expect(equal.skewness).toBeNaN();
    expect(equal.kurtosis).toBeNaN();
    expect(isConstant(Number.NaN, 1)).toBe(true);
    expect(isConstant(0, 0)).toBe(true);
    expect(isConstant(1e-12, 1)).toBe(true);
    expect(isConstant(1.1e-12, -1)).toBe(false);
    expect(isConstant(1e-300, 0)).toBe(false);
  });

  it('of skewness and kurtosis do not change with scale and place', () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    const property = fc.property(fc.array(value, { minLength: 3, maxLength: 40 }), (list) => {
      fc.pre(new Set(list).size > 1);
      const [plain, moved] = [momentsOf(list), momentsOf(list.map((x) => 8 - 4 * x))];
      expect(moved.skewness).toBeCloseTo(-plain.skewness, 9);
      expect(moved.kurtosis).toBeCloseTo(plain.kurtosis, 9);
      expect(plain.kurtosis).toBeGreaterThanOrEqual(plain.skewness ** 2 + 1 - 1e-9);
    });
    fc.assert(property, { seed: 20260216 });
  });
});
