/**
 * The host of the walk-forward kernel, the WebAssembly module in assembly/: writes a problem into
 * its memory and runs tree after tree. The loops are epoch → tree → subset → fold. So an epoch's
 * codes are computed once for all trees; a tree's bootstrap, the codes of its bag and the cuts on
 * the stem (see `stemOf`) are computed once for all subsets.
 */

import { assert } from '../core/errors.ts';
import { epochsOf, foldsInRange, type BinnedColumn, type Epoch } from './bins.ts';
import { bootstrapSeed, columnsPerSplit, drawSeed } from './bootstrap.ts';
import { epochCodes } from './epoch-codes.ts';
import { windowStart } from './forest-options.ts';
import { kernelBuildFor, type KernelBuild, type WalkForwardKernel } from './kernel-build.ts';
import {
  COLUMN_COUNT,
  EPOCH_FOLDS,
  EPOCH_TEST_ROWS,
  LARGEST_SUBSET,
  LEAF,
  MAX_BIN_COUNT,
  MAX_DEPTH,
  MAX_DRAWS,
  MIN_LEAF_ROWS,
  NODE_BYTES,
  PARAMETER_BYTES,
  ROW_COUNT,
  SHARED_RUNS,
  SPLIT,
  STEM_COLUMN_COUNT,
  SUBSET_COUNT,
  TOTALS,
  VOTE_BYTES,
} from './assembly/kernel-layout.ts';
import type { TreeNode } from './grow.ts';
import {
  CLASS_COUNT,
  allFolds,
  testRowCount,
  type Fold,
  type ForestProblem,
  type ForestSource,
  type WalkForwardForest,
} from './problem.ts';
import { writeParameters } from './web-assembly.ts';

/**
 * Most bytes for the rows of sites, of which a fold may add a few for each node. An epoch with more
 * folds than that is run in portions, with the same votes.
 */
const MAX_SITE_BYTES = 2 ** 30;

/**
 * A forest on `problem` that the kernel grows. Its votes equal the scratch forest's. It keeps codes
 * of the columns it has used, see epoch-codes.ts.
 * @param build the build of the kernel that suits the number of training rows
 * @throws InputError (from `votes`) if a column holds a value that is not finite
 */
export function createKernelForest(
  problem: ForestProblem,
  build: KernelBuild | undefined = kernelBuildFor(problem.folds.at(-1)?.trainEnd ?? 0),
): WalkForwardForest {
  const { folds, settings } = problem;
  const epochs = epochsOf(folds, settings);
  const codesOf = epochCodes(problem.matrix, epochs, settings.bins);
  return {
    votes: (subsets, treeStart, treeEnd, range = allFolds(folds)) => {
      const testRows = testRowCount(folds.slice(range.foldStart, range.foldEnd));
      const votes = subsets.map(() => new Uint32Array(testRows * CLASS_COUNT));
      if (subsets.length === 0 || testRows === 0) return votes;
      const columns = [...new Set(subsets.flat())];
      const portion = foldsAtOnce(problem, epochs);
      const kernel = startKernel(problem, build, subsets, columns, epochs);
      let at = 0;
      epochs.forEach((epoch, i) => {
        const { foldStart, foldEnd } = foldsInRange(epoch, range);
        if (foldStart >= foldEnd) return;
        columns.forEach((column, slot) => loadColumn(kernel, slot, codesOf(column, i)));
        for (let start = foldStart; start < foldEnd; start += portion) {
          const together = folds.slice(start, Math.min(start + portion, foldEnd));
          loadFolds(kernel, together, epoch.rowStart);
          kernel.clearVotes();
          for (let tree = treeStart; tree < treeEnd; tree++) {
            const { seed } = settings;
            kernel.runTree(bootstrapSeed(seed, tree), drawSeed(seed, tree), together.length);
          }
          const rows = testRowCount(together);
          votes.forEach((target, index) => readVotes(kernel, index, rows, target.subarray(at)));
          at += rows * CLASS_COUNT;
        }
      });
      return votes;
    },
  };
}

/** How many folds of an epoch run together: all of the longest, or as many as memory allows. */
function foldsAtOnce({ settings, folds }: ForestProblem, epochs: readonly Epoch[]): number {
  const longest = Math.min(settings.epochFolds, folds.length);
  const siteBytes = epochs.at(-1)!.rowEnd / 8;
  const sitesOfFold = (SHARED_RUNS + 1) * 2 ** (settings.maxDepth + 1);
  return Math.max(1, Math.min(longest, Math.floor(MAX_SITE_BYTES / (siteBytes * sitesOfFold))));
}

/**
 * The whole trees that `source.settings` asks for, grown by the kernel on a subset of columns and
 * rows [0, trainEnd), of which a window is the last ones. They equal those of
 * `growTreesFromScratch`.
 */
export function growTreesInKernel(
  source: ForestSource,
  subset: readonly number[],
  trainEnd: number,
  build: KernelBuild | undefined = kernelBuildFor(trainEnd),
): TreeNode[] {
  const fold = { trainEnd, testStart: trainEnd, testEnd: trainEnd };
  const { matrix, settings } = source;
  const rowStart = windowStart(trainEnd, settings.window);
  const epoch = { foldStart: 0, foldEnd: 1, rowStart, edgeRows: trainEnd, rowEnd: trainEnd };
  const codesOf = epochCodes(matrix, [epoch], settings.bins);
  const kernel = startKernel({ ...source, folds: [fold] }, build, [subset], subset, [epoch]);
  loadFolds(kernel, [fold], rowStart);
  subset.forEach((column, slot) => loadColumn(kernel, slot, codesOf(column, 0)));
  return Array.from({ length: settings.trees }, (_, tree) => {
    kernel.growWholeTree(bootstrapSeed(settings.seed, tree), drawSeed(settings.seed, tree));
    return readNode(kernel, build!.laneBytes, 1);
  });
}

