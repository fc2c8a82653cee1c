// The kernel's memory, laid out once for a problem's sizes. Addresses are bytes.

/** Test rows that go down together: the bits of a u32. */
export const TEST_ROWS: u32 = 32;
/** Bytes of a node's record, of a site's and of a cut's. */
export const NODE_BYTES: usize = 64;
export const SITE_BYTES: usize = 32;
export const CUT_BYTES: usize = 16;
/** Shared sites there is room for, in runs of one subset: what is shared must leave room for one. */
const SHARED_RUNS: u32 = 2;

// Sizes.
let rowStride: usize = 0;
let bagStride: usize = 0;
export let wordCount: usize = 0; // 64-bit words of a set of in-bag rows
export let columnCount: u32 = 0;
export let subsetCount: u32 = 0;
let subsetStride: usize = 0;
export let foldStride: u32 = 0; // folds of the largest epoch
let epochTestRows: u32 = 0;
export let drawSlots: u32 = 0; // columns that a node draws, at most
export let stemPlaces: u32 = 0; // of the stem's draw order, those that are kept
export let histogramBytes: usize = 0;
export let nodeCount: u32 = 0; // heap indices 1 … nodeCount - 1
export let innerCount: u32 = 0; // heap indices 1 … innerCount - 1 may split
export let runSites: u32 = 0; // sites that one subset's run can make
export let sharedSites: u32 = 0; // site numbers below this are for shared sites
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
let bagCodes: usize = 0; // u8 an in-bag row, column after column
export let foldBags: usize = 0; // [in-bag rows u32, 0, their lanes u64] a fold

// The root, which all subsets share: histogram and cuts of each column.
let rootCuts: usize = 0; // a cut a fold
let rootHistograms: usize = 0;
let rootStates: usize = 0; // u32 × 2 a histogram

// What subsets share below it: see sites.ts and histograms.ts.
export let stemColumns: usize = 0; // u8 a column: 1 where it belongs to the stem
export let stemOrders: usize = 0; // u8 × 256 an inner node: the stem's draw order
export let stemOrdered: usize = 0; // u8 an inner node: 1 once that is there
let stemCuts: usize = 0; // stemPlaces cuts a fold and shared site
let stemHistograms: usize = 0; // stemPlaces an inner node
let stemStates: usize = 0; // u32 × 2 a histogram
export let sites: usize = 0; // SITE_BYTES a site
let siteRows: usize = 0; // u64 × wordCount a site: the bits of its in-bag rows

// A subset's tree.
export let orders: usize = 0; // u8 × 256 an inner node: draw order
export let ordered: usize = 0; // u8 an inner node: 1 once that is there
let histograms: usize = 0; // drawSlots an inner node
export let states: usize = 0; // u32 × 2 a histogram
export let nodes: usize = 0; // see tree.ts
let votes: usize = 0; // u32 × 4 a test row of the epoch, subset after subset

// Scratch.
export let differences: usize = 0; // u64 a word
export let listed: usize = 0; // u16 an in-bag row
export let priorities: usize = 0; // u32 a column
export let scratchHistogram: usize = 0;

let top: usize = 0;

/**
 * Lays the memory out: `rows` rows, `columns` columns, `subsetTotal` subsets of at most
 * `largestSubset` columns, `stemColumnCount` columns that many of them have, `foldCount` folds an
 * epoch with `testRows` test rows together, columns of at most `bins` bins, nodes that draw at most
 * `draws` columns. Returns the memory's size in bytes.
 */
