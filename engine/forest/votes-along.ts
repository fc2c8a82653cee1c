/**
 * A forest's votes for one row as a function of one of its columns: constant between two edges that
 * follow one another. Must not know: names' meaning.
 */

import { LEAF, type Forest } from './forest.ts';
import { leafVote } from './predictor.ts';
import { CLASS_COUNT } from './problem.ts';

/**
 * The summed votes of a row if its code in `column` were 0, 1, … and all other codes stayed as they
 * are: Uint32Array ((edges + 1) × CLASS_COUNT). Each tree is visited once, for all codes together.
 * @param codes Uint8Array (columns): the row
 */
export function votesAlong(forest: Forest, codes: Uint8Array, column: number): Uint32Array {
  const last = forest.edges[column]!.length;
  // First the change of the votes from one code to the next. Differences may wrap around below 0,
  // but their sums are the votes, which fit 32 bits.
  const votes = new Uint32Array((last + 2) * CLASS_COUNT);
  const walk = { forest, codes, column, votes };
  for (let tree = 0; tree < forest.trees; tree++) visit(walk, tree, { low: 0, high: last });
  for (let i = CLASS_COUNT; i < votes.length; i++) votes[i]! += votes[i - CLASS_COUNT]!;
  return votes.subarray(0, (last + 1) * CLASS_COUNT);
}

type Walk = {
  readonly forest: Forest;
  readonly codes: Uint8Array;
  readonly column: number;
  readonly votes: Uint32Array;
};

/** Adds the votes below `node`, which the codes low … high of the column reach. */
function visit(
  walk: Walk,
  node: number,
  { low, high }: { readonly low: number; readonly high: number },
): void {
  const { forest, codes, column, votes } = walk;
  const split = forest.column[node]!;
  if (split === LEAF) {
    for (let code = 0; code < CLASS_COUNT; code++) {
      const vote = leafVote(forest.totals, node * CLASS_COUNT, code);
      votes[low * CLASS_COUNT + code]! += vote;
      votes[(high + 1) * CLASS_COUNT + code]! -= vote;
    }
    return;
  }
  const child = forest.left[node]!;
  const bin = forest.bin[node]!;
  if (split !== column) {
    visit(walk, child + Number(codes[split]! > bin), { low, high });
    return;
  }
  if (low <= bin) visit(walk, child, { low, high: Math.min(high, bin) });
  if (high > bin) visit(walk, child + 1, { low: Math.max(low, bin + 1), high });
}
