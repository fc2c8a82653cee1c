/**
 * Bins: each column's values become codes 0 … 255, by edges that are computed from training rows
 * only. Vocabulary: an edge lies between two neighbouring values; a value's code is the number of
 * edges below it, so `x <= edges[b]` and `code(x) <= b` mean the same. An epoch is a run of folds
 * that share their edges. The edges come from the rows that the epoch's first fold trains on, so no
 * edge depends on a later row. Must not know: classes, trees.
 */

import { assert, InputError } from '../core/errors.ts';
import { populationDeviation } from '../statistics/moments.ts';
import { MAX_BINS, windowStart, type ForestSettings } from './forest-options.ts';
import type { FeatureMatrix, Fold, FoldRange } from './problem.ts';

/**
 * No edge separates two neighbouring values whose difference is at most this share of the column's
 * standard deviation: scikit-learn's FEATURE_THRESHOLD, as it acts on standardised columns.
 */
const SAME_VALUE = 1e-7;

/** One column's values and their order. A column is sorted once and used in every epoch. */
export type SortedColumn = {
  readonly values: Float64Array;
  /** Uint32Array (rows): row numbers by ascending value, ties by row. */
  readonly order: Uint32Array;
};

/** Sorts a column. @throws InputError if a value is not finite */
export function sortColumn(matrix: FeatureMatrix, column: number): SortedColumn {
  const { rows, names } = matrix;
  const values = matrix.values.subarray(column * rows, (column + 1) * rows);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const got = `${values[bad]} at row ${bad}`;
    throw new InputError(`${names[column]}: expected finite values, got ${got}`);
  }
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  return { values, order };
}

/**
 * Edges of a column, from its rows [rowStart, rowEnd). If these have at most `bins` different
 * values, there is an edge between each two of them. Otherwise there is one at each quantile
 * q/bins, moved up to the next change of value. An edge is the mid-point of the two values beside
 * it.
 * @returns Float64Array (at most bins - 1), strictly ascending
 */
export function binEdges(
  sorted: SortedColumn,
  rowEnd: number,
  bins: number,
  rowStart = 0,
): Float64Array {
  assert(bins >= 2 && bins <= MAX_BINS, '2 <= bins <= MAX_BINS');
  const known = knownValues(sorted, rowStart, rowEnd);
  const changes = changesOfValue(known, SAME_VALUE * populationDeviation(known));
  const chosen = changes.length < bins ? changes : changesAtQuantiles(changes, known.length, bins);
  const edges = new Float64Array(chosen.length);
  chosen.forEach((at, i) => (edges[i] = midpoint(known[at - 1]!, known[at]!)));
  return edges;
}

/** The values of rows [rowStart, rowEnd), ascending. */
function knownValues(
  { values, order }: SortedColumn,
  rowStart: number,
  rowEnd: number,
): Float64Array {
  const known = new Float64Array(Math.max(0, Math.min(rowEnd, order.length) - rowStart));
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (row >= rowStart && row < rowEnd) known[count++] = values[row]!;
  }
  return known;
}

/** All i for which known[i] exceeds known[i - 1] by more than `gap`. */
function changesOfValue(known: Float64Array, gap: number): number[] {
  const changes: number[] = [];
  for (let i = 1; i < known.length; i++) {
    if (known[i]! - known[i - 1]! > gap) changes.push(i);
  }
  return changes;
}

/** For each quantile q/bins the first change at or after it, without repetition. */
function changesAtQuantiles(changes: readonly number[], count: number, bins: number): number[] {
  const chosen: number[] = [];
  let next = 0;
  for (let q = 1; q < bins; q++) {
    const position = Math.floor((q * count) / bins);
    while (next < changes.length && changes[next]! < position) next++;
    if (next === changes.length) break;
    if (chosen.at(-1) !== changes[next]) chosen.push(changes[next]!);
  }
  return chosen;
}

/**
 * Writes the codes of rows [0, rowEnd) into `target` (Uint8Array, at least rowEnd long). O(rows).
 */
export function binCodes(
  sorted: SortedColumn,
  edges: Float64Array,
  rowEnd: number,
  target: Uint8Array,
): void {
  const { values, order } = sorted;
  let code = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (row >= rowEnd) continue;
    // edges[0, code) are below this value and below all that follow.
    while (code < edges.length && edges[code]! < values[row]!) code++;
    target[row] = code;
  }
}

/** A column's codes in one epoch (of rows [0, rowEnd)), and its number of bins. */
export type BinnedColumn = { readonly codes: Uint8Array; readonly bins: number };

/** A column's codes in each epoch. O(epochs × rows). */
export function binColumn(
  sorted: SortedColumn,
  epochs: readonly Epoch[],
  bins: number,
): readonly BinnedColumn[] {
  return epochs.map(({ rowStart, edgeRows, rowEnd }) => {
    const edges = binEdges(sorted, edgeRows, bins, rowStart);
    const codes = new Uint8Array(rowEnd);
    binCodes(sorted, edges, rowEnd, codes);
    return { codes, bins: edges.length + 1 };
  });
}

/**
 * Folds [foldStart, foldEnd), with edges from rows [rowStart, edgeRows) and codes for [0, rowEnd).
 * All of its folds train from row `rowStart` on.
 */
export type Epoch = FoldRange & {
  readonly rowStart: number;
  readonly edgeRows: number;
  readonly rowEnd: number;
};

/** What epochs and the rows that they train on depend on. */
export type EpochSettings = Pick<ForestSettings, 'epochFolds' | 'window'>;

/**
 * The folds, divided into epochs of `epochFolds`; the last one may be shorter. With a window an
 * epoch trains from the row that is `window` rows before its first fold's last training row, so
 * that within an epoch training rows are only added.
 */
export function epochsOf(folds: readonly Fold[], { epochFolds, window }: EpochSettings): Epoch[] {
  const epochs: Epoch[] = [];
  for (let foldStart = 0; foldStart < folds.length; foldStart += epochFolds) {
    const foldEnd = Math.min(folds.length, foldStart + epochFolds);
    const edgeRows = folds[foldStart]!.trainEnd;
    epochs.push({
      foldStart,
      foldEnd,
      rowStart: windowStart(edgeRows, window),
      edgeRows,
      rowEnd: folds[foldEnd - 1]!.testEnd,
    });
  }
  return epochs;
}

/** A fold that trains on rows [trainStart, trainEnd). */
export type WindowedFold = Fold & { readonly trainStart: number };

/** The folds with the rows that their forests train on. */
export function windowedFolds(
  folds: readonly Fold[],
  settings: EpochSettings,
): readonly WindowedFold[] {
  return epochsOf(folds, settings).flatMap(({ foldStart, foldEnd, rowStart }) =>
    folds.slice(foldStart, foldEnd).map(({ trainEnd, testStart, testEnd }) => {
      return { trainStart: rowStart, trainEnd, testStart, testEnd };
    }),
  );
}

/** The part of an epoch's folds that lies in `range`; it may be empty. */
export function foldsInRange(epoch: FoldRange, range: FoldRange): FoldRange {
  return {
    foldStart: Math.max(epoch.foldStart, range.foldStart),
    foldEnd: Math.min(epoch.foldEnd, range.foldEnd),
  };
}

/** The mid-point of a and b; a itself if no double lies between them. Always below b. */
function midpoint(a: number, b: number): number {
  const middle = a + (b - a) / 2;
  return middle < b ? middle : a;
}
