/**
 * A strategy's net returns by calendar year and month of the bar's time (UTC). A row's return is
 * booked where its bar stands, though it is earned until the next bar's close.
 */

import { utcDate } from '../core/bar-time.ts';
import { assert } from '../core/errors.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';

/** One calendar year; `sharpe` is NaN where undefined. */
export type YearFigures = {
  readonly year: number;
  readonly bars: number;
  readonly totalLogReturn: number;
  readonly sharpe: number;
  /** Calendar months with at least one bar. */
  readonly months: number;
  /** Share of those months whose log return is positive, a fraction. */
  readonly positiveMonths: number;
};

/** Log return of each calendar month that has a bar, in time order: `{ '2017-04': 0.12, … }`. */
export function monthlyReturns(
  time: Float64Array,
  net: Float64Array,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...groupBy(time, net, 7)].map(([month, returns]) => [month, sum(returns)]),
  );
}

/** The years that have a bar, in time order. */
export function yearlyFigures(
  time: Float64Array,
  net: Float64Array,
  periodsPerYear: number,
): YearFigures[] {
  const months = Object.entries(monthlyReturns(time, net));
  return [...groupBy(time, net, 4)].map(([year, returns]) => {
    const own = months.filter(([month]) => month.startsWith(year));
    return {
      year: Number(year),
      bars: returns.length,
      totalLogReturn: sum(returns),
      sharpe: sharpeRatio(returns, periodsPerYear),
      months: own.length,
      positiveMonths: own.filter(([, total]) => total > 0).length / own.length,
    };
  });
}

/** Runs of `values` whose date has the same first `length` characters. Time increases. */
function groupBy(
  time: Float64Array,
  values: Float64Array,
  length: number,
): Map<string, Float64Array> {
  assert(time.length === values.length, 'one time a value');
  const groups = new Map<string, Float64Array>();
  let start = 0;
  while (start < time.length) {
    const key = utcDate(time[start]!).slice(0, length);
    let end = start + 1;
    while (end < time.length && utcDate(time[end]!).startsWith(key)) end++;
    groups.set(key, values.subarray(start, end));
    start = end;
  }
  return groups;
}
