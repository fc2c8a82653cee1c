/**
 * Chance in a forest, all of it: how often a row is drawn into a tree's bootstrap, and in which
 * order a node looks at the columns. Both are hashes of integers, so trees of neighbouring folds
 * and of different column subsets share them (common random numbers), and no order of work shows.
 */

import { deriveSeed, hash32 } from '../core/hash.ts';

/**
 * Poisson(1)'s distribution function at 0, 1, …, as integers of 2^32, rounded: a hash below entry w
 * and not below entry w - 1 draws the row w times. What lies above the last entry draws 12 times.
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
 * How often row `row` is in the bootstrap: Poisson(1), the limit of n draws out of n rows with
 * replacement (Oza and Russell 2001, "Online Bagging and Boosting"), so that a row's weight does
 * not change when later rows come.
 */
export function bootstrapWeight(treeSeed: number, row: number): number {
  const hash = hash32(treeSeed, row);
  let weight = 0;
  while (weight < POISSON_LIMITS.length && hash >= POISSON_LIMITS[weight]!) weight++;
  return weight;
}

/** Columns a node looks at: floor(sqrt(count)), as scikit-learn's max_features="sqrt". */
export function columnsPerSplit(count: number): number {
  return Math.max(1, Math.floor(Math.sqrt(count)));
}

/**
 * The order in which the node at heap index `heap` (root 1, children 2h and 2h + 1) looks at the
 * columns: by ascending hash of (seed, tree, heap, column key). Adding a column inserts it and
 * leaves the order of the others alone.
 * @param keys one key a column of the subset
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
  // Insertion sort: positions target[0, i) are in order.
  for (let i = 0; i < keys.length; i++) {
    let j = i;
    while (j > 0 && priority[target[j - 1]!]! > priority[i]!) {
      target[j] = target[j - 1]!;
      j--;
    }
    target[j] = i;
  }
}
