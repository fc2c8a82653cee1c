/** Checks that two computations have the same values, before either is timed. */

/**
 * Largest difference from a peer, as a share of the value. Peers update a sum from row to row,
 * while our windows are summed anew; so a peer's rounding errors grow with the rows, to about 1e-9
 * after a million.
 */
export const PEER_TOLERANCE = 1e-6;

/**
 * Compares rows [start, expected.length): |got - expected| ≤ tolerance · max(1, |expected|). NaN
 * equals NaN and nothing else.
 * @throws Error with the first row that differs, and both values
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