/** The node at a heap index and all nodes below it, from the kernel's records. */
function readNode(
  kernel: WalkForwardKernel,
  laneBytes: KernelBuild['laneBytes'],
  heap: number,
): TreeNode {
  const address = kernel.nodesAddress() + heap * NODE_BYTES;
  const record = new DataView(kernel.memory.buffer, address, NODE_BYTES);
  const lane = (i: number): number => {
    const offset = TOTALS + laneBytes * i;
    return laneBytes === 2 ? record.getUint16(offset, true) : record.getUint32(offset, true);
  };
  const [weight0, weight, weight1, rowCount] = [lane(0), lane(1), lane(2), lane(3)];
  const node = { heap, totals: [weight0, weight1, weight - weight0 - weight1], rowCount };
  const split = record.getInt32(SPLIT, true);
  if (split === LEAF) return node;
  const child = (side: number): TreeNode => readNode(kernel, laneBytes, 2 * heap + side);
  const children = { left: child(0), right: child(1) };
  return { ...node, split: { column: split >>> 8, bin: split & 255, ...children } };
}

/** A kernel whose memory is laid out and holds the labels and the subsets. */
function startKernel(
  problem: ForestProblem,
  build: KernelBuild | undefined,
  subsets: readonly (readonly number[])[],
  columns: readonly number[],
  epochs: readonly Epoch[],
): WalkForwardKernel {
  const { matrix, labels, folds, settings } = problem;
  const rows = epochs.at(-1)!.rowEnd;
  assert(build !== undefined && folds.at(-1)!.trainEnd <= build.maxRows, 'trainEnd <= maxRows');
  const kernel = build.module.start();
  const largestSubset = Math.max(...subsets.map((subset) => subset.length));
  const stem = stemOf(subsets, columns);
  const epochTestRows = epochs.map((epoch) =>
    testRowCount(folds.slice(epoch.foldStart, epoch.foldEnd)),
  );
  writeParameters(kernel, PARAMETER_BYTES, [
    [ROW_COUNT, rows],
    [COLUMN_COUNT, columns.length],
    [SUBSET_COUNT, subsets.length],
    [LARGEST_SUBSET, largestSubset],
    [STEM_COLUMN_COUNT, stem.length],
    [EPOCH_FOLDS, foldsAtOnce(problem, epochs)],
    [EPOCH_TEST_ROWS, Math.max(...epochTestRows)],
    [MAX_BIN_COUNT, settings.bins],
    [MAX_DRAWS, columnsPerSplit(largestSubset)],
    [MAX_DEPTH, settings.maxDepth],
    [MIN_LEAF_ROWS, settings.minLeafRows],
  ]);
  kernel.configure();
  new Uint8Array(kernel.memory.buffer).set(labels.subarray(0, rows), kernel.labelsAddress());
  [...subsets, stem].forEach((subset, i) => {
    const slots = subset.map((column) => columns.indexOf(column));
    const keys = subset.map((column) => matrix.keys[column]!);
    const table = [subset.length, 0, ...slots, ...keys];
    words(kernel, kernel.subsetAddress(i), table.length).set(table);
  });
  return kernel;
}

/**
 * The stem: the columns that more than half of the subsets have. In a step of greedy selection that
 * is the set to which each candidate adds one column. If all splits above a node are on stem
 * columns, the node's best cut on a stem column is searched once per tree, not once per subset. A
 * single subset has no stem, because there is nothing to share.
 */
function stemOf(
  subsets: readonly (readonly number[])[],
  columns: readonly number[],
): readonly number[] {
  if (subsets.length < 2) return [];
  const uses = (column: number): number =>
    subsets.filter((subset) => subset.includes(column)).length;
  return columns.filter((column) => uses(column) > subsets.length / 2);
}

function loadFolds(kernel: WalkForwardKernel, folds: readonly Fold[], rowStart: number): void {
  const table = folds.flatMap((fold) => [fold.trainEnd, fold.testStart, fold.testEnd, rowStart]);
  words(kernel, kernel.foldsAddress(), table.length).set(table);
}

/** Copies a column's codes of one epoch into the kernel's memory. */
function loadColumn(kernel: WalkForwardKernel, slot: number, { codes, bins }: BinnedColumn): void {
  new Uint8Array(kernel.memory.buffer).set(codes, kernel.codesAddress(slot));
  words(kernel, kernel.binCountsAddress() + 4 * slot, 1)[0] = bins;
}

/** Copies the votes of subset `index` for `rows` test rows, without each row's unused number. */
function readVotes(
  kernel: WalkForwardKernel,
  index: number,
  rows: number,
  target: Uint32Array,
): void {
  const stride = VOTE_BYTES / 4;
  const source = words(kernel, kernel.votesAddress(index), rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let code = 0; code < CLASS_COUNT; code++) {
      target[row * CLASS_COUNT + code] = source[row * stride + code]!;
    }
  }
}

function words(kernel: WalkForwardKernel, address: number, length: number): Uint32Array {
  return new Uint32Array(kernel.memory.buffer, address, length);
}
