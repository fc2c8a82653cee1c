/**
 * The WebAssembly kernel's host: lays a problem into its memory and runs tree after tree.
 * Loops: epoch → tree → subset → fold, so that an epoch's codes are made once for all trees, and a
 * tree's bootstrap, gathered codes and nodes on the stem (see `stemOf`) once for all subsets.
 */

import { assert } from '../core/errors.ts';
import { binColumn, epochsOf, sortColumn, type BinnedColumn, type Epoch } from './bins.ts';
import { bootstrapSeed, columnsPerSplit, drawSeed } from './bootstrap.ts';
import type { TreeNode } from './grow.ts';
import { KERNEL_CODE } from './kernel-code.ts';
import {
  CLASS_COUNT,
  testRowCount,
  type Fold,
  type ForestProblem,
  type ForestSource,
  type WalkForwardForest,
} from './problem.ts';
import { wasmModule } from './web-assembly.ts';

/** A bin's counts are 16 bits: the in-bag weights of a tree may add up to this. */
const MAX_TREE_WEIGHT = 32_767;
/** A node's record in the kernel's memory: its bytes, and a leaf's split, -1 unsigned. */
const NODE_BYTES = 64;
const LEAF_SPLIT = 2 ** 32 - 1;

/** What assembly/index.ts exports; addresses are bytes into `memory`. */
type Kernel = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly configure: (
    rows: number,
    columns: number,
    subsetCount: number,
    largestSubset: number,
    stemColumns: number,
    foldCount: number,
    testRows: number,
    bins: number,
    draws: number,
    maxDepth: number,
    minLeafRows: number,
  ) => number;
  readonly labelsAddress: () => number;
  readonly codesAddress: (slot: number) => number;
  readonly binCountsAddress: () => number;
  readonly subsetAddress: (index: number) => number;
  readonly foldsAddress: () => number;
  readonly nodesAddress: () => number;
  readonly votesAddress: (subset: number) => number;
  readonly clearVotes: () => void;
  readonly runTree: (
    bootstrapSeed: number,
    drawSeed: number,
    foldCount: number,
    everywhere: boolean,
  ) => void;
};

const KERNEL = wasmModule<Kernel>(KERNEL_CODE);

/** Whether this engine has what the kernel needs: WebAssembly with SIMD. */
export function kernelSupported(): boolean {
  return KERNEL.supported();
}

/**
 * Whether `rows` training rows fit the kernel's 16-bit counts: a tree's weights are Poisson with
 * this mean, and eight standard deviations are left above it.
 */
export function kernelHolds(rows: number): boolean {
  return rows + 8 * Math.sqrt(rows) <= MAX_TREE_WEIGHT;
}

/**
 * The kernel on `problem`: the same votes as the scratch forest's. It keeps each column's codes for
 * all epochs, a byte a row and epoch: some 0.7 MB a column on the 4-hour file.
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
    votes: (subsets, treeStart, treeEnd) => {
      const votes = subsets.map(() => new Uint32Array(testRowCount(folds) * CLASS_COUNT));
      if (subsets.length === 0 || folds.length === 0) return votes;
      const columns = [...new Set(subsets.flat())];
      const kernel = startKernel(problem, subsets, columns, epochs);
      let at = 0;
      epochs.forEach((epoch, i) => {
        const epochFolds = folds.slice(epoch.foldStart, epoch.foldEnd);
        loadFolds(kernel, epochFolds);
        columns.forEach((column, slot) => loadColumn(kernel, slot, binnedColumn(column)[i]!));
        kernel.clearVotes();
        for (let tree = treeStart; tree < treeEnd; tree++) {
          const { seed } = settings;
          kernel.runTree(bootstrapSeed(seed, tree), drawSeed(seed, tree), epochFolds.length, false);
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
 * The settings' trees on a subset of columns and rows [0, trainEnd), whole: the same trees as
 * `growTree`'s on the same bins.
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
    kernel.runTree(bootstrapSeed(settings.seed, tree), drawSeed(settings.seed, tree), 1, true);
    return readNode(kernel, 1);
  });
}

/** The node at a heap index and all below it, from the kernel's records. */
function readNode(kernel: Kernel, heap: number): TreeNode {
  const [low, high, split] = words(kernel, kernel.nodesAddress() + heap * NODE_BYTES, 3);
  // Lanes: weight of class 0, of all classes, of class 1, rows.
  const [weight0, weight, weight1] = [low! & 0xffff, low! >>> 16, high! & 0xffff];
  const totals = [weight0, weight1, weight - weight0 - weight1];
  const node = { heap, totals, rowCount: high! >>> 16 };
  if (split === LEAF_SPLIT) return node;
  const children = { left: readNode(kernel, 2 * heap), right: readNode(kernel, 2 * heap + 1) };
  return { ...node, split: { column: split! >>> 8, bin: split! & 255, ...children } };
}

/** A kernel with its memory laid out, and with the labels and subsets in it. */
function startKernel(
  { matrix, labels, folds, settings }: ForestProblem,
  subsets: readonly (readonly number[])[],
  columns: readonly number[],
  epochs: readonly Epoch[],
): Kernel {
  const rows = epochs.at(-1)!.rowEnd;
  assert(kernelHolds(folds.at(-1)!.trainEnd), 'kernelHolds(trainEnd)');
  const kernel = KERNEL.start();
  const largestSubset = Math.max(...subsets.map((subset) => subset.length));
  const stem = stemOf(subsets, columns);
  kernel.configure(
    rows,
    columns.length,
    subsets.length,
    largestSubset,
    stem.length,
    settings.epochFolds,
    Math.max(...epochs.map((epoch) => testRowCount(folds.slice(epoch.foldStart, epoch.foldEnd)))),
    settings.bins,
    columnsPerSplit(largestSubset),
    settings.maxDepth,
    settings.minLeafRows,
  );
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
 * The columns that more than half of two or more subsets have: the cuts on them of nodes that hang
 * on them alone are found once a tree. In a greedy step they are the set that it builds on.
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

function loadFolds(kernel: Kernel, folds: readonly Fold[]): void {
  const table = folds.flatMap((fold) => [fold.trainEnd, fold.testStart, fold.testEnd, 0]);
  words(kernel, kernel.foldsAddress(), table.length).set(table);
}

/** Copies an epoch's codes of a column into the kernel's memory. */
function loadColumn(kernel: Kernel, slot: number, { codes, bins }: BinnedColumn): void {
  new Uint8Array(kernel.memory.buffer).set(codes, kernel.codesAddress(slot));
  words(kernel, kernel.binCountsAddress() + 4 * slot, 1)[0] = bins;
}

/** Copies the votes of subset `index` for `rows` test rows: 4 numbers a row there, 3 here. */
function readVotes(kernel: Kernel, index: number, rows: number, target: Uint32Array): void {
  const source = words(kernel, kernel.votesAddress(index), rows * 4);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < CLASS_COUNT; k++) target[row * CLASS_COUNT + k] = source[row * 4 + k]!;
  }
}

function words(kernel: Kernel, address: number, length: number): Uint32Array {
  return new Uint32Array(kernel.memory.buffer, address, length);
}
