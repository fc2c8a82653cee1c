/** Holds two computations of one thing to the same values, before either is timed. */

/**
 * Peers carry sums from row to row where our windows are summed afresh: their rounding grows with
 * the rows, to some 1e-9 of the value at a million.
 */
export const PEER_TOLERANCE = 1e-6;

/**
 * Compares rows [start, expected.length): |got - expected| ≤ tolerance · max(1, |expected|), NaN
 * equal to NaN alone.
 * @throws Error naming the first row that differs, with both values
 */
export function requireSameValues(comparison: {
  readonly name: string;
  readonly expected: ArrayLike<number>;
  readonly got: (row: number) => number;
  readonly start: number;
  readonly tolerance: number;
}): void {
  const { name, expected, got, start, tolerance } = comparison;
  if (start >= expected.length) {
    throw new Error(`${name}: nothing to compare: ${expected.length} rows, settled from ${start}`);
  }
  for (let row = start; row < expected.length; row++) {
    const value = expected[row]!;
    const other = got(row);
    const close = Math.abs(other - value) <= tolerance * Math.max(1, Math.abs(value));
    if (!close && !Object.is(other, value)) {
      throw new Error(`${name}: values differ: row ${row}: expected ${value}, got ${other}`);
    }
  }
}
