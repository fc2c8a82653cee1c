// One subset's tree over an epoch's folds.
//
// A node is the set of in-bag rows that reach it. Going down to a node, its new set is the parent's
// set and the side of the parent's split; what differs from the set it had at its last visit is
// added to or taken from its histograms, be it the fold's new rows or rows that changed sides
// because a split above moved. A set that changed altogether is counted anew. A node is visited
// only when a test row reaches it. So a node's state is a function of its set, and fold i + 1's tree
// is what growing from scratch would give.

import { bagRowsOf, bagTotalsOf, CONSTANT, NO_CUT, rootCutsOf } from './bag';
import { fillDrawOrder, hash32 } from './chance';
import { clearBins, LANE_CLASS_1, LANE_ROWS, LANE_WEIGHT, sumBins } from './lanes';
import {
  binCounts,
  codesAddress,
  drawSlots,
  folds,
  histogramBytes,
  histograms,
  innerCount,
  minLeafRows,
  NODE_BYTES,
  nodeCount,
  nodes,
  orders,
  reached,
  scratchHistogram,
  TEST_ROWS,
} from './memory';
import {
  applyDifferences,
  changedRows,
  codesOfSlot,
  countListed,
  listRows,
  setOf,
  setRows,
  sideOfParent,
  sidesOf32,
  sumListed,
  wholeBag,
} from './rows';
import { bestCut, cutConstant, cutScore } from './split';

const VOTE_UNIT: f64 = 1048576;
const LEAF: i32 = -1;

// A node's record.
const TOTALS: usize = 0; // u64: its rows' lanes
const SPLIT: usize = 8; // i32: slot << 8 | bin, or LEAF
const BUILT: usize = 12; // u32: 1 once its set and counts are there
const VERSION: usize = 16; // u32: grows when the set changed but for rows at its end
const PARENT_VERSION: usize = 20; // u32: the parent's version at the last visit
const PARENT_SPLIT: usize = 24; // i32: the parent's split at the last visit
const SEEN: usize = 28; // u32: in-bag rows there were at the last visit
const VOTE: usize = 48; // u32 × 4: a leaf's votes

// The tree being grown.
let treeSeed: u32 = 0;
let count: u32 = 0; // columns of the subset
let draws: u32 = 0; // columns that a node draws
let slots: usize = 0; // u32 a column: where its codes are
let keys: usize = 0; // u32 a column
let folded: u32 = 0; // folds of the epoch
let fold: usize = 0; // the fold at hand
let bagEnd: u32 = 0; // in-bag rows of its training window
let everywhere: bool = false; // visit all nodes, test rows or not

/**
 * Grows the tree of the bag on a subset (see subsetAddress) over `foldCount` folds, adding its
 * votes from `target` on. With `wholeTree` every node is visited and stays readable.
 */
export function runFolds(
  seed: u32,
  subset: usize,
  foldCount: u32,
  target: usize,
  wholeTree: bool,
): void {
  treeSeed = seed;
  count = load<u32>(subset);
  slots = subset + 8;
  keys = slots + (<usize>count << 2);
  draws = <u32>sqrt<f64>(count);
  folded = foldCount;
  everywhere = wholeTree;
  bagEnd = 0;
  for (let heap: usize = 1; heap < nodeCount; heap++) {
    store<u32>(nodes + heap * NODE_BYTES, 0, BUILT);
  }
  let vote = target;
  for (fold = 0; fold < foldCount; fold++) {
    const testStart = load<u32>(folds + (fold << 4), 4);
    const testEnd = load<u32>(folds + (fold << 4), 8);
    wholeBag(bagEnd >>> 6, bagRowsOf(fold));
    bagEnd = bagRowsOf(fold);
    if (everywhere) visit(0, 0, vote);
    for (let row = testStart; row < testEnd; row += TEST_ROWS) {
      const together = min(TEST_ROWS, testEnd - row);
      visit(row, 0xffffffff >>> (32 - together), vote);
      vote += <usize>together << 4;
    }
  }
}

/** Takes the test rows (bits of `testRows`, from row `firstRow`) down the tree, and adds votes. */
function visit(firstRow: u32, testRows: u32, vote: usize): void {
  memory.fill(reached, 0, nodeCount << 2);
  store<u32>(reached, testRows, 4);
  for (let heap: u32 = 1; heap < nodeCount; heap++) {
    const here = load<u32>(reached + (<usize>heap << 2));
    if (here === 0 && !(everywhere && (heap === 1 || isSplit(heap >>> 1)))) continue;
    const node = recordOf(heap);
    if (heap === 1) updateRoot(node);
    else updateChild(node, heap);
    const split = load<i32>(node, SPLIT);
    if (split === LEAF) {
      addVotes(node, here, vote);
    } else {
      const codes = codesAddress(split >>> 8) + firstRow;
      const left = sidesOf32(codes, i8x16.splat(<i8>(split & 255))) & here;
      store<u32>(reached + (<usize>heap << 3), left);
      store<u32>(reached + (<usize>heap << 3), here ^ left, 4);
    }
  }
}

