/** Eigenvalues of a symmetric matrix. Must not know: what it describes. */

import type { SquareMatrix } from './trial-returns.ts';
import { assert } from '../core/errors.ts';

/** Sweeps until the off-diagonal is gone: convergence is quadratic, 10 are plenty in practice. */
const MAX_SWEEPS = 60;
/** Off-diagonal entries below this share of the matrix's size are 0. */
const OFF_DIAGONAL_TOLERANCE = 1e-15;

/**
 * Eigenvalues in descending order, Float64Array (size). O(size³) a sweep.
 * Source: Jacobi's cyclic rotations, Golub & Van Loan, "Matrix Computations", section 8.5.
 */
export function symmetricEigenvalues({ size, values }: SquareMatrix): Float64Array {
  const work = Float64Array.from(values);
  const limit = OFF_DIAGONAL_TOLERANCE * Math.sqrt(squaresOf(work));
  let sweeps = 0;
  while (offDiagonal(work, size) > limit) {
    assert(sweeps++ < MAX_SWEEPS, 'rotations converge');
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(work, size, p, q);
    }
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => work[i * size + i]);
  return diagonal.sort().toReversed();
}

/** Turns axes p and q so that entry (p, q) becomes 0. */
function rotate(work: Float64Array, size: number, p: number, q: number): void {
  const entry = work[p * size + q];
  if (entry === 0) return;
  const theta = (work[q * size + q] - work[p * size + p]) / (2 * entry);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const x = work[k * size + p];
    const y = work[k * size + q];
    work[k * size + p] = cosine * x - sine * y;
    work[k * size + q] = sine * x + cosine * y;
  }
  for (let k = 0; k < size; k++) {
    const x = work[p * size + k];
    const y = work[q * size + k];
    work[p * size + k] = cosine * x - sine * y;
    work[q * size + k] = sine * x + cosine * y;
  }
  work[p * size + q] = 0;
  work[q * size + p] = 0;
}

/** Largest off-diagonal entry by size. */
function offDiagonal(work: Float64Array, size: number): number {
  let largest = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(work[i * size + j]));
  }
  return largest;
}

function squaresOf(values: Float64Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return squares;
}
