import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  populationStability,
  smirnovDistance,
} from '../../../engine/statistics/distribution-shift.ts';

const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 });

describe('the Kolmogorov-Smirnov distance', () => {
  it('is the largest difference of the shares at or below a value', () => {
    // At 2: 2/4 against 0/2; at 3: 3/4 against 1/2.
    expect(smirnovDistance([1, 2, 3, 4], [3, 5])).toBe(0.5);
    expect(smirnovDistance([1, 2], [3, 4])).toBe(1);
    expect(smirnovDistance([1, 1, 2], [1, 1, 2])).toBe(0);
  });

  it('equals the definition, also with equal values', () => {
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const share = (values: readonly number[], at: number): number =>
          values.filter((value) => value <= at).length / values.length;
        const all = [...one, ...other].map((at) => Math.abs(share(one, at) - share(other, at)));
        expect(smirnovDistance(one, other)).toBeCloseTo(Math.max(...all), 12);
      }),
      { seed: 5 },
    );
  });

  it('is undefined without values', () => {
    expect(smirnovDistance([], [1])).toBeNaN();
  });
});

describe('the population stability index', () => {
  it('is Σ (q - p)·log(q / p) over bins of equal shares of the reference', () => {
    // The median of the reference is 2.5: shares 1/2 and 1/2 before, 1/4 and 3/4 now.
    const expected = -0.25 * Math.log(0.5) + 0.25 * Math.log(1.5);
    expect(populationStability([1, 2, 3, 4], [1, 3, 3, 4], 2)).toBeCloseTo(expected, 12);
  });

  it('is 0 for the reference itself, and finite for values that never occurred', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    expect(populationStability(values, values)).toBeCloseTo(0, 12);
    expect(populationStability(values, [1000, 1001])).toBeGreaterThan(1);
    expect(populationStability(values, [1000])).toBeLessThan(100);
  });
});