export function configure(
  rows: u32,
  columns: u32,
  subsetTotal: u32,
  largestSubset: u32,
  stemColumnCount: u32,
  foldCount: u32,
  testRows: u32,
  bins: u32,
  draws: u32,
  maxDepth: u32,
  leafRows: u32,
): usize {
  const longestList = max(largestSubset, stemColumnCount);
  rowStride = align(rows + TEST_ROWS);
  bagStride = align(rows + 64);
  wordCount = bagStride >>> 6;
  columnCount = columns;
  subsetCount = subsetTotal;
  subsetStride = align(8 + 8 * longestList);
  foldStride = foldCount;
  drawSlots = draws;
  stemPlaces = min(stemColumnCount, draws + 1);
  histogramBytes = align(8 * bins);
  epochTestRows = testRows;
  innerCount = 1 << maxDepth;
  nodeCount = 2 << maxDepth;
  minLeafRows = leafRows;
  runSites = nodeCount * foldCount;
  sharedSites = stemPlaces > 0 ? SHARED_RUNS * runSites : 2;
  const siteCount = sharedSites + runSites;
  top = align(__heap_base);
  labels = take(rowStride);
  codes = take(rowStride * columns);
  binCounts = take(4 * columns);
  subsets = take(subsetStride * (subsetTotal + 1));
  folds = take(16 * foldCount);
  weights = take(rowStride);
  bagRows = take(4 * bagStride);
  bagLanes = take(8 * bagStride);
  bagCodes = take(bagStride * columns);
  foldBags = take(16 * foldCount);
  rootCuts = take(CUT_BYTES * foldCount * columns);
  rootHistograms = takeHistograms(columns);
  rootStates = take(8 * columns);
  stemColumns = take(columns);
  stemOrders = take(256 * innerCount);
  stemOrdered = take(innerCount);
  stemCuts = take(CUT_BYTES * foldCount * stemPlaces * sharedSites);
  stemHistograms = takeHistograms(stemPlaces * innerCount);
  stemStates = take(8 * stemPlaces * innerCount);
  sites = take(SITE_BYTES * siteCount);
  siteRows = take(8 * wordCount * siteCount);
  orders = take(256 * innerCount);
  ordered = take(innerCount);
  histograms = takeHistograms(draws * innerCount);
  states = take(8 * draws * innerCount);
  nodes = take(NODE_BYTES * nodeCount);
  votes = take(16 * testRows * subsetTotal);
  differences = take(8 * wordCount);
  listed = take(2 * bagStride + 16);
  priorities = take(4 * longestList);
  scratchHistogram = takeHistograms(1);
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

/**
 * Where a subset lies: its number of columns (u32), 4 bytes of nothing, slots (u32), keys (u32).
 * The stem comes after the last subset.
 */
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

@inline
export function codesOfSlot(slot: u32): usize {
  return bagCodes + <usize>slot * bagStride;
}

@inline
export function binsOf(slot: u32): u32 {
  return load<u32>(binCounts + (<usize>slot << 2));
}

@inline
export function rootCutOf(slot: u32, fold: u32): usize {
  return rootCuts + <usize>(slot * foldStride + fold) * CUT_BYTES;
}

@inline
export function rootHistogramOf(slot: u32): usize {
  return rootHistograms + <usize>slot * histogramBytes;
}

@inline
export function rootStateOf(slot: u32): usize {
  return rootStates + (<usize>slot << 3);
}

@inline
export function stemCutOf(site: u32, fold: u32, place: u32): usize {
  return stemCuts + <usize>((site * foldStride + fold) * stemPlaces + place) * CUT_BYTES;
}

/** Bytes of the shared site's cuts. */
@inline
export function stemCutBytes(): usize {
  return CUT_BYTES * <usize>(foldStride * stemPlaces);
}

@inline
export function stemHistogramOf(heap: u32, place: u32): usize {
  return stemHistograms + <usize>(heap * stemPlaces + place) * histogramBytes;
}

@inline
export function stemStateOf(heap: u32, place: u32): usize {
  return stemStates + (<usize>(heap * stemPlaces + place) << 3);
}

@inline
export function histogramOf(heap: u32, draw: u32): usize {
  return histograms + <usize>(heap * drawSlots + draw) * histogramBytes;
}

@inline
export function stateOf(heap: u32, draw: u32): usize {
  return states + (<usize>(heap * drawSlots + draw) << 3);
}

@inline
export function rowsAddress(site: u32): usize {
  return siteRows + ((<usize>site * wordCount) << 3);
}

/** Forgets what the stem's histograms hold, in this tree or an earlier one. */
export function clearStemStates(): void {
  memory.fill(stemStates, 0, <usize>(stemPlaces * innerCount) << 3);
}

/** Forgets the root's cuts, and what its histograms hold. */
export function clearRoot(): void {
  memory.fill(rootCuts, 0, CUT_BYTES * <usize>(foldStride * columnCount));
  memory.fill(rootStates, 0, <usize>columnCount << 3);
}

export function clearStates(): void {
  memory.fill(states, 0, <usize>(drawSlots * innerCount) << 3);
}

/** Histograms, and zeros after the last one: a search may read on to three bins beyond its end. */
function takeHistograms(count: u32): usize {
  return take(histogramBytes * count + 24);
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
