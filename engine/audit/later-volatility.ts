/**
 * Whether a column knows the size of later returns better than an honest one can. Volatility lasts,
 * so an honest column may know much of it: what the past says is taken off first, by a regression
 * of ranks. What is left is compared with a limit, and luck is measured by moving the column in a
 * circle against the returns, which keeps how slowly both of them change.
 * Must not know: how a column was computed.
 */

import { normalQuantile } from '../statistics/normal.ts';
import type { VolatilityHistory } from './past-volatility.ts';
import { ranks } from './rank-association.ts';

/**
 * The horizons in bars, each with the largest honest partial correlation. Somebody who knows the
 * volatility of simulated markets exactly reaches 0.23 to 0.31 at one bar and 0.62 at the others,
 * if it changes as that of shares does; of 201 honest columns on real files the best has 0.28.
 */
const LIMITS: ReadonlyMap<number, number> = new Map([
  [1, 0.5],
  [3, 0.65],
  [5, 0.65],
  [10, 0.65],
  [20, 0.65],
]);
/** The horizons that `volatilityHistory` has to rank. */
export const VOLATILITY_HORIZONS: readonly number[] = [...LIMITS.keys()];
/** Chance of one false accusation among all columns of an audit, by luck alone. */
const LEVEL = 1e-4;
/** With fewer rows nothing can be said. */
const LEAST_ROWS = 200;
/** How often a column is moved, and by how many rows at least. */
const MOVES = 60;
const LEAST_MOVE = 60;
/** A control of which less than this share is left is a combination of those before it. */
const NOTHING_LEFT = 1e-6;
/** Of the column itself so much must be left, or the past explains all of it. */
const LEAST_LEFT = 0.05;

/**
 * Why `values` know later volatility too well; undefined if they do not.
 * @param columns number of columns that are looked at
 */
export function laterVolatilityFault(
  values: ArrayLike<number>,
  history: VolatilityHistory,
  columns: number,
): string | undefined {
  const rows = history.rows.filter((row) => Number.isFinite(values[row]!));
  if (rows.length < LEAST_ROWS) return undefined;
  const basis = basisOf(history.known.map((column) => picked(column, rows)));
  const own = centred(ranks(picked(values, rows)));
  const left = withoutBasis(own, basis);
  if (lengthOf(left) <= LEAST_LEFT * lengthOf(own)) return undefined;
  const quantile = normalQuantile(1 - LEVEL / (2 * LIMITS.size * Math.max(1, columns)));
  for (const [bars, limit] of LIMITS) {
    const later = withoutBasis(centred(picked(history.ahead.get(bars)!, rows)), basis);
    const correlation = correlationOf(left, later, 0);
    if (!(Math.abs(correlation) > limit)) continue;
    const least = Math.tanh(
      Math.atanh(Math.min(Math.abs(correlation), 1 - 1e-12)) -
        quantile * spreadOfMoved(left, later),
    );
    if (!(least > limit)) continue;
    const what = bars === 1 ? "the next bar's return" : `the next ${bars} returns`;
    return (
      `it knows the size of ${what}: rank correlation ${correlation.toFixed(3)} beyond what past ` +
      `volatility says, surely above ${least.toFixed(3)}; an honest column has at most ` +
      limit.toFixed(2)
    );
  }
  return undefined;
}

/** The deviation of the correlations of `left` with `later`, one of them moved in a circle. */
function spreadOfMoved(left: Float64Array, later: Float64Array): number {
  const count = left.length;
  const step = Math.max(1, Math.floor((count - 2 * LEAST_MOVE) / MOVES));
  let [squares, moves] = [0, 0];
  for (let by = LEAST_MOVE; by <= count - LEAST_MOVE; by += step) {
    squares += correlationOf(left, later, by) ** 2;
    moves++;
  }
  return Math.sqrt(squares / moves);
}

/** Orthonormal columns that span the centred `columns`; what others explain is left out. */
function basisOf(columns: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const whole = centred(column);
    // Twice, because once leaves rounding that is large beside what is left.
    const rest = withoutBasis(withoutBasis(whole, basis), basis);
    const length = lengthOf(rest);
    if (length > NOTHING_LEFT * lengthOf(whole)) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function withoutBasis(column: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const target = column.slice();
  for (const one of basis) {
    const weight = dot(one, target, 0);
    for (let i = 0; i < target.length; i++) target[i]! -= weight * one[i]!;
  }
  return target;
}

/** Pearson's of centred columns, `other` moved by `by` rows in a circle. */
function correlationOf(one: Float64Array, other: Float64Array, by: number): number {
  return dot(one, other, by) / (lengthOf(one) * lengthOf(other));
}

function dot(one: Float64Array, other: Float64Array, by: number): number {
  const count = one.length;
  let sum = 0;
  for (let i = 0; i < count - by; i++) sum += one[i]! * other[i + by]!;
  for (let i = count - by; i < count; i++) sum += one[i]! * other[i + by - count]!;
  return sum;
}

function lengthOf(column: Float64Array): number {
  return Math.sqrt(dot(column, column, 0));
}

function centred(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return column.map((value) => value - mean);
}

function picked(column: ArrayLike<number>, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}
