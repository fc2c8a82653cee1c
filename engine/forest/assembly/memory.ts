/**
 * The kernel's memory. `configure` lays it out once, for the sizes in the parameter block; nothing
 * is freed or moved afterwards. addresses.ts finds a record inside a table. kernel-layout.ts
 * describes the records that the host reads or writes.
 *
 * Letters for sizes: R rows, C columns, S subsets, F `epochFolds`, T `epochTestRows`, B bins, D
 * `maxDraws`, P `stemPlaces`, I `innerCount`, N `nodeCount`, A sites, W `wordCount`, and L
 * `LANES_BYTES`: 8, or 16 in the wide kernel.
 * "Inner" means a heap index that may be split. Each table starts on a cache line.
 *
 * | name | holds | bytes | written by | valid for |
 * | --- | --- | --- | --- | --- |
 * | `parameters` | the parameter block | 44 | host | all |
 * | `labels` | class code of each row (u8) | R + 32 | host | all |
 * | `codes` | codes of each row (u8), column after column | (R + 32)·C | host | an epoch |
 * | `binCounts` | number of bins of each column (u32) | 4·C | host | an epoch |
 * | `subsets` | subset records; after the last one, the stem in the same form | (8 + 8·longest)·(S + 1) | host | all |
 * | `folds` | fold records | 16·F | host | an epoch |
 * | `votes` | sums of votes, subset after subset | 16·T·S | addVotes | an epoch, all trees |
 * | `weights` | bootstrap weight of each row (u8) | R + 32 | fillBag | a tree |
 * | `bagRows` | row number of each in-bag row, ascending (u32) | 4·R | fillBag | a tree |
 * | `bagLanes` | what each in-bag row adds to a bin, see bag.ts (u64) | 8·R | fillBag | a tree |
 * | `bagCodes` | codes of each in-bag row (u8), column after column | (R + 64)·C | fillBag | a tree |
 * | `foldBags` | in-bag training rows (u32), unused bytes, the sum of their lanes, a fold | 2·L·F | fillBag | a tree |
 * | `rootCuts` | the root's best cut in each fold, column after column | 2·L·F·C | chooseSplit | a tree |
 * | `rootHistograms` | the root's histogram on each column | L·B·C | bring | a tree |
 * | `rootStates` | which rows those histograms hold | 8·C | bring | a tree |
 * | `stemColumns` | 1 for a column of the stem, else 0 (u8) | C | openStem | a tree |
 * | `stemOrders` | the stem's draw order in each inner node (u8) | 256·I | stemPlaceOf | a tree |
 * | `stemOrdersKnown` | 1 once a node's stem order is there (u8) | I | stemPlaceOf | a tree |
 * | `stemCuts` | best cuts on the stem's columns, P a fold and shared site | 2·L·F·P·`sharedSites` | chooseSplit | as its site |
 * | `stemHistograms` | histograms on the stem's columns, P an inner node | L·B·P·I | bring | as its site |
 * | `stemStates` | which rows those histograms hold | 8·P·I | bring | until clearShared |
 * | `sites` | site records, see sites.ts | 32·A | sites.ts | shared: until clearShared; else: a subset |
 * | `siteRows` | each site's set of in-bag rows, a bit a row | 8·W·A | rowsOf | as its site |
 * | `drawOrders` | the subset's draw order in each inner node (u8) | 256·I | slotOfDraw | a subset |
 * | `drawOrdersKnown` | 1 once a node's order is there (u8) | I | slotOfDraw | a subset |
 * | `histograms` | histograms on drawn columns, D an inner node | L·B·D·I | bring | a subset |
 * | `histogramStates` | which rows those histograms hold | 8·D·I | bring | a subset |
 * | `nodes` | node records | 64·N | tree.ts, node-split.ts | a subset |
 * | `differences` | scratch: bits of rows that two sets do not share | 8·W | compareRows | until the next call |
 * | `listed` | scratch: numbers of a set's rows in a block (u16) | 2·(R, at most 65,536) + 16 | listRows | until the next call |
 * | `priorities` | scratch: hashes of the columns being sorted (u32) | 4·longest | fillDrawOrder | one call |
 * | `scratchHistogram` | scratch: a histogram that nobody keeps | L·B | passingHistogram | until the next call |
 */