@inline
function recordOf(heap: u32): usize {
  return nodes + <usize>heap * NODE_BYTES;
}

/** Whether a node was built for this tree, and is split. */
@inline
function isSplit(heap: u32): bool {
  const node = recordOf(heap);
  return load<u32>(node, BUILT) !== 0 && load<i32>(node, SPLIT) !== LEAF;
}

/** Brings the root up to the fold: its cuts are made once for all subsets. */
function updateRoot(node: usize): void {
  if (load<u32>(node, BUILT) === 0) {
    startNode(node, 1);
  } else if (load<u32>(node, SEEN) === bagEnd) {
    return;
  }
  store<u32>(node, bagEnd, SEEN);
  store<u64>(node, bagTotalsOf(fold), TOTALS);
  chooseSplit(node, 1);
}

/** Brings a node's set, counts and split up to the fold's bag and to its parent. */
function updateChild(node: usize, heap: u32): void {
  const parent = recordOf(heap >>> 1);
  const parentVersion = load<u32>(parent, VERSION);
  const parentSplit = load<i32>(parent, SPLIT);
  const built = load<u32>(node, BUILT) !== 0;
  const follows =
    built &&
    load<u32>(node, PARENT_VERSION) === parentVersion &&
    load<i32>(node, PARENT_SPLIT) === parentSplit;
  const seen = load<u32>(node, SEEN);
  if (follows && seen === bagEnd) return;
  if (!built) startNode(node, heap);
  // Where the parent's set and split are those of the last visit, only new rows can differ.
  const firstWord: usize = follows ? <usize>seen >>> 6 : 0;
  const endWord: usize = (<usize>bagEnd + 63) >>> 6;
  const oldWords: usize = built ? (<usize>seen + 63) >>> 6 : 0;
  sideOfParent(heap, parentSplit >>> 8, parentSplit & 255, firstWord, endWord, oldWords);
  store<u32>(node, parentVersion, PARENT_VERSION);
  store<i32>(node, parentSplit, PARENT_SPLIT);
  store<u32>(node, bagEnd, SEEN);
  if (!follows) store<u32>(node, load<u32>(node, VERSION) + 1, VERSION);
  if (!built || (!follows && changedRows > setRows)) countAnew(node, heap, endWord);
  else if (changedRows > 0) countChanges(node, heap, firstWord, endWord);
  else return;
  chooseSplit(node, heap);
}

/** A node's first visit: the order in which it draws columns. */
function startNode(node: usize, heap: u32): void {
  store<u32>(node, 1, BUILT);
  if (heap < innerCount) {
    fillDrawOrder(hash32(treeSeed, heap), count, keys, orders + (<usize>heap << 8));
  }
}

@inline
function histogramOf(heap: u32): usize {
  return histograms + histogramBytes * <usize>(heap * drawSlots);
}

/** The slot of the column that a node draws at place `draw`. */
@inline
function slotOfDraw(heap: u32, draw: u32): u32 {
  const position = load<u8>(orders + (<usize>heap << 8) + draw);
  return load<u32>(slots + (<usize>position << 2));
}

function countAnew(node: usize, heap: u32, endWord: usize): void {
  const rows = listRows(setOf(heap), endWord);
  if (heap >= innerCount) {
    store<u64>(node, sumListed(rows), TOTALS);
    return;
  }
  for (let draw: u32 = 0; draw < draws; draw++) {
    const histogram = histogramOf(heap) + histogramBytes * <usize>draw;
    clearBins(histogram, histogramBytes);
    countListed(rows, codesOfSlot(slotOfDraw(heap, draw)), histogram);
  }
  store<u64>(node, sumBins(histogramOf(heap), histogramBytes), TOTALS);
}

