// One subset's tree over an epoch's folds.
//
// A node is visited only when a test row reaches it. All that it was is kept by its site (sites.ts):
// at the same site with no further rows its split stands. So a fold's tree is a function of the
// fold alone, and is what growing from scratch would give.

import { bagRowsOf, bagTotalsOf } from './bag';
import { LANE_CLASS_1, LANE_ROWS, LANE_WEIGHT } from './lanes';
import {
  clearStates,
  codesAddress,
  folds,
  innerCount,
  minLeafRows,
  nodeCount,
  TEST_ROWS,
} from './memory';
import { chooseSplit } from './node-split';
import { LEAF, LEFT, nodeOf, SITE, SPLIT, TOTALS, VOTE } from './nodes';
import { sidesOf32 } from './rows';
import { childrenOf, ROOT_SITE, startRun } from './sites';
import { openSubset } from './subset';

const VOTE_UNIT: f64 = 1048576;

let fold: u32 = 0; // the fold at hand
let firstRow: u32 = 0; // of the test rows at hand
let firstVote: usize = 0; // where theirs are
let everywhere: bool = false; // visit all nodes, test rows or not

/**
 * Grows the tree of the bag on a subset (see subsetAddress) over `foldCount` folds, adding its
 * votes from `target` on. With `wholeTree` every node is visited and stays readable.
 */
export function runFolds(subset: usize, foldCount: u32, target: usize, wholeTree: bool): void {
  openSubset(subset);
  startRun();
  clearStates();
  for (let heap: u32 = 1; heap < nodeCount; heap++) store<u32>(nodeOf(heap), 0, SITE);
  everywhere = wholeTree;
  firstVote = target;
  for (fold = 0; fold < foldCount; fold++) {
    const testEnd = load<u32>(folds + (<usize>fold << 4), 8);
    firstRow = load<u32>(folds + (<usize>fold << 4), 4);
    if (everywhere) visit(1, 0);
    for (; firstRow < testEnd; firstRow += TEST_ROWS) {
      const together = min(TEST_ROWS, testEnd - firstRow);
      visit(1, 0xffffffff >>> (32 - together));
      firstVote += <usize>together << 4;
    }
  }
}

/** Takes test rows (bits of `here`, from row `firstRow` on) to a node and below; adds their votes. */
function visit(heap: u32, here: u32): void {
  const node = nodeOf(heap);
  update(node, heap);
  const split = load<i32>(node, SPLIT);
  if (split === LEAF) {
    addVotes(node, here);
    return;
  }
  const codes = codesAddress(split >>> 8) + firstRow;
  const left = sidesOf32(codes, i8x16.splat(<i8>(split & 255))) & here;
  const right = here ^ left;
  if (left !== 0 || everywhere) visit(2 * heap, left);
  if (right !== 0 || everywhere) visit(2 * heap + 1, right);
}

/** Brings a node's site, totals and split or votes up to the fold and to its parent. */
function update(node: usize, heap: u32): void {
  let site = ROOT_SITE;
  let totals = bagTotalsOf(fold);
  if (heap > 1) {
    const parent = nodeOf(heap >>> 1);
    const right = heap & 1;
    site = childrenOf(load<u32>(parent, SITE), load<i32>(parent, SPLIT)) + right;
    const left = load<u64>(parent, LEFT);
    totals = right ? load<u64>(parent, TOTALS) - left : left;
  }
  if (load<u32>(node, SITE) === site && load<u64>(node, TOTALS) === totals) return;
  store<u32>(node, site, SITE);
  store<u64>(node, totals, TOTALS);
  if (maySplit(totals, heap)) {
    chooseSplit(heap, fold, bagRowsOf(fold));
    if (load<i32>(node, SPLIT) !== LEAF) return;
  }
  store<i32>(node, LEAF, SPLIT);
  storeVotes(node, totals);
}

function maySplit(totals: u64, heap: u32): bool {
  if (heap >= innerCount || <u32>(totals >>> LANE_ROWS) < 2 * minLeafRows) return false;
  const weight0 = totals & 0xffff;
  const weight = (totals >>> LANE_WEIGHT) & 0xffff;
  const weight1 = (totals >>> LANE_CLASS_1) & 0xffff;
  return weight0 !== weight && weight1 !== weight && weight0 + weight1 !== 0;
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

function addVotes(node: usize, testRows: u32): void {
  const votes = v128.load(node, VOTE);
  let bits = testRows;
  while (bits !== 0) {
    const at = firstVote + (<usize>ctz(bits) << 4);
    bits &= bits - 1;
    v128.store(at, i32x4.add(v128.load(at), votes));
  }
}
