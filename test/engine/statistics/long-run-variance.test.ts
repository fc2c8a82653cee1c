import { describe, expect, it } from 'vitest';
import {
  automaticLags,
  KERNELS,
  kernelWeight,
  longRunVariance,
} from '../../../engine/statistics/long-run-variance.ts';
import { centred } from '../../../engine/statistics/autocorrelation.ts';
import { noise } from './noise.ts';

describe('kernel weights', () => {
  it('equal those worked by hand', () => {
    expect(kernelWeight('bartlett', 0.25)).toBe(0.75);
    expect(kernelWeight('parzen', 0.25)).toBe(1 - 6 / 16 + 6 / 64);
    expect(kernelWeight('parzen', 0.5)).toBe(0.25);
    expect(kernelWeight('parzen', 0.75)).toBe(2 / 64);
    // At x = 5/6 the angle is π: 3/π²·(0 + 1).
    expect(kernelWeight('qs', 5 / 6)).toBeCloseTo(3 / Math.PI ** 2, 14);
    // At x = 5/12 it is π/2: 3·(2/π)³.
    expect(kernelWeight('qs', 5 / 12)).toBeCloseTo(3 * (2 / Math.PI) ** 3, 14);
  });

  it.each(KERNELS)('of %s are near 1 for short lags', (kernel) => {
    expect(kernelWeight(kernel, 1e-3)).toBeGreaterThan(0.998);
    expect(kernelWeight(kernel, 1e-3)).toBeLessThan(1);
  });

  it('of Bartlett and Parzen are 0 from the bandwidth on', () => {
    for (const x of [1, 1.5]) {
      expect(kernelWeight('bartlett', x)).toBe(0);
      expect(kernelWeight('parzen', x)).toBe(0);
    }
  });
});

describe('long-run variance', () => {
  const values = Float64Array.of(1, -1, 0, 2, -2);

  it('equals the sum worked by hand', () => {
    // γ0 = 10/5, lag 1: -1 + 0 + 0 - 4 = -5, lag 2: 0 - 2 + 0 = -2; weights 2/3 and 1/3.
    const found = longRunVariance(values, { kernel: 'bartlett', bandwidth: 3 });
    expect(found).toBeCloseTo((10 + 2 * (-5 * (2 / 3) - 2 / 3)) / 5, 14);
  });

  it('with a bandwidth of 1 is the variance', () => {
    expect(longRunVariance(values, { kernel: 'bartlett', bandwidth: 1 })).toBe(2);
    expect(longRunVariance(values, { kernel: 'parzen', bandwidth: 1 })).toBe(2);
  });

  it('of the quadratic spectral kernel takes every lag', () => {
    const products = [10, -5, -2, 4, -2];
    const expected = products
      .slice(1)
      .reduce(
        (sum, product, i) => sum + 2 * kernelWeight('qs', (i + 1) / 2) * product,
        products[0]!,
      );
    const found = longRunVariance(values, { kernel: 'qs', bandwidth: 2 });
    expect(found).toBeCloseTo(expected / 5, 13);
  });

  it.each(KERNELS)('by %s finds that of an autoregression', (kernel) => {
    // Memory 0.5 and unit noise: 1/(1 - 0.5)² = 4, where the variance is 4/3.
    const series = centred(noise(5, 6000, { memory: 0.5 }));
    const found = longRunVariance(series, { kernel, bandwidth: 25 });
    expect(Math.abs(found / 4 - 1)).toBeLessThan(0.15);
  });

  it('has a rule for the lags', () => {
    expect(automaticLags(100)).toBe(4);
    expect(automaticLags(3200)).toBe(8);
    expect(automaticLags(60)).toBe(3);
  });
});
