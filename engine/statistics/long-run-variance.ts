/**
 * The variance of a mean of values that depend on their neighbours in time.
 * Vocabulary: the long-run variance is the sum of the autocovariances of all lags; a kernel gives
 * a lag its weight, falling from 1 at lag 0; its bandwidth says how slowly.
 * Must not know: what the values are.
 */

import { power, square } from '../core/power.ts';
import { laggedProduct } from './autocorrelation.ts';

export const KERNELS = ['bartlett', 'parzen', 'qs'] as const;
/** Bartlett's triangle, Parzen's bell, the quadratic spectral kernel. */
export type Kernel = (typeof KERNELS)[number];

/**
 * Long-run variance of `values` whose mean is 0: γ(0) + 2 Σ k(j/S)·γ(j), where γ(j) is the lagged
 * product over n, not n - j. Bartlett and Parzen stop below lag S; the quadratic spectral kernel
 * weighs every lag, O(n²). Newey and West's estimate with L lags is Bartlett's with S = L + 1.
 * Source: Newey & West, Econometrica 55 (1987); Andrews, Econometrica 59 (1991).
 */
export function longRunVariance(
  values: Float64Array,
  { kernel, bandwidth }: { readonly kernel: Kernel; readonly bandwidth: number },
): number {
  const lags = kernel === 'qs' ? values.length : Math.min(bandwidth, values.length);
  let total = laggedProduct(values, 0);
  for (let lag = 1; lag < lags; lag++) {
    total += 2 * kernelWeight(kernel, lag / bandwidth) * laggedProduct(values, lag);
  }
  return total / values.length;
}

/** Weight of a lag that is `x` bandwidths long, x > 0. Source: Andrews (1991). */
export function kernelWeight(kernel: Kernel, x: number): number {
  switch (kernel) {
    case 'bartlett':
      return Math.max(0, 1 - x);
    case 'parzen':
      if (x <= 0.5) return 1 - 6 * x * x + 6 * x * x * x;
      return 2 * Math.max(0, 1 - x) * square(Math.max(0, 1 - x));
    case 'qs': {
      const angle = (6 * Math.PI * x) / 5;
      return (3 / (angle * angle)) * (Math.sin(angle) / angle - Math.cos(angle));
    }
  }
}

/** Lags for `count` values, floor(4·(count/100)^(2/9)). Source: Newey & West (1994). */
export function automaticLags(count: number): number {
  return Math.floor(4 * power(count / 100, 2 / 9));
}
