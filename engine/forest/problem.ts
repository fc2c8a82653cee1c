/**
 * The input of a walk-forward forest: columns of numbers, class codes, folds and settings.
 * Vocabulary: a row is a bar with all features defined; a column is a feature; rows are in time
 * order. Must not know: names' meaning, dates, money.
 */

import type { ForestSettings } from './forest-options.ts';

/** Number of classes. Their codes are 0, 1, 2: down, neutral, up. */
export const CLASS_COUNT = 3;

/** A tree's vote for a class is the class's share in the tree's leaf, times this, rounded down. */
export const VOTE_UNIT = 2 ** 20;

/** The columns, in one block of memory that all workers share. */
export type FeatureMatrix = {
  readonly names: readonly string[];
  /** Uint32Array (columns): `hashText(name)`. Draws depend on these, not on the columns' order. */
  readonly keys: Uint32Array;
  readonly rows: number;
  /** Float64Array (columns × rows), column by column, finite, in a SharedArrayBuffer. */
  readonly values: Float64Array;
};

/**
 * A fold trains on rows [0, trainEnd) and tests rows [testStart, testEnd); trainEnd ≤ testStart.
 */
export type Fold = {
  readonly trainEnd: number;
  readonly testStart: number;
  readonly testEnd: number;
};

/** The data and settings that trees are grown from. */
export type ForestSource = {
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes. */
  readonly labels: Uint8Array;
  readonly settings: ForestSettings;
};

/** A forest to grow in every fold. */
export type ForestProblem = ForestSource & {
  /** In time order: trainEnd, testStart and testEnd do not decrease. */
  readonly folds: readonly Fold[];
};

/** Trees [treeStart, treeEnd) of a forest: votes of two ranges add up to those of both. */
export type TreeRange = { readonly treeStart: number; readonly treeEnd: number };

/** Folds [foldStart, foldEnd) of a problem. No fold's votes depend on the other folds. */
export type FoldRange = { readonly foldStart: number; readonly foldEnd: number };

/**
 * Grows forests on subsets of a problem's columns. Votes are integers, so their sums are the same
 * in whatever order and portions the trees are grown.
 */
export type WalkForwardForest = {
  /**
   * The summed votes of trees [treeStart, treeEnd) on the test rows of the folds `range` (of all
   * folds if it is left out), for each subset (a list of column indices).
   * @returns for each subset one Uint32Array (test rows × CLASS_COUNT), in the order of the folds
   */
  readonly votes: (
    subsets: readonly (readonly number[])[],
    treeStart: number,
    treeEnd: number,
    range?: FoldRange,
  ) => Uint32Array[];
};

/** The range of all folds. */
export function allFolds(folds: readonly Fold[]): FoldRange {
  return { foldStart: 0, foldEnd: folds.length };
}

/** Number of test rows of all folds together. */
export function testRowCount(folds: readonly Fold[]): number {
  return folds.reduce((sum, fold) => sum + fold.testEnd - fold.testStart, 0);
}
