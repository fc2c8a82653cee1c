/**
 * The row explainer: what a forest's votes for one row are made of. It visits every node of a
 * forest once or a few times, which the live function does once a day, in a process that has just
 * started: JavaScript would run these loops to their end before the engine had compiled them.
 * The host, ../row-explainer.ts, says what the results mean.
 *
 * All memory is laid out by `configure`, in the order of this table (numbers are 4 bytes unless the
 * table says otherwise):
 *
 * | name | holds | bytes | written by | valid |
 * | --- | --- | --- | --- | --- |
 * | `parameters` | the parameter block, see explainer-layout.ts | 16 | host | from the start |
 * | `totals` | weight of each node in each class | 12 a node | host | before `explain` |
 * | `left` | left child of each node | 4 a node | host | before `explain` |
 * | `edgeCounts` | number of edges of each column | 4 a column | host | before `explain` |
 * | `nodeColumns` | column of each node, LEAF in a leaf (u8) | nodes | host | before `explain` |
 * | `nodeBins` | bin of each node (u8) | nodes | host | before `explain` |
 * | `codes` | the row's codes (u8) | columns | host | before `explain` |
 * | `others` | codes of the other rows (u8), column after column | columns × rows | host | before `explain` |
 * | `base` | votes if nothing is known (f64), by class | 24 | `explain` | after it |
 * | `added` | votes that each column adds (f64), by class | 24 a column | `explain` | after it |
 * | `along` | votes by code of each column | ALONG_BYTES a column | `explain` | after it |
 * | `shared` | trees in which each other row shares the leaf | 4 a row | `explain` | after it |
 * | `together` | other rows that have gone the row's way so far | 4 a row | `explain` | during it |
 * | `shares` | path: share of the weight that goes the leaf's way (f64) | 8 a column | `explain` | during it |
 * | `products` | sums of products of shares (f64) | 8 a column, and 8 | `explain` | during it |
 * | `pathColumns` | path: the distinct columns (u8) | columns | `explain` | during it |
 * | `follows` | path: 1 if the row goes the leaf's way, else 0 (u8) | columns | `explain` | during it |
 */

import {
  ALONG_BYTES,
  COLUMN_COUNT,
  NODE_COUNT,
  PARAMETER_BYTES,
  ROW_COUNT,
  TREE_COUNT,
} from './explainer-layout';

const CLASS_COUNT: u32 = 3;
const LEAF: u8 = 255;
/** See VOTE_UNIT in ../problem.ts. */
const VOTE_UNIT: f64 = 1048576;
/** The votes of a leaf without rows. */
const EQUAL_VOTE: f64 = 349525;

const parameters = memory.data(PARAMETER_BYTES, 4);

// Sizes. Written by `configure`.
let columns: u32 = 0;
let trees: u32 = 0;
let rows: u32 = 0;

// Addresses: see the table above. Written by `configure`.
let totals: usize = 0;
let left: usize = 0;
let edgeCounts: usize = 0;
let nodeColumns: usize = 0;
let nodeBins: usize = 0;
let codes: usize = 0;
let others: usize = 0;
let base: usize = 0;
let added: usize = 0;
let along: usize = 0;
let shared: usize = 0;
let together: usize = 0;
let shares: usize = 0;
let products: usize = 0;
let pathColumns: usize = 0;
let follows: usize = 0;

// The column along which votes are taken, and where they go. Written by `takeAlong`.
let moved: u8 = 0;
let target: usize = 0;

/** Where the host writes the parameter block. */
export function parametersAddress(): usize {
  return parameters;
}

