import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { correlatedMaximum } from '../../../engine/statistics/correlated-maximum.ts';
import { maximumOfNormals } from '../../../engine/statistics/expected-maximum.ts';
import { equicorrelated } from './equicorrelated.ts';

describe('maximum of correlated figures', () => {
  it.each([0, 0.3, 0.9])('of 40 with correlation %d is the exact one', (rho) => {
    // √ρ·z₀ + √(1 - ρ)·z(i): the common part has mean 0 and adds ρ to the variance.
    const exact = maximumOfNormals(40);
    const found = correlatedMaximum(equicorrelated(40, rho), { seed: 9, draws: 20_000 });
    const mean = Math.sqrt(1 - rho) * exact.mean;
    const variance = rho + (1 - rho) * exact.variance;
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.error);
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.05);
    expect(found.error).toBeCloseTo(Math.sqrt(found.variance / 20_000), 14);
  });

  it('of copies of one figure is that figure: mean 0, variance 1', () => {
    const found = correlatedMaximum(equicorrelated(5, 1), { seed: 9, draws: 20_000 });
    expect(Math.abs(found.mean)).toBeLessThan(0.03);
    expect(Math.abs(found.variance - 1)).toBeLessThan(0.05);
  });

  it('is a function of the seed, with 40,000 draws where nothing is said', () => {
    const correlation = equicorrelated(3, 0.5);
    const found = correlatedMaximum(correlation, { seed: 1 });
    expect(correlatedMaximum(correlation, { seed: 1, draws: 40_000 })).toEqual(found);
    expect(correlatedMaximum(correlation, { seed: 2 })).not.toEqual(found);
  });

  it('of two draws is their mean and sample variance', () => {
    const one = equicorrelated(1, 1);
    const single = correlatedMaximum(one, { seed: 4, draws: 1 }).mean;
    const both = correlatedMaximum(one, { seed: 4, draws: 2 });
    const other = 2 * both.mean - single;
    expect(both.variance).toBeCloseTo((single - other) ** 2 / 2, 12);
  });

  it('refuses what is no correlation matrix', () => {
    expect(() => correlatedMaximum(equicorrelated(3, -0.9), { seed: 1 })).toThrow(InputError);
  });
});
