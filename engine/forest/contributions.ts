/**
 * What each column adds to a forest's probabilities for one row: exact Shapley values, computed
 * from the trees alone. Vocabulary: a value of a column that is not known sends a row both ways at
 * a split, in the shares of the children's weights; a leaf's path is the list of the distinct
 * columns that are split above it. Must not know: names' meaning, time.
 */

import { LEAF, type Forest } from './forest.ts';
import { codesOf, leafVote } from './predictor.ts';
import { CLASS_COUNT } from './problem.ts';

/** Parts of the probabilities of one row. A class's base and contributions add up to the whole. */
export type Contributions = {
  /**
   * Float64Array (CLASS_COUNT): the probabilities if no value of the row is known, which are those
   * of the training rows on average. The votes of leaves are rounded down, so the base of another
   * row may differ by some 1e-6.
   */
  readonly base: Float64Array;
  /** Float64Array (columns × CLASS_COUNT): what each column adds to each class's probability. */
  readonly added: Float64Array;
};

/**
 * The contributions of the columns to the probabilities of `row`: path-dependent TreeSHAP
 * (Lundberg, Erion, Lee 2018, arXiv:1802.03888, algorithm 1; Lundberg et al. 2020, Nature Machine
 * Intelligence 2, 56-67). The sums over subsets are taken for each leaf: a leaf counts for a set
 * of known columns only if the row goes the leaf's way at each of them, so only the columns whose
 * splits the row follows can be in the set. O(leaves × depth³), without divisions of small numbers.
 * @param row one finite number for each column
 */
export function contributionsOf(forest: Forest, row: ArrayLike<number>): Contributions {
  const base = new Float64Array(CLASS_COUNT);
  const added = new Float64Array(forest.columns.length * CLASS_COUNT);
  const walk = {
    forest,
    codes: codesOf(forest, row),
    path: newPath(forest),
    votes: new Float64Array(CLASS_COUNT),
    base,
    added,
  };
  for (let tree = 0; tree < forest.trees; tree++) visit(walk, tree, 0);
  const total = walk.votes.reduce((sum, votes) => sum + votes, 0);
  return { base: base.map((votes) => votes / total), added: added.map((votes) => votes / total) };
}

/** The distinct columns above a node; only the first ones are in use. Scratch of one walk. */
type Path = {
  readonly columns: Uint8Array;
  /** Share of the weight that goes the leaf's way at all splits of the column. */
  readonly shares: Float64Array;
  /** 1 if the row goes the leaf's way at all splits of the column, otherwise 0. */
  readonly follows: Uint8Array;
  /** Shares of the columns that the row follows, and the sums of products of them. */
  readonly followed: Float64Array;
  readonly products: Float64Array;
};

type Walk = {
  readonly forest: Forest;
  readonly codes: Uint8Array;
  readonly path: Path;
  /** Float64Array (CLASS_COUNT): the votes of the row. */
  readonly votes: Float64Array;
  readonly base: Float64Array;
  readonly added: Float64Array;
};

function newPath({ columns }: Forest): Path {
  const length = columns.length + 1;
  return {
    columns: new Uint8Array(length),
    shares: new Float64Array(length),
    follows: new Uint8Array(length),
    followed: new Float64Array(length),
    products: new Float64Array(length),
  };
}

/** Adds what the leaves below `node` contribute; entries [0, length) of the path are above it. */
function visit(walk: Walk, node: number, length: number): void {
  const { forest, codes, path } = walk;
  const column = forest.column[node]!;
  if (column === LEAF) {
    addLeaf(walk, node, length);
    return;
  }
  let at = 0;
  while (at < length && path.columns[at] !== column) at++;
  const known = at < length;
  const share = known ? path.shares[at]! : 1;
  const follows = known ? path.follows[at]! : 1;
  const child = forest.left[node]!;
  const right = Number(codes[column]! > forest.bin[node]!);
  const whole = weightOf(forest, node);
  for (let side = 0; side < 2; side++) {
    path.columns[at] = column;
    path.shares[at] = (share * weightOf(forest, child + side)) / whole;
    path.follows[at] = side === right ? follows : 0;
    visit(walk, child + side, known ? length : length + 1);
  }
  path.shares[at] = share;
  path.follows[at] = follows;
}

function weightOf({ totals }: Forest, node: number): number {
  const at = node * CLASS_COUNT;
  return totals[at]! + totals[at + 1]! + totals[at + 2]!;
}

function addLeaf({ forest, path, votes, base, added }: Walk, node: number, length: number): void {
  const { columns, shares, follows, followed } = path;
  const at = node * CLASS_COUNT;
  let count = 0;
  let others = 1;
  let whole = 1;
  for (let i = 0; i < length; i++) {
    whole *= shares[i]!;
    if (follows[i] === 1) followed[count++] = shares[i]!;
    else others *= shares[i]!;
  }
  const leaf = { path, count, length };
  // The same for each column that the row does not follow.
  const lost = count === length ? 0 : -others * subsetSum(leaf, count);
  let next = 0;
  for (let i = 0; i < length; i++) {
    const factor = follows[i] === 1 ? others * (1 - shares[i]!) * subsetSum(leaf, next++) : lost;
    const place = columns[i]! * CLASS_COUNT;
    for (let code = 0; code < CLASS_COUNT; code++) {
      added[place + code]! += factor * leafVote(forest.totals, at, code);
    }
  }
  for (let code = 0; code < CLASS_COUNT; code++) {
    const vote = leafVote(forest.totals, at, code);
    base[code]! += whole * vote;
    if (count === length) votes[code]! += vote;
  }
}

/** A leaf whose path has `length` distinct columns, of which the row follows `count`. */
type Leaf = { readonly path: Path; readonly count: number; readonly length: number };

/**
 * The sum over all sets S of followed columns without the column `skipped`, of Shapley's weight of
 * S times the product of the shares of the followed columns that are not in S.
 */
function subsetSum({ path, count, length }: Leaf, skipped: number): number {
  const { followed, products } = path;
  // products[t] is the sum of the products of any t of the shares seen so far.
  let seen = 0;
  products[0] = 1;
  for (let i = 0; i < count; i++) {
    if (i === skipped) continue;
    products[seen + 1] = 0;
    for (let t = seen; t >= 0; t--) products[t + 1]! += products[t]! * followed[i]!;
    seen++;
  }
  // Shapley's weight of a set of s among m columns is s!(m - 1 - s)!/m!.
  let weight = 1 / length;
  let sum = weight * products[seen]!;
  for (let s = 1; s <= seen; s++) {
    weight *= s / (length - s);
    sum += weight * products[seen - s]!;
  }
  return sum;
}