/** Lays out the memory for the sizes in the parameter block. Call it once. */
export function configure(): void {
  columns = load<u32>(parameters, COLUMN_COUNT);
  trees = load<u32>(parameters, TREE_COUNT);
  rows = load<u32>(parameters, ROW_COUNT);
  const nodes = load<u32>(parameters, NODE_COUNT);
  totals = (__heap_base + 7) & ~7;
  left = totals + 4 * CLASS_COUNT * nodes;
  edgeCounts = left + 4 * nodes;
  nodeColumns = edgeCounts + 4 * columns;
  nodeBins = nodeColumns + nodes;
  codes = nodeBins + nodes;
  others = codes + columns;
  base = (others + columns * rows + 7) & ~7;
  added = base + 8 * CLASS_COUNT;
  along = added + 8 * CLASS_COUNT * columns;
  shared = along + ALONG_BYTES * columns;
  together = shared + 4 * rows;
  shares = (together + 4 * rows + 7) & ~7;
  products = shares + 8 * columns;
  pathColumns = products + 8 * (columns + 1);
  follows = pathColumns + columns;
  const end = follows + columns;
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Where the host writes the tables from `totals` to `others`, one after the other. */
export function inputAddress(): usize {
  return totals;
}

/** Where `explain` writes the tables from `base` to `shared`, one after the other. */
export function outputAddress(): usize {
  return base;
}

/** Writes the results. Call it once, because they start from zeros. */
export function explain(): void {
  for (let tree: u32 = 0; tree < trees; tree++) {
    addBelow(tree, 0, weightOf(tree));
    countTogether(tree);
  }
  for (let column: u32 = 0; column < columns; column++) takeAlong(column);
}

@inline
function weightOf(node: u32): f64 {
  const at = totals + ((node * CLASS_COUNT) << 2);
  return <f64>(load<u32>(at) + load<u32>(at, 4) + load<u32>(at, 8));
}

/** See leafVote in ../predictor.ts. */
@inline
function leafVote(node: u32, code: u32, weight: f64): f64 {
  if (weight === 0) return EQUAL_VOTE;
  const part = load<u32>(totals + ((node * CLASS_COUNT + code) << 2));
  return Math.floor((<f64>part * VOTE_UNIT) / weight);
}

@inline
function goesRight(node: u32, column: u8): u32 {
  return u32(load<u8>(codes + column) > load<u8>(nodeBins + node));
}

/**
 * Adds the contributions of the leaves below `node`, whose weight is `weight`. Entries [0, length)
 * of the path are above it.
 */
function addBelow(node: u32, length: u32, weight: f64): void {
  const column = load<u8>(nodeColumns + node);
  if (column === LEAF) {
    addLeaf(node, length, weight);
    return;
  }
  let at: u32 = 0;
  while (at < length && load<u8>(pathColumns + at) !== column) at++;
  const known = at < length;
  const share = known ? load<f64>(shares + (at << 3)) : 1;
  const followed: u8 = known ? load<u8>(follows + at) : 1;
  const child = load<u32>(left + (node << 2));
  const right = goesRight(node, column);
  store<u8>(pathColumns + at, column);
  for (let side: u32 = 0; side < 2; side++) {
    const part = weightOf(child + side);
    store<f64>(shares + (at << 3), (share * part) / weight);
    store<u8>(follows + at, side === right ? followed : 0);
    addBelow(child + side, known ? length : length + 1, part);
  }
  store<f64>(shares + (at << 3), share);
  store<u8>(follows + at, followed);
}

/** Adds the contributions of a leaf. */
function addLeaf(node: u32, length: u32, weight: f64): void {
  let whole: f64 = 1;
  let unfollowed: f64 = 1;
  let count: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const share = load<f64>(shares + (i << 3));
    whole *= share;
    if (load<u8>(follows + i) === 0) unfollowed *= share;
    else count++;
  }
  addVotes(base, node, weight, whole);
  // The same for each column that the row does not follow.
  const lost = count === length ? 0 : -unfollowed * subsetSum(length, length);
  for (let i: u32 = 0; i < length; i++) {
    const factor =
      load<u8>(follows + i) === 0
        ? lost
        : unfollowed * (1 - load<f64>(shares + (i << 3))) * subsetSum(length, i);
    addVotes(added + 24 * load<u8>(pathColumns + i), node, weight, factor);
  }
}

