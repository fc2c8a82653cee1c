/**
 * Votes of a fitted forest for one row, for research and live alike. The row's values are turned
 * into codes once; each tree then compares codes, which are bytes. Must not know: names' meaning.
 */

import { assert } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';
import { CLASS_COUNT, VOTE_UNIT } from './problem.ts';

/** A forest that is ready to vote. A leaf's votes are computed when the first row reaches it. */
export type Predictor = {
  /**
   * Writes the sum of all trees' votes for a row. Divided by their sum, they are probabilities.
   * @param row one finite number for each column, in the order of `forest.columns`
   * @param target Uint32Array (CLASS_COUNT), overwritten
   */
  readonly votes: (row: ArrayLike<number>, target: Uint32Array) => void;
};

/** A predictor for `forest`. A row takes O(trees × depth). */
export function createPredictor(forest: Forest): Predictor {
  const leafVotes = new Uint32Array(forest.totals.length);
  const codes = new Uint8Array(forest.columns.length);
  return {
    votes: (row, target) => {
      writeCodes(forest, row, codes);
      addTreeVotes(forest, codes, leafVotes, target);
    },
  };
}

/** The codes of a row, Uint8Array (columns). `row` is as for `votes`. */
export function codesOf(forest: Forest, row: ArrayLike<number>): Uint8Array {
  const codes = new Uint8Array(forest.columns.length);
  writeCodes(forest, row, codes);
  return codes;
}

function writeCodes({ edges }: Forest, row: ArrayLike<number>, target: Uint8Array): void {
  assert(row.length === target.length, 'row.length = columns.length');
  for (let i = 0; i < target.length; i++) target[i] = codeOf(edges[i]!, row[i]!);
}

/** The code of `value`: the number of edges below it. `value` must be finite. O(log edges). */
export function codeOf(edges: Float64Array, value: number): number {
  assert(Number.isFinite(value), 'value is finite');
  let start = 0;
  let end = edges.length;
  // edges[0, start) are below the value; edges[end, length) are not.
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (edges[middle]! < value) start = middle + 1;
    else end = middle;
  }
  return start;
}

/**
 * A leaf's vote for class `code`: VOTE_UNIT times the class's share of the weights, rounded down. A
 * leaf without rows, which only an empty bag has, gives all classes the same vote.
 * @param at where the leaf's CLASS_COUNT weights start in `totals`
 */
export function leafVote(totals: ArrayLike<number>, at: number, code: number): number {
  const weight = totals[at]! + totals[at + 1]! + totals[at + 2]!;
  if (weight === 0) return Math.floor(VOTE_UNIT / CLASS_COUNT);
  return Math.floor((totals[at + code]! * VOTE_UNIT) / weight);
}

function addTreeVotes(
  forest: Forest,
  codes: Uint8Array,
  leafVotes: Uint32Array,
  target: Uint32Array,
): void {
  const { trees, column, bin, left, totals } = forest;
  let [votes0, votes1, votes2] = [0, 0, 0];
  for (let tree = 0; tree < trees; tree++) {
    let node = tree;
    while (column[node] !== LEAF) {
      node = left[node]! + Number(codes[column[node]!]! > bin[node]!);
    }
    const at = node * CLASS_COUNT;
    // The votes of a leaf add up to more than 0, so a sum of 0 means that they are not computed
    // yet.
    const known = leafVotes[at]! + leafVotes[at + 1]! + leafVotes[at + 2]! > 0;
    if (!known) {
      for (let i = 0; i < CLASS_COUNT; i++) leafVotes[at + i] = leafVote(totals, at, i);
    }
    votes0 += leafVotes[at]!;
    votes1 += leafVotes[at + 1]!;
    votes2 += leafVotes[at + 2]!;
  }
  target[0] = votes0;
  target[1] = votes1;
  target[2] = votes2;
}
