/**
 * One training set from the rows of all assets: rows in the order of their joined times, tested in
 * blocks of these. The model of a block learns from all rows, of all assets, whose labels were
 * known before it.
 * Must not know: models, money.
 */

import { InputError } from '../core/errors.ts';
import type { MarketCalendar } from '../core/market-calendar.ts';
import { CLASS_COUNT, type Fold } from '../forest/problem.ts';
import type { Dataset } from '../learn/dataset.ts';
import type { FoldedDataset } from '../learn/folds.ts';
import { testRows } from '../learn/out-of-sample.ts';
import { joinedTime, knownFrom } from './joined-bars.ts';

/** An asset's rows. All assets have the same columns. */
export type PoolMember = {
  readonly calendar: MarketCalendar;
  readonly folded: FoldedDataset;
};

/** The rows of all assets, and how to find an asset's own among them. */
export type PooledRows = {
  readonly dataset: Pick<Dataset, 'matrix' | 'labels'>;
  readonly folds: readonly Fold[];
  /** For each asset Uint32Array (its rows): the place of each row among all. */
  readonly places: readonly Uint32Array[];
};

/** A row of an asset; times in unix seconds. */
type PooledRow = {
  readonly member: number;
  readonly row: number;
  /** The joined time of its bar. */
  readonly time: number;
  /** The first joined time at which every market may know its label. */
  readonly knownAt: number;
};

/**
 * The rows of `members`, by joined time and then in the order of the members. Folds test `step`
 * joined times each, from the first one that one of the members tests. A fold trains on the rows
 * whose labels are known at its first time. `embargo` leaves out the labels of as many more times.
 * O(rows · log rows).
 * @throws InputError if the first fold has no row to train on
 */
export function poolRows(
  members: readonly PoolMember[],
  { step, embargo }: { readonly step: number; readonly embargo: number },
): PooledRows {
  const rows = members.flatMap(rowsOf).sort((a, b) => a.time - b.time || a.member - b.member);
  const places = members.map(({ folded }) => new Uint32Array(folded.dataset.matrix.rows));
  rows.forEach(({ member, row }, place) => (places[member][row] = place));
  const firstTested = Math.min(...members.map(firstTestedTime));
  return {
    dataset: joined(members, rows),
    folds: foldsOf(rows, firstTested, { step, embargo }),
    places,
  };
}

/**
 * The votes on the rows that an asset's own folds test, Uint32Array (its test rows × 3).
 * @param votes Uint32Array (tested rows of `pooled` × 3)
 */
export function votesOfMember(
  pooled: Pick<PooledRows, 'folds' | 'places'>,
  member: number,
  { folded, votes }: { readonly folded: FoldedDataset; readonly votes: Uint32Array },
): Uint32Array {
  const { start, end } = testRows(folded.folds);
  const first = pooled.folds[0].testStart;
  const own = new Uint32Array((end - start) * CLASS_COUNT);
  for (let row = start; row < end; row++) {
    const source = (pooled.places[member][row] - first) * CLASS_COUNT;
    own.set(votes.subarray(source, source + CLASS_COUNT), (row - start) * CLASS_COUNT);
  }
  return own;
}

function rowsOf({ calendar, folded }: PoolMember, member: number): PooledRow[] {
  const { time, barIndex, bars, target } = folded.dataset;
  const last = bars.time.length - 1;
  return Array.from(barIndex, (bar, row) => ({
    member,
    row,
    time: joinedTime(calendar, time[row]),
    knownAt: knownFrom(calendar, bars.time[Math.min(bar + target.horizonBars, last)]),
  }));
}

function firstTestedTime({ calendar, folded }: PoolMember): number {
  return joinedTime(calendar, folded.dataset.time[testRows(folded.folds).start]);
}

function foldsOf(
  rows: readonly PooledRow[],
  firstTested: number,
  { step, embargo }: { readonly step: number; readonly embargo: number },
): Fold[] {
  const starts = rows.flatMap(({ time }, i) => (i === 0 || time > rows[i - 1].time ? [i] : []));
  const first = starts.findIndex((start) => rows[start].time >= firstTested);
  const folds: Fold[] = [];
  let trainEnd = 0;
  for (let index = first; index < starts.length; index += step) {
    const known = rows[starts[Math.max(0, index - embargo)]].time;
    // Invariant: the labels of rows [0, trainEnd) are known at the time `known`.
    while (rows[trainEnd].knownAt <= known) trainEnd++;
    const testStart = starts[index];
    folds.push({ trainEnd, testStart, testEnd: starts[index + step] ?? rows.length });
  }
  if (folds[0].trainEnd > 0) return folds;
  throw new InputError('expected a row to train on before the first tested time, got none');
}

function joined(members: readonly PoolMember[], rows: readonly PooledRow[]): PooledRows['dataset'] {
  const { names, keys } = members[0].folded.dataset.matrix;
  const bytes = names.length * rows.length * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  const labels = new Uint8Array(rows.length);
  rows.forEach(({ member, row }, place) => {
    const { matrix, labels: own } = members[member].folded.dataset;
    labels[place] = own[row];
    for (let column = 0; column < names.length; column++) {
      values[column * rows.length + place] = matrix.values[column * matrix.rows + row];
    }
  });
  return { matrix: { names, keys, rows: rows.length, values }, labels };
}
