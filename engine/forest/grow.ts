/**
 * One tree, grown from scratch on binned columns. This file defines what a tree of this project is,
 * and is written to be read; tests check that the WebAssembly kernel grows the same trees, bit for
 * bit. Vocabulary: the root has heap index 1, and the children of h have 2h and 2h + 1; a node's
 * rows are the in-bag rows that reach it, each with its bootstrap weight.
 */

import {
  bootstrapSeed,
  bootstrapWeight,
  columnsPerSplit,
  drawOrder,
  drawSeed,
} from './bootstrap.ts';
import type { ForestSettings } from './forest-options.ts';
import { CLASS_COUNT } from './problem.ts';
import { bestSplit, LANES } from './split.ts';

/** The columns of one subset, as codes, and the classes. */
export type BinnedColumns = {
  /** One Uint8Array (rows) for each column. */
  readonly codes: readonly Uint8Array[];
  /** Number of bins of each column. */
  readonly bins: readonly number[];
  /** Uint32Array (columns): the columns' keys, see `FeatureMatrix`. */
  readonly keys: Uint32Array;
  /** Uint8Array (rows): class codes. */
  readonly labels: Uint8Array;
};

/** A tree's bootstrap: its in-bag rows (ascending), their weights, and the seed of its draws. */
export type Bag = {
  readonly rows: Uint32Array;
  /** Uint8Array (all rows). */
  readonly weights: Uint8Array;
  readonly drawSeed: number;
};

/** A node. If it is split, rows with codes up to `bin` in `column` go left. */
export type TreeNode = {
  readonly heap: number;
  /** Sum of the rows' weights in each class. */
  readonly totals: readonly number[];
  /** Number of different in-bag rows. */
  readonly rowCount: number;
  readonly split?: {
    /** Index in the subset. */
    readonly column: number;
    readonly bin: number;
    readonly left: TreeNode;
    readonly right: TreeNode;
  };
};

/** The settings that limit a tree's growth. */
export type TreeShape = Pick<ForestSettings, 'maxDepth' | 'minLeafRows'>;

/**
 * The bootstrap of tree number `tree` on rows [rowStart, rowEnd). A row has the weight that it has
 * in any other range.
 */
export function treeBag(seed: number, tree: number, rowEnd: number, rowStart = 0): Bag {
  const treeSeed = bootstrapSeed(seed, tree);
  const weights = Uint8Array.from({ length: rowEnd }, (_, row) => bootstrapWeight(treeSeed, row));
  const rows = Uint32Array.from({ length: rowEnd }, (_, row) => row).filter(
    (row) => row >= rowStart && weights[row]! > 0,
  );
  return { rows, weights, drawSeed: drawSeed(seed, tree) };
}

/** Grows the tree of `bag`. If the bag is empty, the root is a leaf whose totals are 0. */
export function growTree(columns: BinnedColumns, bag: Bag, shape: TreeShape): TreeNode {
  return growNode(columns, bag, shape, 1, bag.rows);
}

/** The leaf that a row with these codes reaches. */
export function leafOf(tree: TreeNode, codeOf: (column: number) => number): TreeNode {
  let node = tree;
  while (node.split !== undefined) {
    node = codeOf(node.split.column) <= node.split.bin ? node.split.left : node.split.right;
  }
  return node;
}

function growNode(
  columns: BinnedColumns,
  bag: Bag,
  shape: TreeShape,
  heap: number,
  rows: Uint32Array,
): TreeNode {
  const totals = Array.from({ length: CLASS_COUNT }, () => 0);
  for (const row of rows) totals[columns.labels[row]!]! += bag.weights[row]!;
  const node = { heap, totals, rowCount: rows.length };
  const pure = totals.filter((weight) => weight > 0).length <= 1;
  const deepest = heap >= 2 ** shape.maxDepth;
  if (deepest || pure || rows.length < 2 * shape.minLeafRows) return node;
  const best = bestSplitOfNode(columns, bag, shape.minLeafRows, heap, rows);
  if (best === undefined) return node;
  const codes = columns.codes[best.column]!;
  const child = (side: number, keep: Uint32Array): TreeNode =>
    growNode(columns, bag, shape, 2 * heap + side, keep);
  const left = child(
    0,
    rows.filter((row) => codes[row]! <= best.bin),
  );
  const right = child(
    1,
    rows.filter((row) => codes[row]! > best.bin),
  );
  return { ...node, split: { ...best, left, right } };
}

/**
 * The best split over the columns that the node draws; undefined if none leaves enough rows on both
 * sides. A column that is constant in the node counts as drawn, but if all drawn columns are
 * constant, drawing goes on until one varies (as in scikit-learn). On equal scores the column that
 * was drawn first wins, then the lower bin.
 */
function bestSplitOfNode(
  columns: BinnedColumns,
  bag: Bag,
  minLeafRows: number,
  heap: number,
  rows: Uint32Array,
): { column: number; bin: number } | undefined {
  const order = new Uint8Array(columns.keys.length);
  drawOrder(bag.drawSeed, heap, columns.keys, order);
  const draws = columnsPerSplit(order.length);
  let best: { column: number; bin: number } | undefined;
  let bestScore = -1;
  let varied = false;
  for (let draw = 0; draw < order.length && (draw < draws || !varied); draw++) {
    const column = order[draw]!;
    const histogram = nodeHistogram(columns, bag, column, rows);
    const split = bestSplit(histogram, columns.bins[column]!, minLeafRows);
    varied ||= !split.constant;
    if (split.score > bestScore) {
      bestScore = split.score;
      best = { column, bin: split.bin };
    }
  }
  return best;
}

function nodeHistogram(
  columns: BinnedColumns,
  bag: Bag,
  column: number,
  rows: Uint32Array,
): Float64Array {
  const codes = columns.codes[column]!;
  const histogram = new Float64Array(columns.bins[column]! * LANES);
  for (const row of rows) {
    const at = codes[row]! * LANES;
    const label = columns.labels[row]!;
    if (label < 2) histogram[at + label]! += bag.weights[row]!;
    histogram[at + 2]! += bag.weights[row]!;
    histogram[at + 3]! += 1;
  }
  return histogram;
}
