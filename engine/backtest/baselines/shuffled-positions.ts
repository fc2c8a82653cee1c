/**
 * Random positions that trade exactly as much as given ones. Vocabulary: a change is a pair of
 * positions that follow each other, also of the same one. Must not know: money, bars.
 */

import type { RandomStream } from '../../core/random.ts';

/** The positions that a decision leads to. */
const POSITIONS = [-1, 0, 1] as const;

/** The changes of a series of positions, ready to be drawn in another order. */
export type PositionChanges = {
  /** Indices in `POSITIONS`. */
  readonly first: number;
  readonly last: number;
  readonly length: number;
  /** For each position the positions that follow it, as often as they do. */
  readonly followers: readonly Uint8Array[];
};

/** The changes of `positions`, at least one, each -1, 0 or 1. */
export function changesOf(positions: Float64Array): PositionChanges {
  const followers: number[][] = POSITIONS.map(() => []);
  for (let i = 0; i + 1 < positions.length; i++) {
    followers[positions[i] + 1]!.push(positions[i + 1] + 1);
  }
  return {
    first: positions[0] + 1,
    last: positions[positions.length - 1] + 1,
    length: positions.length,
    followers: followers.map((own) => Uint8Array.from(own)),
  };
}

/**
 * Fills `target`, Float64Array (length), with positions drawn uniformly from all series that have
 * the same first position and the same number of each change. So the last position, the shares of
 * long, short and flat, and the turnover are the same, too; only the times are random.
 * Source: Altschul & Erickson, "Significance of nucleotide sequence alignments: a method for
 * random sequence permutation that preserves dinucleotide and codon usage", Molecular Biology and
 * Evolution 2 (1985): a random walk that uses each change once.
 */
export function shufflePositions(
  { first, last, length, followers }: PositionChanges,
  random: Pick<RandomStream, 'below'>,
  target: Float64Array,
): void {
  const orders = followers.map((own) => own.slice());
  do {
    for (const [from, order] of orders.entries()) if (from !== last) drawLast(order, random);
  } while (!allReach(last, orders));
  for (const [from, order] of orders.entries()) {
    shuffle(order, from === last ? order.length : order.length - 1, random);
  }
  const used = POSITIONS.map(() => 0);
  let at = first;
  // Invariant: the walk has used the changes [0, used) of each position's order.
  for (let i = 0; i < length; i++) {
    target[i] = POSITIONS[at]!;
    if (i + 1 < length) at = orders[at]![used[at]!++]!;
  }
}

/** Puts one of the followers, drawn at random, to the end: the walk leaves for it at last. */
function drawLast(order: Uint8Array, random: Pick<RandomStream, 'below'>): void {
  if (order.length === 0) return;
  swap(order, random.below(order.length), order.length - 1);
}

/** True if from every position that occurs the last followers lead to `last`. */
function allReach(last: number, orders: readonly Uint8Array[]): boolean {
  return orders.every((order, from) => {
    if (order.length === 0) return true;
    let at = from;
    for (let step = 0; step < orders.length && at !== last; step++) {
      const own = orders[at]!;
      at = own[own.length - 1]!;
    }
    return at === last;
  });
}

/** Shuffles the followers [0, count): Fisher & Yates, in Durstenfeld's form. */
function shuffle(order: Uint8Array, count: number, random: Pick<RandomStream, 'below'>): void {
  for (let i = count - 1; i > 0; i--) swap(order, random.below(i + 1), i);
}

function swap(order: Uint8Array, i: number, j: number): void {
  const kept = order[i];
  order[i] = order[j];
  order[j] = kept;
}