import {
  COLUMN_COUNT,
  EPOCH_FOLDS,
  EPOCH_TEST_ROWS,
  FOLD_BYTES,
  LARGEST_SUBSET,
  MAX_BIN_COUNT,
  MAX_DEPTH,
  MAX_DRAWS,
  MIN_LEAF_ROWS,
  NODE_BYTES,
  PARAMETER_BYTES,
  ROW_COUNT,
  SHARED_RUNS,
  STEM_COLUMN_COUNT,
  SUBSET_COUNT,
  SUBSET_SLOTS,
  VOTE_BYTES,
} from './kernel-layout';
import { LANES_BYTES } from './lanes';

/** Test rows that go down a tree together: one for each bit of a u32. */
export const TEST_ROWS: u32 = 32;
/** Size of a site's record. */
export const SITE_BYTES: u32 = 32;
/** Size of a cut's record, see node-split.ts. */
export const CUT_BYTES: u32 = <u32>(2 * LANES_BYTES);
/** Size of a fold's record in `foldBags`. */
export const FOLD_BAG_BYTES: usize = 2 * LANES_BYTES;
/** Size of a histogram's state. */
export const STATE_BYTES: u32 = 8;
/** Rows that are listed at a time: their numbers in the block have 16 bits. */
export const BLOCK_ROWS: u32 = 65_536;
/** Size of an inner node's draw order: columns have byte numbers. */
export const ORDER_BYTES: u32 = 256;
const parameters = memory.data(PARAMETER_BYTES, 4);

// Sizes: all written by `configure`.
export let rowStride: usize = 0; // bytes of a column in `codes`
export let bagStride: usize = 0; // bytes of a column in `bagCodes`
export let wordCount: usize = 0; // u64 words of a set of in-bag rows
export let columnCount: u32 = 0;
export let subsetCount: u32 = 0;
export let subsetStride: usize = 0; // bytes of a subset's record
export let epochFolds: u32 = 0; // folds of the longest epoch
export let epochTestRows: u32 = 0; // test rows of the epoch with most of them
export let maxDraws: u32 = 0; // columns that a node draws, at most
export let stemPlaces: u32 = 0; // places of the stem's draw order whose cuts are kept
export let histogramBytes: usize = 0; // bytes of a histogram, rounded up
export let nodeCount: u32 = 0; // heap indices are 1 … nodeCount - 1
export let innerCount: u32 = 0; // heap indices 1 … innerCount - 1 may be split
export let runSites: u32 = 0; // sites that one subset can make
export let sharedSites: u32 = 0; // numbers below this are for sites that subsets share
export let minLeafRows: u32 = 0;

// Addresses: see the table above; all written by `configure`.
export let labels: usize = 0;
export let codes: usize = 0;
export let binCounts: usize = 0;
export let subsets: usize = 0;
export let folds: usize = 0;
export let votes: usize = 0;
export let weights: usize = 0;
export let bagRows: usize = 0;
export let bagLanes: usize = 0;
export let bagCodes: usize = 0;
export let foldBags: usize = 0;
export let rootCuts: usize = 0;
export let rootHistograms: usize = 0;
export let rootStates: usize = 0;
export let stemColumns: usize = 0;
export let stemOrders: usize = 0;
export let stemOrdersKnown: usize = 0;
export let stemCuts: usize = 0;
export let stemHistograms: usize = 0;
export let stemStates: usize = 0;
export let sites: usize = 0;
export let siteRows: usize = 0;
export let drawOrders: usize = 0;
export let drawOrdersKnown: usize = 0;
export let histograms: usize = 0;
export let histogramStates: usize = 0;
export let nodes: usize = 0;
export let differences: usize = 0;
export let listed: usize = 0;
export let priorities: usize = 0;
export let scratchHistogram: usize = 0;

let top: usize = 0; // end of what `configure` has laid out so far

