/** Quantiles of a sample. Must not know: what was sampled. */

/**
 * Quantile `p` of values in ascending order, linear between neighbours: at position (n - 1)·p.
 * NaN without values. Source: Hyndman & Fan, "Sample quantiles in statistical packages", The
 * American Statistician 50 (1996), definition 7, the default of R and NumPy.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** `values` in ascending order, as a copy. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** Quantile `p` of values in any order, see `quantileOfSorted`. O(n log n). */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(ascending(values), p);
}

/** The median, of an even count the mean of the middle two; NaN without values. */
export function median(values: ArrayLike<number>): number {
  const sorted = ascending(values);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
