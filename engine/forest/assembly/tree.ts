/**
 * One subset's tree over an epoch's folds. A node is visited only if a test row reaches it. If it
 * is at the same site (sites.ts) with the same rows as at its last visit, its split is still right
 * and is kept; otherwise the split is chosen again. So nothing of earlier folds changes the
 * result: each fold's tree is the one that growing it from scratch would give.
 */

import { clearHistogramStates, codesAddress, foldOf, nodeOf } from './addresses';
import { bagRowsOf, bagTotalsOf } from './bag';
import {
  LEAF,
  LEFT,
  SITE,
  SPLIT,
  TEST_END,
  TEST_START,
  TOTALS,
  VOTE,
  VOTE_BYTES,
} from './kernel-layout';
import { Lanes, rowCountOf, sameLanes, weight0Of, weight1Of, weightOf, without } from './lanes';
import { innerCount, minLeafRows, nodeCount, TEST_ROWS } from './memory';
import { chooseSplit } from './node-split';
import { sidesOf32 } from './rows';
import { childrenOf, ROOT_SITE, startRun } from './sites';
import { openSubset } from './subset';

/** As in ../problem.ts. */
const VOTE_UNIT: f64 = 1048576;

// Where `runFolds`, which alone writes them, has arrived.
let fold: u32 = 0; // the fold
let firstRow: u32 = 0; // the first of up to TEST_ROWS test rows that go down together
let firstVote: usize = 0; // the address of that row's votes
let everywhere: bool = false; // visit every node, even if no test row reaches it

/**
 * Grows the bag's tree on a subset over `foldCount` folds.
 * @param subset address of the subset's record
 * @param target address of the votes of the epoch's first test row; votes are added there
 * @param wholeTree visit every node, so that the host can read the whole tree
 */
export function runFolds(subset: usize, foldCount: u32, target: usize, wholeTree: bool): void {
  openSubset(subset);
  startRun();
  clearHistogramStates();
  for (let heap: u32 = 1; heap < nodeCount; heap++) store<u32>(nodeOf(heap), 0, SITE);
  everywhere = wholeTree;
  firstVote = target;
  for (fold = 0; fold < foldCount; fold++) {
    const testEnd = load<u32>(foldOf(fold), TEST_END);
    firstRow = load<u32>(foldOf(fold), TEST_START);
    if (everywhere) visit(1, 0);
    for (; firstRow < testEnd; firstRow += TEST_ROWS) {
      const together = min(TEST_ROWS, testEnd - firstRow);
      visit(1, 0xffffffff >>> (32 - together));
      firstVote += <usize>together * VOTE_BYTES;
    }
  }
}

/**
 * Takes test rows to a node and on to its leaves, and adds the leaves' votes to theirs.
 * @param here a bit for each test row from `firstRow` on: 1 if the row reaches the node
 */
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

/** Brings a node's record up to the fold: its parent's record is up to date already. */
function update(node: usize, heap: u32): void {
  let site = ROOT_SITE;
  let totals = bagTotalsOf(fold);
  if (heap > 1) {
    const parent = nodeOf(heap >>> 1);
    const right = heap & 1;
    site = childrenOf(load<u32>(parent, SITE), load<i32>(parent, SPLIT)) + right;
    const left = load<Lanes>(parent, LEFT);
    totals = right ? without(load<Lanes>(parent, TOTALS), left) : left;
  }
  if (load<u32>(node, SITE) === site && sameLanes(load<Lanes>(node, TOTALS), totals)) return;
  store<u32>(node, site, SITE);
  store<Lanes>(node, totals, TOTALS);
  if (maySplit(totals, heap)) {
    chooseSplit(heap, fold, bagRowsOf(fold));
    if (load<i32>(node, SPLIT) !== LEAF) return;
  }
  store<i32>(node, LEAF, SPLIT);
  storeVotes(node, totals);
}

function maySplit(totals: Lanes, heap: u32): bool {
  if (heap >= innerCount || rowCountOf(totals) < 2 * minLeafRows) return false;
  const weight0 = weight0Of(totals);
  const weight = weightOf(totals);
  const weight1 = weight1Of(totals);
  return weight0 !== weight && weight1 !== weight && weight0 + weight1 !== 0;
}

/**
 * Writes a leaf's votes: VOTE_UNIT times each class's share, rounded down; a third without rows.
 */
function storeVotes(node: usize, totals: Lanes): void {
  const weight = <f64>weightOf(totals);
  const weight0 = <f64>weight0Of(totals);
  const weight1 = <f64>weight1Of(totals);
  store<u32>(node, vote(weight0, weight), VOTE);
  store<u32>(node, vote(weight1, weight), VOTE + 4);
  store<u32>(node, vote(weight - weight0 - weight1, weight), VOTE + 8);
  store<u32>(node, 0, VOTE + 12);
}

@inline
function vote(classWeight: f64, weight: f64): u32 {
  return weight === 0 ? <u32>(VOTE_UNIT / 3) : <u32>((classWeight * VOTE_UNIT) / weight);
}

/** Adds a leaf's votes to those of the test rows whose bits are 1. */
function addVotes(node: usize, testRows: u32): void {
  const votes = v128.load(node, VOTE);
  let bits = testRows;
  while (bits !== 0) {
    const at = firstVote + <usize>ctz(bits) * VOTE_BYTES;
    bits &= bits - 1;
    v128.store(at, i32x4.add(v128.load(at), votes));
  }
}