function countChanges(node: usize, heap: u32, firstWord: usize, endWord: usize): void {
  const set = setOf(heap);
  const histogram = histogramOf(heap);
  let totals: u64;
  if (heap >= innerCount) {
    totals = applyDifferences(set, firstWord, endWord, 0, 0, 0, 0);
  } else {
    const codes0 = codesOfSlot(slotOfDraw(heap, 0));
    if (draws === 1) {
      totals = applyDifferences(set, firstWord, endWord, 1, codes0, 0, histogram);
    } else {
      const codes1 = codesOfSlot(slotOfDraw(heap, 1));
      totals = applyDifferences(set, firstWord, endWord, 2, codes0, codes1, histogram);
      for (let draw: u32 = 2; draw < draws; draw++) {
        const codes = codesOfSlot(slotOfDraw(heap, draw));
        const further = histogram + histogramBytes * <usize>draw;
        applyDifferences(set, firstWord, endWord, 1, codes, 0, further);
      }
    }
  }
  store<u64>(node, load<u64>(node, TOTALS) + totals, TOTALS);
}

/** Chooses the node's split, or makes it a leaf with its votes. */
function chooseSplit(node: usize, heap: u32): void {
  const totals = load<u64>(node, TOTALS);
  let split = LEAF;
  if (maySplit(totals, heap)) split = heap === 1 ? bestRootSplit() : bestSplit(heap, totals);
  store<i32>(node, split, SPLIT);
  if (split === LEAF) storeVotes(node, totals);
}

function maySplit(totals: u64, heap: u32): bool {
  if (heap >= innerCount || <u32>(totals >>> LANE_ROWS) < 2 * minLeafRows) return false;
  const weight0 = totals & 0xffff;
  const weight = (totals >>> LANE_WEIGHT) & 0xffff;
  const weight1 = (totals >>> LANE_CLASS_1) & 0xffff;
  return weight0 !== weight && weight1 !== weight && weight0 + weight1 !== 0;
}

/** The best cut over the columns drawn. As long as all are constant here, it draws further ones. */
function bestSplit(heap: u32, totals: u64): i32 {
  let best = LEAF;
  let bestScore: f32 = -1;
  let varied = false;
  for (let draw: u32 = 0; draw < count && (draw < draws || !varied); draw++) {
    const slot = slotOfDraw(heap, draw);
    let histogram = histogramOf(heap) + histogramBytes * <usize>draw;
    if (draw >= draws) {
      // Counts made for the occasion: it is rare.
      histogram = scratchHistogram;
      clearBins(histogram, histogramBytes);
      const rows = listRows(setOf(heap), (<usize>bagEnd + 63) >>> 6);
      countListed(rows, codesOfSlot(slot), histogram);
    }
    const bins = load<u32>(binCounts + (<usize>slot << 2));
    const bin = bestCut(histogram, bins, totals, minLeafRows);
    if (!cutConstant) varied = true;
    if (bin >= 0 && cutScore > bestScore) {
      bestScore = cutScore;
      best = <i32>(slot << 8) | bin;
    }
  }
  return best;
}

/** The same for the root, from the cuts that all subsets share. */
function bestRootSplit(): i32 {
  let best = LEAF;
  let bestScore: f32 = -1;
  let varied = false;
  for (let draw: u32 = 0; draw < count && (draw < draws || !varied); draw++) {
    const slot = slotOfDraw(1, draw);
    const cut = rootCutsOf(slot, folded) + (fold << 3);
    const bin = load<i32>(cut, 4);
    if (bin !== CONSTANT) varied = true;
    if (bin > NO_CUT && load<f32>(cut) > bestScore) {
      bestScore = load<f32>(cut);
      best = <i32>(slot << 8) | bin;
    }
  }
  return best;
}

/** A leaf's votes: each class's share of VOTE_UNIT, rounded down; equal shares without rows. */
function storeVotes(node: usize, totals: u64): void {
  const weight = <f64>((totals >>> LANE_WEIGHT) & 0xffff);
  const weight0 = <f64>(totals & 0xffff);
  const weight1 = <f64>((totals >>> LANE_CLASS_1) & 0xffff);
  store<u32>(node, vote(weight0, weight), VOTE);
  store<u32>(node, vote(weight1, weight), VOTE + 4);
  store<u32>(node, vote(weight - weight0 - weight1, weight), VOTE + 8);
  store<u32>(node, 0, VOTE + 12);
}

@inline
function vote(classWeight: f64, weight: f64): u32 {
  return weight === 0 ? <u32>(VOTE_UNIT / 3) : <u32>((classWeight * VOTE_UNIT) / weight);
}

function addVotes(node: usize, testRows: u32, firstVote: usize): void {
  const votes = v128.load(node, VOTE);
  let bits = testRows;
  while (bits !== 0) {
    const at = firstVote + (<usize>ctz(bits) << 4);
    bits &= bits - 1;
    v128.store(at, i32x4.add(v128.load(at), votes));
  }
}
