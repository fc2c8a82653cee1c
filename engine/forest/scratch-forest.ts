/**
 * The walk-forward forest, grown from scratch at every fold. It is slow and plain. Its votes are
 * right by definition, so the tests compare the kernel with it; and it runs if the JavaScript
 * engine lacks WebAssembly SIMD.
 */

import { binColumn, epochsOf, foldsInRange, sortColumn, type Epoch } from './bins.ts';
import { windowStart } from './forest-options.ts';
import { growTree, leafOf, treeBag, type BinnedColumns, type TreeNode } from './grow.ts';
import { leafVote } from './predictor.ts';
import {
  CLASS_COUNT,
  allFolds,
  testRowCount,
  type FoldRange,
  type ForestProblem,
  type ForestSource,
  type TreeRange,
  type WalkForwardForest,
} from './problem.ts';

/** A forest on `problem`, grown from scratch. O(trees × folds × rows × columns drawn). */
export function createScratchForest(problem: ForestProblem): WalkForwardForest {
  return {
    votes: (subsets, treeStart, treeEnd, range = allFolds(problem.folds)) =>
      subsets.map((subset) => subsetVotes(problem, subset, { treeStart, treeEnd, ...range })),
  };
}

/**
 * The whole trees that `source.settings` asks for, on a subset of columns and rows [0, trainEnd),
 * of which a window is the last ones.
 */
export function growTreesFromScratch(
  source: ForestSource,
  subset: readonly number[],
  trainEnd: number,
): TreeNode[] {
  const { settings } = source;
  const rowStart = windowStart(trainEnd, settings.window);
  const epoch = { foldStart: 0, foldEnd: 1, rowStart, edgeRows: trainEnd, rowEnd: trainEnd };
  const columns = binnedColumns(source, subset, epoch);
  return Array.from({ length: settings.trees }, (_, tree) =>
    growTree(columns, treeBag(settings.seed, tree, trainEnd, rowStart), settings),
  );
}

function subsetVotes(
  problem: ForestProblem,
  subset: readonly number[],
  range: TreeRange & FoldRange,
): Uint32Array {
  const { folds, settings } = problem;
  const { treeStart, treeEnd } = range;
  const testRows = testRowCount(folds.slice(range.foldStart, range.foldEnd));
  const votes = new Uint32Array(testRows * CLASS_COUNT);
  let at = 0;
  for (const epoch of epochsOf(folds, settings)) {
    const { foldStart, foldEnd } = foldsInRange(epoch, range);
    if (foldStart >= foldEnd) continue;
    const columns = binnedColumns(problem, subset, epoch);
    for (let fold = foldStart; fold < foldEnd; fold++) {
      const { trainEnd, testStart, testEnd } = folds[fold]!;
      for (let tree = treeStart; tree < treeEnd; tree++) {
        const bag = treeBag(settings.seed, tree, trainEnd, epoch.rowStart);
        const root = growTree(columns, bag, settings);
        addVotes(root, columns, testStart, testEnd, votes.subarray(at));
      }
      at += (testEnd - testStart) * CLASS_COUNT;
    }
  }
  return votes;
}

/** The subset's columns as codes, with the epoch's edges. */
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
