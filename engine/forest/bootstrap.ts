/**
 * All randomness of a forest: how often a row is drawn into a tree's bootstrap, and in which order
 * a node looks at the columns. Both are hashes of integers. So trees of neighbouring folds and of
 * different column subsets use the same random numbers (common random numbers), and the order in
 * which trees are grown does not change them.
 */

import { deriveSeed, hash32 } from '../core/hash.ts';

/**
 * The distribution function of Poisson(1) at 0, 1, …, times 2^32 and rounded. A hash in
 * [entry w - 1, entry w) draws the row w times; a hash from the last entry on draws it 12 times.
 */
export const POISSON_LIMITS: readonly number[] = [
  1580030169, 3160060337, 3950075422, 4213413783, 4279248374, 4292415292, 4294609778, 4294923276,
  4294962463, 4294966817, 4294967253, 4294967292,
];

/** Seed of a tree's bootstrap weights. */
export function bootstrapSeed(seed: number, tree: number): number {
  return deriveSeed(seed, 'bootstrap', tree);
}

/** Seed of a tree's feature draws. */
export function drawSeed(seed: number, tree: number): number {
  return deriveSeed(seed, 'draws', tree);
}

/**
 * How often row `row` is in the bootstrap, distributed as Poisson(1). That is the limit of n draws
 * with replacement from n rows (Oza and Russell 2001, "Online Bagging and Boosting"), and it lets a
 * row keep its weight when later rows are added.
 */
export function bootstrapWeight(treeSeed: number, row: number): number {
  const hash = hash32(treeSeed, row);
  let weight = 0;
  while (weight < POISSON_LIMITS.length && hash >= POISSON_LIMITS[weight]!) weight++;
  return weight;
}

/**
 * Number of columns that a node draws: floor(sqrt(count)), like scikit-learn's
 * max_features="sqrt".
 */
export function columnsPerSplit(count: number): number {
  return Math.max(1, Math.floor(Math.sqrt(count)));
}

/**
 * Writes the order in which the node at heap index `heap` (root 1, children 2h and 2h + 1) draws
 * the columns: by ascending hash of (seed, tree, heap, column key). If a column is added to the
 * subset, the others keep their order.
 * @param keys one key for each column of the subset
 * @param target receives positions in `keys`
 */
export function drawOrder(
  treeSeed: number,
  heap: number,
  keys: ArrayLike<number>,
  target: Uint8Array,
): void {
  const nodeSeed = hash32(treeSeed, heap);
  const priority = Array.from(keys, (key) => hash32(nodeSeed, key));
  // Insertion sort: target[0, i) is sorted.
  for (let i = 0; i < keys.length; i++) {
    let j = i;
    while (j > 0 && priority[target[j - 1]!]! > priority[i]!) {
      target[j] = target[j - 1]!;
      j--;
    }
    target[j] = i;
  }
}
