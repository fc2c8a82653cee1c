/** The sets of the most important columns. */

const SMALLEST = 4;
const STEP = 2;

/**
 * `columns`, the most important first. Equally important ones are in ascending order, so the order
 * of `columns` does not matter.
 */
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
 * The sets of the first 4, 6, 8, … columns of `ranking`, in its order, with at most `maxFeatures`
 * columns. If fewer than 4 columns are possible, the only set has all of them.
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