@inline
function addVotes(at: usize, node: u32, weight: f64, factor: f64): void {
  for (let code: u32 = 0; code < CLASS_COUNT; code++) {
    const place = at + (code << 3);
    store<f64>(place, load<f64>(place) + factor * leafVote(node, code, weight));
  }
}

/**
 * The sum over all sets S of followed columns without that of entry `skipped`, of Shapley's weight
 * of S times the product of the shares of the followed columns that are not in S.
 */
function subsetSum(length: u32, skipped: u32): f64 {
  // products[t] is the sum of the products of any t of the shares seen so far.
  let seen: u32 = 0;
  store<f64>(products, 1);
  for (let i: u32 = 0; i < length; i++) {
    if (i === skipped || load<u8>(follows + i) === 0) continue;
    const share = load<f64>(shares + (i << 3));
    store<f64>(products + ((seen + 1) << 3), 0);
    for (let t = seen + 1; t > 0; t--) {
      const at = products + (t << 3);
      store<f64>(at, load<f64>(at) + load<f64>(at - 8) * share);
    }
    seen++;
  }
  // Shapley's weight of a set of s among m columns is s!(m - 1 - s)!/m!.
  let factor: f64 = 1 / <f64>length;
  let sum = factor * load<f64>(products + (seen << 3));
  for (let s: u32 = 1; s <= seen; s++) {
    factor *= <f64>s / <f64>(length - s);
    sum += factor * load<f64>(products + ((seen - s) << 3));
  }
  return sum;
}

/** Adds one to `shared` of each other row that goes the row's way through a whole tree. */
function countTogether(tree: u32): void {
  for (let i: u32 = 0; i < rows; i++) store<u32>(together + (i << 2), i);
  let count = rows;
  let node = tree;
  for (;;) {
    const column = load<u8>(nodeColumns + node);
    if (column === LEAF) break;
    const cut = load<u8>(nodeBins + node);
    const right = goesRight(node, column);
    const values = others + <usize>column * rows;
    // together[0, kept) go the same way here; together[kept, i) do not.
    let kept: u32 = 0;
    for (let i: u32 = 0; i < count; i++) {
      const row = load<u32>(together + (i << 2));
      store<u32>(together + (kept << 2), row);
      kept += u32(u32(load<u8>(values + row) > cut) === right);
    }
    count = kept;
    node = load<u32>(left + (node << 2)) + right;
  }
  for (let i: u32 = 0; i < count; i++) {
    const at = shared + (load<u32>(together + (i << 2)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Writes the row's votes with each code of `column`. */
function takeAlong(column: u32): void {
  moved = <u8>column;
  target = along + ALONG_BYTES * column;
  const last = load<u32>(edgeCounts + (column << 2));
  // First the change of the votes from one code to the next. Differences may wrap around below 0,
  // but their sums are the votes, which fit 32 bits.
  for (let tree: u32 = 0; tree < trees; tree++) moveBelow(tree, 0, last);
  for (let at = target + 12; at < target + 12 * (last + 1); at += 4) {
    store<u32>(at, load<u32>(at) + load<u32>(at - 12));
  }
}

/** Adds the votes below `node`, which the codes low … high of the moved column reach. */
function moveBelow(node: u32, low: u32, high: u32): void {
  const column = load<u8>(nodeColumns + node);
  if (column === LEAF) {
    const weight = weightOf(node);
    for (let code: u32 = 0; code < CLASS_COUNT; code++) {
      const vote = <u32>leafVote(node, code, weight);
      const first = target + ((low * CLASS_COUNT + code) << 2);
      const behind = target + (((high + 1) * CLASS_COUNT + code) << 2);
      store<u32>(first, load<u32>(first) + vote);
      store<u32>(behind, load<u32>(behind) - vote);
    }
    return;
  }
  const child = load<u32>(left + (node << 2));
  if (column !== moved) {
    moveBelow(child + goesRight(node, column), low, high);
    return;
  }
  const bin: u32 = load<u8>(nodeBins + node);
  if (low <= bin) moveBelow(child, low, min(high, bin));
  if (high > bin) moveBelow(child + 1, max(low, bin + 1), high);
}
