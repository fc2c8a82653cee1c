/**
 * The walk-forward forest, grown from scratch at every fold: the oracle. Slow and plain; what it
 * returns is by definition right, and it runs where WebAssembly SIMD is missing.
 * A vote is integer arithmetic, so votes add up to the same bytes in any order and any split.
 */

import { binColumn, epochsOf, sortColumn, type Epoch } from './bins.ts';
import { growTree, leafOf, treeBag, type BinnedColumns, type TreeNode } from './grow.ts';
import { leafVote } from './predictor.ts';
import {
  CLASS_COUNT,
  testRowCount,
  type ForestProblem,
  type ForestSource,
  type WalkForwardForest,
} from './problem.ts';

/** The oracle on `problem`. O(trees × folds × rows × columns drawn). */
export function createScratchForest(problem: ForestProblem): WalkForwardForest {
  return {
    votes: (subsets, treeStart, treeEnd) =>
      subsets.map((subset) => subsetVotes(problem, subset, treeStart, treeEnd)),
  };
}

/** The settings' trees on a subset of columns and rows [0, trainEnd), whole. */
export function growTreesFromScratch(
  source: ForestSource,
  subset: readonly number[],
  trainEnd: number,
): TreeNode[] {
  const epoch = { foldStart: 0, foldEnd: 1, edgeRows: trainEnd, rowEnd: trainEnd };
  const columns = binnedColumns(source, subset, epoch);
  const { settings } = source;
  return Array.from({ length: settings.trees }, (_, tree) =>
    growTree(columns, treeBag(settings.seed, tree, trainEnd), settings),
  );
}

function subsetVotes(
  problem: ForestProblem,
  subset: readonly number[],
  treeStart: number,
  treeEnd: number,
): Uint32Array {
  const { folds, settings } = problem;
  const votes = new Uint32Array(testRowCount(folds) * CLASS_COUNT);
  let at = 0;
  for (const epoch of epochsOf(folds, settings.epochFolds)) {
    const columns = binnedColumns(problem, subset, epoch);
    for (let fold = epoch.foldStart; fold < epoch.foldEnd; fold++) {
      const { trainEnd, testStart, testEnd } = folds[fold]!;
      for (let tree = treeStart; tree < treeEnd; tree++) {
        const root = growTree(columns, treeBag(settings.seed, tree, trainEnd), settings);
        addVotes(root, columns, testStart, testEnd, votes.subarray(at));
      }
      at += (testEnd - testStart) * CLASS_COUNT;
    }
  }
  return votes;
}

/** The subset's columns coded with the epoch's edges. */
function binnedColumns(
  source: ForestSource,
  subset: readonly number[],
  epoch: Epoch,
): BinnedColumns {
  const { matrix, labels, settings } = source;
  const binned = subset.map(
    (column) => binColumn(sortColumn(matrix, column), [epoch], settings.bins)[0]!,
  );
  const codes = binned.map((column) => column.codes);
  const keys = Uint32Array.from(subset, (column) => matrix.keys[column]!);
  return { codes, bins: binned.map((column) => column.bins), keys, labels };
}

function addVotes(
  root: TreeNode,
  columns: BinnedColumns,
  testStart: number,
  testEnd: number,
  target: Uint32Array,
): void {
  for (let row = testStart; row < testEnd; row++) {
    const { totals } = leafOf(root, (column) => columns.codes[column]![row]!);
    const at = (row - testStart) * CLASS_COUNT;
    for (let code = 0; code < CLASS_COUNT; code++) target[at + code]! += leafVote(totals, 0, code);
  }
}
