/**
 * An account's returns by calendar year and month. Each return is booked on the day that it is
 * given: the day that earned it, or, in the original system's accounting, the entry's own.
 */

import { DAY_SECONDS, utcDate } from '../core/bar-time.ts';
import { assert } from '../core/errors.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';

/** One calendar year; NaN where undefined. */
export type YearFigures = {
  readonly year: number;
  readonly bars: number;
  /** NaN where all equity was lost in the year. */
  readonly totalLogReturn: number;
  readonly sharpe: number;
  /** Calendar months with at least one bar. */
  readonly months: number;
  /** Share of those months whose log return is positive, a fraction. */
  readonly positiveMonths: number;
};

/** Returns and the days on which they are booked. */
export type BookedReturns = {
  /** Float64Array (entries): unix seconds, ascending; so are their days. */
  readonly time: Float64Array;
  /** Float64Array (entries): log growth of equity. */
  readonly growth: Float64Array;
  /** The market's day of a time, in days since 1970-01-01; left out: the UTC day. */
  readonly sessionDay?: ((time: number) => number) | undefined;
};

/** Log return of each calendar month that has a bar, in time order: `{ '2017-04': 0.12, … }`. */
export function monthlyReturns(booked: BookedReturns): Readonly<Record<string, number>> {
  return Object.fromEntries(
    groupsOf(booked, 'month').map(({ name, start, end }) => [name, total(booked, start, end)]),
  );
}

/**
 * The years that have a bar, in time order.
 * @param booked.net Float64Array (entries): the returns whose Sharpe ratio is taken
 */
export function yearlyFigures(
  booked: BookedReturns & { readonly net: Float64Array; readonly periodsPerYear: number },
): YearFigures[] {
  const { net, periodsPerYear } = booked;
  const months = Object.entries(monthlyReturns(booked));
  return groupsOf(booked, 'year').map(({ name, start, end }) => {
    const own = months.filter(([month]) => month.startsWith(name));
    return {
      year: Number(name),
      bars: end - start,
      totalLogReturn: total(booked, start, end),
      sharpe: sharpeRatio(net.subarray(start, end), periodsPerYear),
      months: own.length,
      positiveMonths: own.filter(([, month]) => month > 0).length / own.length,
    };
  });
}

/** Sum of entries [start, end); NaN where it is not finite. */
function total({ growth }: BookedReturns, start: number, end: number): number {
  const value = sum(growth.subarray(start, end));
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A year or month by its date's first characters, and its entries [start, end). */
type Group = { readonly name: string; readonly start: number; readonly end: number };

function groupsOf(booked: BookedReturns, period: 'year' | 'month'): readonly Group[] {
  const { time, growth, sessionDay = utcDay } = booked;
  assert(time.length === growth.length, 'one time a return');
  const length = period === 'year' ? 4 : 7;
  const nameOf = (entry: number): string =>
    utcDate(sessionDay(time[entry]) * DAY_SECONDS).slice(0, length);
  const groups: Group[] = [];
  let start = 0;
  while (start < time.length) {
    const name = nameOf(start);
    const end = firstOther(start, time.length, (entry) => nameOf(entry) === name);
    groups.push({ name, start, end });
    start = end;
  }
  return groups;
}

function utcDay(time: number): number {
  return Math.floor(time / DAY_SECONDS);
}

/** The first entry after `start` for which `same` does not hold; it holds for all before it. */
function firstOther(start: number, length: number, same: (entry: number) => boolean): number {
  // Invariant: `same` holds at low and does not at high, if high is an entry.
  let low = start;
  let high = length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (same(middle)) low = middle;
    else high = middle;
  }
  return high;
}
