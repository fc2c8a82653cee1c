/** Which candidate features are nearly equal to each other. Must not know: labels, money. */

import type { FeatureMatrix } from '../engine/forest/problem.ts';

/** Pairs with a larger |r| are reported, because one of the two features is usually enough. */
const CORRELATION_LIMIT = 0.85;

/** Two columns (`first` < `second`) and Pearson's r between them. */
export type CorrelatedPair = {
  readonly first: number;
  readonly second: number;
  readonly correlation: number;
};

/**
 * The pairs of `columns` with |r| above `limit`, largest |r| first, equal ones in the order of the
 * columns; r is Pearson's over all rows. A constant column has no r and is in no pair.
 * O(columns² · rows).
 */
export function correlatedPairs(
  matrix: FeatureMatrix,
  columns: readonly number[],
  limit = CORRELATION_LIMIT,
): readonly CorrelatedPair[] {
  const ordered = [...columns].sort((a, b) => a - b);
  const standardised = ordered.map((column) => {
    const values = matrix.values.subarray(column * matrix.rows, (column + 1) * matrix.rows);
    return { column, values: standardise(values) };
  });
  const pairs = standardised.flatMap((x, i) =>
    standardised.slice(i + 1).map((y) => ({
      first: x.column,
      second: y.column,
      correlation: dot(x.values, y.values),
    })),
  );
  return pairs
    .filter((pair) => Math.abs(pair.correlation) > limit)
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}

/** `values` minus their mean, scaled to a length of 1; all NaN if the values are constant. */
function standardise(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(dot(centred, centred));
  // For a constant, rounding errors leave a length of about 1e-16 times the mean for each row.
  const constant = length <= 1e-12 * Math.abs(mean) * Math.sqrt(values.length);
  return centred.map((value) => (constant ? Number.NaN : value / length));
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
