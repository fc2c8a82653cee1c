/**
 * What a walk-forward forest is given: columns of numbers, class codes, folds and settings.
 * Vocabulary: a row is a bar with all features defined; a column is a feature; rows are in time
 * order. Must not know: names' meaning, dates, money.
 */

import type { ForestSettings } from './forest-options.ts';

/** Classes are coded 0, 1, 2 (down, neutral, up for the engine above). */
export const CLASS_COUNT = 3;

/** One tree's vote for a class: its leaf's share times this, rounded down. Votes are summed. */
export const VOTE_UNIT = 2 ** 20;

/** The columns, in one block of shared memory that goes to every worker once. */
export type FeatureMatrix = {
  readonly names: readonly string[];
  /** Uint32Array (columns): `hashText(name)`; feature draws hang on these, not on the order. */
  readonly keys: Uint32Array;
  readonly rows: number;
  /** Float64Array (columns × rows), column by column, finite, over a SharedArrayBuffer. */
  readonly values: Float64Array;
};

/** Train on rows [0, trainEnd), test rows [testStart, testEnd); trainEnd ≤ testStart. */
export type Fold = {
  readonly trainEnd: number;
  readonly testStart: number;
  readonly testEnd: number;
};

/** What trees are grown from. */
export type ForestSource = {
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes. */
  readonly labels: Uint8Array;
  readonly settings: ForestSettings;
};

export type ForestProblem = ForestSource & {
  /** In time order: trainEnd, testStart and testEnd do not decrease. */
  readonly folds: readonly Fold[];
};

/** Trees [treeStart, treeEnd) of a forest: votes of two ranges add up to those of both. */
export type TreeRange = { readonly treeStart: number; readonly treeEnd: number };

/**
 * Grows forests on subsets of a problem's columns. Votes are integers: they add up to the same
 * bytes in any order and any split of the work.
 */
export type WalkForwardForest = {
  /**
   * For each subset (column indices) the votes of trees [treeStart, treeEnd) on all test rows.
   * @returns one Uint32Array (test rows × CLASS_COUNT) a subset, test rows in the folds' order
   */
  readonly votes: (
    subsets: readonly (readonly number[])[],
    treeStart: number,
    treeEnd: number,
  ) => Uint32Array[];
};

/** Number of test rows of all folds together. */
export function testRowCount(folds: readonly Fold[]): number {
  return folds.reduce((sum, fold) => sum + fold.testEnd - fold.testStart, 0);
}
