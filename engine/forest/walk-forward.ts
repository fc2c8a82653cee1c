/**
 * The walk-forward forest as everything above sees it: votes of trees on the folds' test rows.
 * Votes are integers, so they add up to the same bytes in any order and any split of the work.
 */

import type { ForestProblem } from './problem.ts';
import { createScratchForest } from './scratch-forest.ts';

/** Grows forests on subsets of a problem's columns. */
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

/** A forest on `problem`. @throws InputError where a column holds a value that is not finite */
export function createWalkForwardForest(problem: ForestProblem): WalkForwardForest {
  return createScratchForest(problem);
}
