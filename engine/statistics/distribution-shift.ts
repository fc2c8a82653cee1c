/**
 * How far two samples of one quantity are apart. Both figures are descriptions: neighbouring values
 * of a market's features hang together, so the usual p-values would be far too small.
 * Must not know: what was sampled.
 */

import { ascending, quantileOfSorted } from './quantile.ts';

/**
 * The two-sample Kolmogorov-Smirnov distance: the largest difference of the two empirical
 * distribution functions, 0 to 1. NaN if a sample is empty. O(n log n).
 * Source: Smirnov, "Table for estimating the goodness of fit of empirical distributions", Annals of
 * Mathematical Statistics 19 (1948).
 */
export function smirnovDistance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length === 0 || other.length === 0) return Number.NaN;
  const [a, b] = [ascending(one), ascending(other)];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** A bin without a value counts as this share, because the logarithm of 0 is infinite. */
const LEAST_SHARE = 1e-4;

/**
 * The population stability index Σ (q - p)·log(q / p) over bins that hold equal shares p of the
 * reference: below 0.1 is usually called stable, above 0.25 shifted. NaN if a sample is empty.
 * Source: Siddiqi, "Credit Risk Scorecards", Wiley (2006), chapter 9.
 */
export function populationStability(
  reference: ArrayLike<number>,
  recent: ArrayLike<number>,
  binCount = 10,
): number {
  if (reference.length === 0 || recent.length === 0) return Number.NaN;
  const sorted = ascending(reference);
  const edges = Array.from({ length: binCount - 1 }, (_, i) =>
    quantileOfSorted(sorted, (i + 1) / binCount),
  );
  const [before, now] = [sharesOf(reference, edges), sharesOf(recent, edges)];
  let total = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const [p, q] = [Math.max(LEAST_SHARE, before[bin]), Math.max(LEAST_SHARE, now[bin])];
    total += (q - p) * Math.log(q / p);
  }
  return total;
}

/** The share of values in each bin; a value at an edge is in the bin above it. */
function sharesOf(values: ArrayLike<number>, edges: readonly number[]): Float64Array {
  const shares = new Float64Array(edges.length + 1);
  for (let i = 0; i < values.length; i++) {
    let bin = 0;
    while (bin < edges.length && values[i] >= edges[bin]) bin++;
    shares[bin] += 1 / values.length;
  }
  return shares;
}