/** Where the host writes the parameter block. */
export function parametersAddress(): usize {
  return parameters;
}

/** Lays the memory out for the sizes in the parameter block. Call it once. Traps without memory. */
export function configure(): void {
  const longestList = readSizes();
  const siteCount = sharedSites + runSites;
  top = align(__heap_base);
  labels = take(rowStride);
  codes = take(rowStride * columnCount);
  binCounts = take(4 * columnCount);
  subsets = take(subsetStride * (subsetCount + 1));
  folds = take(FOLD_BYTES * epochFolds);
  weights = take(rowStride);
  bagRows = take(4 * bagStride);
  bagLanes = take(8 * bagStride);
  bagCodes = take(bagStride * columnCount);
  foldBags = take(FOLD_BAG_BYTES * epochFolds);
  rootCuts = take(CUT_BYTES * epochFolds * columnCount);
  rootHistograms = takeHistograms(columnCount);
  rootStates = take(STATE_BYTES * columnCount);
  stemColumns = take(columnCount);
  stemOrders = take(ORDER_BYTES * innerCount);
  stemOrdersKnown = take(innerCount);
  stemCuts = take(CUT_BYTES * epochFolds * stemPlaces * sharedSites);
  stemHistograms = takeHistograms(stemPlaces * innerCount);
  stemStates = take(STATE_BYTES * stemPlaces * innerCount);
  sites = take(SITE_BYTES * siteCount);
  siteRows = take(8 * wordCount * siteCount);
  drawOrders = take(ORDER_BYTES * innerCount);
  drawOrdersKnown = take(innerCount);
  histograms = takeHistograms(maxDraws * innerCount);
  histogramStates = take(STATE_BYTES * maxDraws * innerCount);
  nodes = take(NODE_BYTES * nodeCount);
  votes = take(VOTE_BYTES * epochTestRows * subsetCount);
  differences = take(8 * wordCount);
  listed = take(2 * min<usize>(bagStride, BLOCK_ROWS) + 16);
  priorities = take(4 * longestList);
  scratchHistogram = takeHistograms(1);
  const pages = <i32>((top + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Reads the parameter block. Returns the columns of the largest subset or of the stem. */
function readSizes(): u32 {
  const rows = load<u32>(parameters, ROW_COUNT);
  const stemColumnCount = load<u32>(parameters, STEM_COLUMN_COUNT);
  const maxDepth = load<u32>(parameters, MAX_DEPTH);
  const longestList = max(load<u32>(parameters, LARGEST_SUBSET), stemColumnCount);
  columnCount = load<u32>(parameters, COLUMN_COUNT);
  subsetCount = load<u32>(parameters, SUBSET_COUNT);
  epochFolds = load<u32>(parameters, EPOCH_FOLDS);
  epochTestRows = load<u32>(parameters, EPOCH_TEST_ROWS);
  maxDraws = load<u32>(parameters, MAX_DRAWS);
  minLeafRows = load<u32>(parameters, MIN_LEAF_ROWS);
  histogramBytes = align(LANES_BYTES * load<u32>(parameters, MAX_BIN_COUNT));
  rowStride = align(rows + TEST_ROWS);
  bagStride = align(rows + 64);
  wordCount = bagStride >>> 6;
  subsetStride = align(SUBSET_SLOTS + 8 * longestList);
  stemPlaces = min(stemColumnCount, maxDraws + 1);
  innerCount = 1 << maxDepth;
  nodeCount = 2 << maxDepth;
  runSites = nodeCount * epochFolds;
  sharedSites = stemPlaces > 0 ? SHARED_RUNS * runSites : 2;
  return longestList;
}

/** Room for histograms and three bins more: a search reads up to three bins beyond a histogram. */
function takeHistograms(count: u32): usize {
  return take(histogramBytes * count + 3 * LANES_BYTES);
}

/** Room for `bytes` bytes. Returns its address. */
function take(bytes: usize): usize {
  const start = top;
  top += align(bytes);
  return start;
}

/** `bytes`, rounded up to a cache line. */
@inline
function align(bytes: usize): usize {
  return (bytes + 63) & ~63;
}
