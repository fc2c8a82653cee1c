/**
 * How closely two columns go together, by ranks: whatever monotone function one is of the other,
 * the figure is the same. Must not know: what the columns are.
 */

import { hash32 } from '../core/hash.ts';

/** Pairs of values, Float64Array (n) each, all finite. */
export type Pairs = { readonly x: Float64Array; readonly y: Float64Array };

/** The pairs (x[i], y[i]) of which both are finite. */
export function finitePairs(x: ArrayLike<number>, y: ArrayLike<number>): Pairs {
  const rows: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i]!) && Number.isFinite(y[i]!)) rows.push(i);
  }
  return {
    x: Float64Array.from(rows, (row) => x[row]!),
    y: Float64Array.from(rows, (row) => y[row]!),
  };
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, ties share their mean rank. NaN if one
 * column is constant. O(n log n).
 */
export function rankCorrelation({ x, y }: Pairs): number {
  const [a, b] = [ranks(x), ranks(y)];
  const centre = (x.length - 1) / 2;
  let [cross, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    cross += (a[i]! - centre) * (b[i]! - centre);
    squaresA += (a[i]! - centre) ** 2;
    squaresB += (b[i]! - centre) ** 2;
  }
  return squaresA > 0 && squaresB > 0 ? cross / Math.sqrt(squaresA * squaresB) : Number.NaN;
}

/**
 * The number of runs of equal labels if the pairs stand in the order of x, as a share of the
 * number that is expected if x tells nothing about the labels (Wald & Wolfowitz 1940, for several
 * classes): about 1 for an honest column, near 0 if x determines the label, by whatever function.
 * Ties of x are in a random order. NaN if fewer than `least` runs are expected.
 */
export function runsShare({ x, y: labels }: Pairs, least: number): number {
  const count = labels.length;
  const byClass = new Map<number, number>();
  for (const label of labels) byClass.set(label, (byClass.get(label) ?? 0) + 1);
  let same = 0;
  for (const members of byClass.values()) same += (members * (members - 1)) / (count - 1);
  const expected = count - same;
  if (!(expected >= least)) return Number.NaN;
  const order = Array.from(x.keys()).sort(
    (a, b) => x[a]! - x[b]! || hash32(TIES, a) - hash32(TIES, b),
  );
  let runs = 1;
  for (let i = 1; i < count; i++) if (labels[order[i]!] !== labels[order[i - 1]!]) runs++;
  return runs / expected;
}

/** The state of the hash that orders ties. */
const TIES = 77;

/** Ranks from 0; ties share their mean rank. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const target = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    // order[start, end) are the places of one value.
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) target[order[i]!] = (start + end - 1) / 2;
  }
  return target;
}
