/**
 * How sure a Sharpe ratio is to be above a benchmark, and how long a record makes it sure.
 * These are the forms of 2012: the error is the one at the OBSERVED ratio, and its divisor is
 * n - 1. `sharpe-inference.ts` has the later forms; do not mix them. All ratios are per bar.
 * Must not know: how many other series were tried.
 */

import { square } from '../core/power.ts';
import type { SharpeSample, SharpeShape } from './sharpe-error.ts';
import { normalDistribution, normalQuantile } from './normal.ts';
import { sharpeVariance } from './sharpe-error.ts';

/**
 * Probability that the true Sharpe ratio is above `benchmark`:
 * Φ((SR - SR*)·√(n - 1) / √(1 - g1·SR + (g2 - 1)/4·SR²)). NaN where the sample has no variance.
 * Source: Bailey & López de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15
 * (2012).
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark = 0): number {
  const error = Math.sqrt(sharpeVariance(sample) / (sample.count - 1));
  return normalDistribution((sample.sharpe - benchmark) / error);
}

/**
 * Returns needed before `probabilisticSharpe` of this shape exceeds `confidence`, not rounded:
 * 1 + (1 - g1·SR + (g2 - 1)/4·SR²)·(z / (SR - SR*))². NaN where the ratio is not above the
 * benchmark, because no record is long enough then.
 * Source: Bailey & López de Prado (2012).
 */
export function minimumTrackRecord(
  shape: SharpeShape,
  {
    benchmark = 0,
    confidence = 0.95,
  }: { readonly benchmark?: number; readonly confidence?: number } = {},
): number {
  const distance = shape.sharpe - benchmark;
  if (!(distance > 0)) return Number.NaN;
  return 1 + sharpeVariance(shape) * square(normalQuantile(confidence) / distance);
}
