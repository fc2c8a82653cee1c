/**
 * Rows of features as learners other than forests want them: row by row, each column with mean 0
 * and variance 1 on the rows that train. Must not know: labels, what learns from the rows.
 */

import type { FeatureMatrix } from '../forest/problem.ts';
import { isConstant, mean, populationDeviation } from '../statistics/moments.ts';

/** Rows of features, Float64Array (rows × width), row by row. */
export type Rows = {
  readonly count: number;
  readonly width: number;
  readonly values: Float64Array;
};

/** Rows [start, end) of a matrix. */
type RowRange = { readonly start: number; readonly end: number };

/** How the columns are brought to mean 0 and variance 1. */
export type Standardiser = {
  /** Indices of the columns in the matrix. */
  readonly columns: readonly number[];
  readonly means: readonly number[];
  /** Standard deviations with divisor n; 1 for a column that is constant on the training rows. */
  readonly deviations: readonly number[];
};

/** The standardiser of the rows [start, end): no other row has a part in it. */
export function standardiserOf(
  { values, rows }: FeatureMatrix,
  columns: readonly number[],
  { start, end }: RowRange,
): Standardiser {
  const parts = columns.map((column) =>
    values.subarray(column * rows + start, column * rows + end),
  );
  const means = parts.map(mean);
  const deviations = parts.map((part, i) => {
    const deviation = populationDeviation(part);
    return isConstant(deviation, means[i]) ? 1 : deviation;
  });
  return { columns, means, deviations };
}

/** The standardised rows [start, end) of `matrix`. */
export function standardisedRows(
  { values, rows }: FeatureMatrix,
  { columns, means, deviations }: Standardiser,
  { start, end }: RowRange,
): Rows {
  const width = columns.length;
  const target = new Float64Array((end - start) * width);
  for (const [i, column] of columns.entries()) {
    const source = values.subarray(column * rows + start, column * rows + end);
    const [centre, scale] = [means[i], deviations[i]];
    for (let row = 0; row < source.length; row++) {
      target[row * width + i] = (source[row] - centre) / scale;
    }
  }
  return { count: end - start, width, values: target };
}
