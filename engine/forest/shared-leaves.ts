/**
 * How similar rows are to one row in the eyes of a forest: the number of trees in which they fall
 * into the same leaf (Breiman's proximity, "Manual on setting up, using, and understanding random
 * forests", 2002). Must not know: names' meaning, time.
 */

import { assert } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';

/**
 * In how many trees each of the other rows shares the leaf of `row`, Uint16Array (rows).
 * @param row Uint8Array (columns): the codes of the row
 * @param others for each column the codes of the other rows, Uint8Array (rows)
 */
export function sharedLeaves(
  forest: Forest,
  row: Uint8Array,
  others: readonly Uint8Array[],
): Uint16Array {
  assert(others.length === row.length && others.length > 0, 'a code for each column');
  const count = others[0]!.length;
  const shared = new Uint16Array(count);
  const together = new Uint32Array(count);
  for (let tree = 0; tree < forest.trees; tree++) {
    const left = restTogether(forest, tree, { row, others, together });
    for (let i = 0; i < left; i++) shared[together[i]!]!++;
  }
  return shared;
}

/**
 * Fills [0, n) of `together` with the rows that go the way of `row` through a whole tree; gives n.
 */
function restTogether(
  { column, bin, left }: Forest,
  tree: number,
  { row, others, together }: WayOf,
): number {
  for (let i = 0; i < together.length; i++) together[i] = i;
  let count = together.length;
  let node = tree;
  while (column[node] !== LEAF) {
    const codes = others[column[node]!]!;
    const cut = bin[node]!;
    const right = row[column[node]!]! > cut;
    // together[0, kept) go the same way here; together[kept, i) do not.
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const other = together[i]!;
      if (codes[other]! > cut === right) together[kept++] = other;
    }
    count = kept;
    node = left[node]! + Number(right);
  }
  return count;
}

type WayOf = {
  readonly row: Uint8Array;
  readonly others: readonly Uint8Array[];
  readonly together: Uint32Array;
};
