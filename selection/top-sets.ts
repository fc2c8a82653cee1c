/** From an importance of each column to the sets of its first few. */

const SMALLEST = 4;
const STEP = 2;

/** `columns` by falling importance; equal ones by rising column: their order is not seen. */
export function rankColumns(
  columns: readonly number[],
  importance: ArrayLike<number>,
): readonly number[] {
  return columns
    .map((column, i) => ({ column, importance: importance[i]! }))
    .sort((a, b) => b.importance - a.importance || a.column - b.column)
    .map(({ column }) => column);
}

/**
 * The first 4, 6, 8, … columns of `ranking`, at most `maxFeatures`, in the ranking's order; the
 * one set of as many as there may be where that is fewer than 4.
 */
export function topSets(
  ranking: readonly number[],
  maxFeatures: number,
): readonly (readonly number[])[] {
  const most = Math.min(ranking.length, maxFeatures);
  if (most < SMALLEST) return [ranking.slice(0, most)];
  const count = Math.floor((most - SMALLEST) / STEP) + 1;
  return Array.from({ length: count }, (_, i) => ranking.slice(0, SMALLEST + i * STEP));
}
