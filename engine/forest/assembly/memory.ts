// The kernel's memory, laid out once for a problem's sizes. Addresses are bytes.

/** Test rows that go down together: the bits of a u32. */
export const TEST_ROWS: u32 = 32;

// Sizes.
let rowStride: usize = 0;
export let bagStride: usize = 0;
export let wordCount: usize = 0; // 64-bit words of a node's set
export let columnCount: u32 = 0;
export let subsetCount: u32 = 0;
let subsetStride: usize = 0;
export let foldStride: u32 = 0; // folds of the largest epoch
let epochTestRows: u32 = 0;
export let drawSlots: u32 = 0; // histograms of a node
export let histogramBytes: usize = 0;
export let nodeCount: u32 = 0; // heap indices 1 … nodeCount - 1
export let innerCount: u32 = 0; // heap indices 1 … innerCount - 1 may split
export let minLeafRows: u32 = 0;

// What the host fills.
export let labels: usize = 0; // u8 a row
export let binCounts: usize = 0; // u32 a column
export let folds: usize = 0; // [trainEnd, testStart, testEnd, 0] u32 a fold
let codes: usize = 0; // u8 a row, column after column
let subsets: usize = 0; // see subsetAddress

// A tree's bag: its in-bag rows in time order.
export let weights: usize = 0; // u8 a row: bootstrap weights
export let bagRows: usize = 0; // u32 an in-bag row: its number
export let bagLanes: usize = 0; // u64 an in-bag row: what it adds to a bin
export let bagCodes: usize = 0; // u8 an in-bag row, column after column
export let foldBags: usize = 0; // [in-bag rows u32, 0, their lanes u64] a fold

// The root's cuts, the same for every subset that draws the column: [score f32, cut i32] a fold.
export let rootCuts: usize = 0;
export let rootDone: usize = 0; // u8 a column: 1 once its cuts are there

// A subset's tree.
export let sets: usize = 0; // u64 × wordCount a node: the bits of its in-bag rows
export let orders: usize = 0; // u8 × 256 an inner node: draw order
export let histograms: usize = 0; // drawSlots histograms an inner node
export let nodes: usize = 0; // see tree.ts
export let reached: usize = 0; // u32 a node: test rows that reach it
let votes: usize = 0; // u32 × 4 a test row of the epoch, subset after subset

// Scratch.
export let differences: usize = 0; // u64 a word
export let listed: usize = 0; // u16 an in-bag row
export let priorities: usize = 0; // u32 a column
export let scratchHistogram: usize = 0;

/** Bytes of a node's record. */
export const NODE_BYTES: usize = 64;

let top: usize = 0;

/**
 * Lays the memory out: `rows` rows, `columns` columns, `subsetTotal` subsets of at most
 * `largestSubset` columns, `foldCount` folds an epoch with `testRows` test rows together, and columns
 * of at most `bins` bins. Returns the memory's size in bytes.
 */
export function configure(
  rows: u32,
  columns: u32,
  subsetTotal: u32,
  largestSubset: u32,
  foldCount: u32,
  testRows: u32,
  bins: u32,
  draws: u32,
  maxDepth: u32,
  leafRows: u32,
): usize {
  rowStride = align(rows + TEST_ROWS);
  bagStride = align(rows + 64);
  wordCount = bagStride >>> 6;
  columnCount = columns;
  subsetCount = subsetTotal;
  subsetStride = align(8 + 8 * largestSubset);
  foldStride = foldCount;
  drawSlots = draws;
  histogramBytes = align(8 * bins);
  epochTestRows = testRows;
  innerCount = 1 << maxDepth;
  nodeCount = 2 << maxDepth;
  minLeafRows = leafRows;
  top = align(__heap_base);
  labels = take(rowStride);
  codes = take(rowStride * columns);
  binCounts = take(4 * columns);
  subsets = take(subsetStride * subsetTotal);
  folds = take(16 * foldCount);
  weights = take(rowStride);
  bagRows = take(4 * bagStride);
  bagLanes = take(8 * bagStride);
  bagCodes = take(bagStride * columns);
  foldBags = take(16 * foldCount);
  rootCuts = take(8 * foldCount * columns);
  rootDone = take(columns);
  differences = take(8 * wordCount);
  listed = take(2 * bagStride + 16);
  priorities = take(4 * largestSubset);
  scratchHistogram = take(histogramBytes);
  sets = take(8 * wordCount * nodeCount);
  orders = take(256 * innerCount);
  histograms = take(histogramBytes * draws * innerCount);
  nodes = take(NODE_BYTES * nodeCount);
  reached = take(4 * nodeCount);
  votes = take(16 * testRows * subsetTotal);
  const pages = <i32>((top + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return top;
}

export function labelsAddress(): usize {
  return labels;
}

export function codesAddress(slot: u32): usize {
  return codes + <usize>slot * rowStride;
}

export function binCountsAddress(): usize {
  return binCounts;
}

/** Where a subset lies: its number of columns (u32), 4 bytes of nothing, slots (u32), keys (u32). */
export function subsetAddress(index: u32): usize {
  return subsets + <usize>index * subsetStride;
}

export function foldsAddress(): usize {
  return folds;
}

export function nodesAddress(): usize {
  return nodes;
}

/** Where the votes of a subset lie: four u32 a test row of the epoch, the fourth of no meaning. */
export function votesAddress(index: u32): usize {
  return votes + ((<usize>index * epochTestRows) << 4);
}

export function clearVotes(): void {
  memory.fill(votes, 0, (<usize>subsetCount * epochTestRows) << 4);
}

function take(bytes: usize): usize {
  const start = top;
  top += align(bytes);
  return start;
}

/** `bytes` rounded up to a cache line. */
@inline
function align(bytes: usize): usize {
  return (bytes + 63) & ~63;
}
