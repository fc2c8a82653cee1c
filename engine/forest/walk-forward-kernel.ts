/**
 * The host of the walk-forward kernel, the WebAssembly module in assembly/: writes a problem into
 * its memory and runs tree after tree. The loops are epoch → tree → subset → fold. So an epoch's
 * codes are computed once for all trees; a tree's bootstrap, the codes of its bag and the cuts on
 * the stem (see `stemOf`) are computed once for all subsets.
 */

import { assert } from '../core/errors.ts';
import {
  binColumn,
  epochsOf,
  foldsInRange,
  sortColumn,
  type BinnedColumn,
  type Epoch,
} from './bins.ts';
import { bootstrapSeed, columnsPerSplit, drawSeed } from './bootstrap.ts';
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
import { WALK_FORWARD_KERNEL_CODE } from './walk-forward-kernel-code.ts';
import { wasmModule, writeParameters } from './web-assembly.ts';

/** Largest sum of the in-bag weights of a tree: counts are 16 bits, and signed in the search. */
const MAX_TREE_WEIGHT = 32_767;

/** What assembly/run-tree.ts exports; addresses are in bytes. */
type WalkForwardKernel = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly parametersAddress: () => number;
  readonly configure: () => void;
  readonly labelsAddress: () => number;
  readonly codesAddress: (slot: number) => number;
  readonly binCountsAddress: () => number;
  readonly subsetAddress: (index: number) => number;
  readonly foldsAddress: () => number;
  readonly nodesAddress: () => number;
  readonly votesAddress: (subset: number) => number;
  readonly clearVotes: () => void;
  readonly runTree: (bootstrapSeed: number, drawSeed: number, foldCount: number) => void;
  readonly growWholeTree: (bootstrapSeed: number, drawSeed: number) => void;
};

const WALK_FORWARD_KERNEL = wasmModule<WalkForwardKernel>(WALK_FORWARD_KERNEL_CODE);

/** Whether this JavaScript engine has what the kernel needs: WebAssembly with SIMD. */
export function kernelSupported(): boolean {
  return WALK_FORWARD_KERNEL.supported();
}

/**
 * Whether `rows` training rows fit the kernel's 16-bit counts. The sum of a tree's weights is
 * Poisson with mean `rows`; the limit leaves eight standard deviations above the mean.
 */
export function kernelHolds(rows: number): boolean {
  return rows + 8 * Math.sqrt(rows) <= MAX_TREE_WEIGHT;
}

/**
 * A forest on `problem` that the kernel grows. Its votes equal the scratch forest's. It keeps the
 * codes of each column it has used for all epochs, one byte per row and epoch: about 0.7 MB a
 * column for 21,766 rows.
 * @throws InputError (from `votes`) if a column holds a value that is not finite
 */
export function createKernelForest(problem: ForestProblem): WalkForwardForest {
  const { folds, settings } = problem;
  const epochs = epochsOf(folds, settings.epochFolds);
  const binned = new Map<number, readonly BinnedColumn[]>();
  const binnedColumn = (column: number): readonly BinnedColumn[] => {
    const known =
      binned.get(column) ?? binColumn(sortColumn(problem.matrix, column), epochs, settings.bins);
    binned.set(column, known);
    return known;
  };
  return {
    votes: (subsets, treeStart, treeEnd, range = allFolds(folds)) => {
      const testRows = testRowCount(folds.slice(range.foldStart, range.foldEnd));
      const votes = subsets.map(() => new Uint32Array(testRows * CLASS_COUNT));
      if (subsets.length === 0 || testRows === 0) return votes;
      const columns = [...new Set(subsets.flat())];
      const kernel = startKernel(problem, subsets, columns, epochs);
      let at = 0;
      epochs.forEach((epoch, i) => {
        const { foldStart, foldEnd } = foldsInRange(epoch, range);
        if (foldStart >= foldEnd) return;
        const epochFolds = folds.slice(foldStart, foldEnd);
        loadFolds(kernel, epochFolds);
        columns.forEach((column, slot) => loadColumn(kernel, slot, binnedColumn(column)[i]!));
        kernel.clearVotes();
        for (let tree = treeStart; tree < treeEnd; tree++) {
          const { seed } = settings;
          kernel.runTree(bootstrapSeed(seed, tree), drawSeed(seed, tree), epochFolds.length);
        }
        const rows = testRowCount(epochFolds);
        votes.forEach((target, index) => readVotes(kernel, index, rows, target.subarray(at)));
        at += rows * CLASS_COUNT;
      });
      return votes;
    },
  };
}

/**
 * The whole trees that `source.settings` asks for, grown by the kernel on a subset of columns and
 * rows [0, trainEnd). They equal those of `growTreesFromScratch`.
 */
export function growTreesInKernel(
  source: ForestSource,
  subset: readonly number[],
  trainEnd: number,
): TreeNode[] {
  const fold = { trainEnd, testStart: trainEnd, testEnd: trainEnd };
  const epoch = { foldStart: 0, foldEnd: 1, edgeRows: trainEnd, rowEnd: trainEnd };
  const { matrix, settings } = source;
  const kernel = startKernel({ ...source, folds: [fold] }, [subset], subset, [epoch]);
  loadFolds(kernel, [fold]);
  subset.forEach((column, slot) =>
    loadColumn(kernel, slot, binColumn(sortColumn(matrix, column), [epoch], settings.bins)[0]!),
  );
  return Array.from({ length: settings.trees }, (_, tree) => {
    kernel.growWholeTree(bootstrapSeed(settings.seed, tree), drawSeed(settings.seed, tree));
    return readNode(kernel, 1);
  });
}

/** The node at a heap index and all nodes below it, from the kernel's records. */
function readNode(kernel: WalkForwardKernel, heap: number): TreeNode {
  const address = kernel.nodesAddress() + heap * NODE_BYTES;
  const record = new DataView(kernel.memory.buffer, address, NODE_BYTES);
  const lane = (i: number): number => record.getUint16(TOTALS + 2 * i, true);
  const [weight0, weight, weight1, rowCount] = [lane(0), lane(1), lane(2), lane(3)];
  const node = { heap, totals: [weight0, weight1, weight - weight0 - weight1], rowCount };
  const split = record.getInt32(SPLIT, true);
  if (split === LEAF) return node;
  const children = { left: readNode(kernel, 2 * heap), right: readNode(kernel, 2 * heap + 1) };
  return { ...node, split: { column: split >>> 8, bin: split & 255, ...children } };
}

/** A kernel whose memory is laid out and holds the labels and the subsets. */
function startKernel(
  { matrix, labels, folds, settings }: ForestProblem,
  subsets: readonly (readonly number[])[],
  columns: readonly number[],
  epochs: readonly Epoch[],
): WalkForwardKernel {
  const rows = epochs.at(-1)!.rowEnd;
  assert(kernelHolds(folds.at(-1)!.trainEnd), 'kernelHolds(trainEnd)');
  const kernel = WALK_FORWARD_KERNEL.start();
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
    [EPOCH_FOLDS, settings.epochFolds],
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

function loadFolds(kernel: WalkForwardKernel, folds: readonly Fold[]): void {
  const table = folds.flatMap((fold) => [fold.trainEnd, fold.testStart, fold.testEnd, 0]);
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
