/**
 * The windows of a nested selection: in each of them the set decides that was selected on the bars
 * before. Vocabulary: a window is the tested rows of a calendar year, a quarter or a fold; its cut
 * is the history as it was known at the window's first decision, all bars up to that one's bar.
 * Must not know: features, forests, money.
 */

import { DAY_SECONDS, utcDate } from '../engine/core/bar-time.ts';
import type { Fold } from '../engine/forest/problem.ts';
import type { Dataset } from '../engine/learn/dataset.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';

/** How often a set is selected anew; `off`: never. */
export const NESTED_CHOICES = ['year', 'quarter', 'fold', 'off'] as const;
export type NestedEvery = Exclude<(typeof NESTED_CHOICES)[number], 'off'>;

/** Tested rows [rowStart, rowEnd) on which one set decides. */
export type NestedWindow = {
  readonly rowStart: number;
  readonly rowEnd: number;
  /** The cut's folds: those of the whole history, the last one shorter where the cut ends in it. */
  readonly knownFolds: readonly Fold[];
};

/** What windows are made of. */
export type WindowSource = {
  readonly dataset: Pick<Dataset, 'time' | 'barIndex' | 'knownAfterBars'>;
  readonly folds: readonly Fold[];
};

export type WindowPlan = {
  readonly every: NestedEvery;
  /** Tested rows that a cut must have; see `leastTestedRows`. */
  readonly leastRows: number;
  /** The session day of a bar's time, in days since 1970-01-01; left out: the UTC day. */
  readonly sessionDay?: ((time: number) => number) | undefined;
};

/**
 * The fewest tested rows on which a set is selected: half a year of bars. A Sharpe ratio of half a
 * year has a standard error of 1.4, so that a selection on fewer bars would be a draw of lots.
 */
export function leastTestedRows(barsPerYear: number): number {
  return Math.ceil(barsPerYear / 2);
}

/**
 * The windows in time order, from the first one whose cut has `leastRows` tested rows; none on a
 * short history. A window of a year or quarter holds the rows whose session day lies in it.
 */
export function nestedWindows(source: WindowSource, plan: WindowPlan): readonly NestedWindow[] {
  const starts = windowStarts(source, plan);
  const { end } = testRows(source.folds);
  return starts
    .map((rowStart, i) => {
      const knownFolds = foldsKnownAt(source, rowStart);
      return { rowStart, rowEnd: starts[i + 1] ?? end, knownFolds };
    })
    .filter(({ knownFolds }) => {
      if (knownFolds.length === 0) return false;
      const known = testRows(knownFolds);
      return known.end - known.start >= plan.leastRows;
    });
}

/** First row of each window, whatever its cut. */
function windowStarts(
  { dataset, folds }: WindowSource,
  { every, sessionDay = utcDay }: WindowPlan,
): readonly number[] {
  if (every === 'fold') return folds.map(({ testStart }) => testStart);
  const { start, end } = testRows(folds);
  const starts: number[] = [];
  let last = '';
  for (let row = start; row < end; row++) {
    const name = periodName(utcDate(sessionDay(dataset.time[row]!) * DAY_SECONDS), every);
    if (name !== last) starts.push(row);
    last = name;
  }
  return starts;
}

/** `2019` or `2019 3` of the date `2019-08-14`. */
function periodName(date: string, every: 'year' | 'quarter'): string {
  const year = date.slice(0, 4);
  return every === 'year' ? year : `${year} ${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/**
 * The folds of the history that ends with the bar of row `row`. Its rows are those whose label and
 * next return that bar has made known.
 */
function foldsKnownAt({ dataset, folds }: WindowSource, row: number): readonly Fold[] {
  const { barIndex, knownAfterBars } = dataset;
  const lastBar = barIndex[row]! - knownAfterBars;
  let rows = row;
  while (rows > 0 && barIndex[rows - 1]! > lastBar) rows--;
  return folds
    .filter(({ testStart }) => testStart < rows)
    .map(({ trainEnd, testStart, testEnd }) => ({
      trainEnd,
      testStart,
      testEnd: Math.min(testEnd, rows),
    }));
}

function utcDay(time: number): number {
  return Math.floor(time / DAY_SECONDS);
}
