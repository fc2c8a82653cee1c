/** The Cholesky factor of a covariance or correlation matrix. Must not know: what it describes. */

import type { SquareMatrix } from './trial-returns.ts';
import { assert, InputError } from '../core/errors.ts';

/**
 * A pivot within this share of its diagonal entry is 0 up to rounding. The sums that make a pivot
 * of a few hundred rows err by less than 1e-13; the column that it leaves is at most its root.
 */
const PIVOT_TOLERANCE = 1e-11;

/**
 * The lower triangular L with L·Lᵀ = `matrix`, which must be symmetric. A semi-definite matrix
 * has a factor too: where a pivot is 0, that row's variable is a combination of those above it,
 * the rest of its column is 0 as well, and the factor's column stays 0. O(size³).
 * @throws InputError where a pivot is negative beyond rounding, or an entry is no number: no
 *   returns have such correlations
 */
export function choleskyFactor({ size, values }: SquareMatrix): SquareMatrix {
  const factor = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const diagonal = values[j * size + j];
    const pivot = diagonal - partialDot(factor, size, j, j);
    if (!(pivot >= -PIVOT_TOLERANCE * diagonal)) {
      throw new InputError(
        `row ${j}: expected a positive semi-definite matrix, got the pivot ${pivot}`,
      );
    }
    if (pivot <= PIVOT_TOLERANCE * diagonal) continue;
    const root = Math.sqrt(pivot);
    factor[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      factor[i * size + j] = (values[i * size + j] - partialDot(factor, size, i, j)) / root;
    }
  }
  return { size, values: factor };
}

/** Product of rows i and j of the factor over the columns before j. */
function partialDot(factor: Float64Array, size: number, i: number, j: number): number {
  let total = 0;
  for (let k = 0; k < j; k++) total += factor[i * size + k] * factor[j * size + k];
  return total;
}

/** Writes L·`source` to `target`, L a Cholesky factor: independent figures become correlated. */
export function multiplyFactor(
  { size, values }: SquareMatrix,
  source: Float64Array,
  target: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    let total = 0;
    for (let k = 0; k <= i; k++) total += values[i * size + k] * source[k];
    target[i] = total;
  }
}

/**
 * Writes the x with L·Lᵀ·x = `source` to `target`, L the Cholesky factor of a positive definite
 * matrix. O(size²).
 */
export function solveFactored(
  { size, values }: SquareMatrix,
  source: Float64Array,
  target: Float64Array,
): void {
  // Forwards: L·y = source. Invariant: target[0, i) is y[0, i).
  for (let i = 0; i < size; i++) {
    let rest = source[i];
    for (let k = 0; k < i; k++) rest -= values[i * size + k] * target[k];
    assert(values[i * size + i] > 0, 'the matrix is positive definite');
    target[i] = rest / values[i * size + i];
  }
  // Backwards: Lᵀ·x = y. Invariant: target(i, size) is x(i, size).
  for (let i = size - 1; i >= 0; i--) {
    let rest = target[i];
    for (let k = i + 1; k < size; k++) rest -= values[k * size + i] * target[k];
    target[i] = rest / values[i * size + i];
  }
}
