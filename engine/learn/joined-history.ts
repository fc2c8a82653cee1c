/**
 * A history of some rows of a dataset, as if the bars between them had never been: what a selection
 * inside the training rows of a split may know. A run is rows without a gap; its bars are those
 * from its first row to its last. Each run's prices are multiplied so that the first close follows
 * what the last bar of the run before has earned, so no return of a left-out bar is in the history.
 * Must not know: why rows were left out, features by name, money.
 */

import { assert } from '../core/errors.ts';
import type { Bars } from '../core/bars.ts';
import type { Dataset } from './dataset.ts';
import { labelsOf, rowsOfMatrix } from './purged-rows.ts';

/** Bars [start, end) of a run, their place in the joined bars, and the factor of its prices. */
type BarRun = {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly factor: number;
};

/**
 * The dataset of the rows `rows`, ascending. Its bars are those of the runs, and the bar after the
 * last one. Labels, next returns and features are those of the whole dataset.
 */
export function joinedHistory(dataset: Dataset, rows: Int32Array): Dataset {
  const { bars, barIndex, time, nextReturn, labels, matrix } = dataset;
  assert(rows.length > 0, 'a history has rows');
  const runs = barRuns(dataset, rows);
  const joined: number[] = [];
  let run = 0;
  for (const row of rows) {
    while (barIndex[row]! >= runs[run]!.end) run++;
    joined.push(runs[run]!.offset + barIndex[row]! - runs[run]!.start);
  }
  return {
    ...dataset,
    bars: joinedBars(bars, runs),
    barIndex: Uint32Array.from(joined),
    time: Float64Array.from(rows, (row) => time[row]!),
    matrix: rowsOfMatrix(matrix, rows),
    labels: labelsOf(labels, rows),
    nextReturn: Float64Array.from(rows, (row) => nextReturn[row]!),
  };
}

/** The runs of bars; the last one has a bar more, on which the last row's return is earned. */
function barRuns({ bars, barIndex }: Dataset, rows: Int32Array): readonly BarRun[] {
  const runs: BarRun[] = [];
  let first = 0;
  for (let i = 0; i < rows.length; i++) {
    const last = i + 1 === rows.length;
    const next = rows[i]! + 1;
    if (!last && next === rows[i + 1]) continue;
    const start = barIndex[rows[first]!]!;
    const end = barIndex[rows[i]!]! + (last ? 2 : 1);
    const before = runs.at(-1);
    const factor =
      before === undefined ? 1 : (before.factor * bars.close[before.end]!) / bars.close[start]!;
    const offset = before === undefined ? 0 : before.offset + before.end - before.start;
    runs.push({ start, end, offset, factor });
    first = i + 1;
  }
  return runs;
}

function joinedBars(bars: Bars, runs: readonly BarRun[]): Bars {
  const last = runs.at(-1)!;
  const length = last.offset + last.end - last.start;
  const column = (source: Float64Array, scaled: boolean): Float64Array => {
    const target = new Float64Array(length);
    for (const { start, end, offset, factor } of runs) {
      for (let bar = start; bar < end; bar++) {
        target[offset + bar - start] = scaled ? source[bar]! * factor : source[bar]!;
      }
    }
    return target;
  };
  return {
    time: column(bars.time, false),
    open: column(bars.open, true),
    high: column(bars.high, true),
    low: column(bars.low, true),
    close: column(bars.close, true),
    volume: column(bars.volume, false),
  };
}
