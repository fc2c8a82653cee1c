/**
 * Longer bars from shorter ones: the first open, the highest high, the lowest low, the last close,
 * the sum of the volumes. A further column keeps its value on the last of the shorter bars, since
 * that is known at the close. Nothing is filled: a period without a bar has no bar.
 *
 * Vocabulary: a `period` is the time of one longer bar. On a continuous calendar periods are UTC
 * days, or four hours of them. On a weekday calendar a daily period is a session, and four hours
 * are counted from the first bar of the session.
 */

import { barSeconds, DAY_SECONDS, type Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import {
  DAYS_OF_YEAR,
  marketCalendar,
  sessionDay,
  type MarketCalendar,
} from '../engine/core/market-calendar.ts';

/** A longer bar with fewer of the shorter ones than usual. */
export type IncompleteBar = {
  /** Its time, unix seconds. */
  readonly time: number;
  readonly bars: number;
  readonly expected: number;
};

export type ResampledBars = {
  readonly bars: Bars;
  /** In order of time; among them no bar that was left out. */
  readonly incomplete: readonly IncompleteBar[];
  /** The last bar, if it was left out because its period was not over with the last bar given. */
  readonly leftOut: IncompleteBar | null;
};

/** The rows [start, end) of the shorter bars that make up one longer bar. */
type Period = IncompleteBar & { readonly start: number; readonly end: number };

/**
 * Bars of `to` from checked bars of `from`. A daily bar has the time 00:00 UTC of its day, or of
 * its session's day; a bar of four hours has the time at which its period begins. The last bar is
 * left out if it is incomplete at its end. O(rows).
 * @throws InputError if bars of `to` are not longer, or if no bar is complete enough to be kept
 */
export function resampleBars(bars: Bars, from: Timeframe, to: Timeframe): ResampledBars {
  if (barSeconds(to) <= barSeconds(from)) {
    throw new InputError(`expected bars shorter than ${to}, got bars of ${from}`);
  }
  const calendar = marketCalendar(bars.time, from);
  const all = periodsOf(bars.time, calendar, to);
  const last = all.at(-1)!;
  const over = isOver(last, bars.time.at(-1)! + barSeconds(from), calendar, to);
  const kept = over ? all : all.slice(0, -1);
  if (kept.length === 0) {
    throw new InputError(`expected a whole bar of ${to} at least, got ${last.bars} of ${from}`);
  }
  const named = ({ time, bars: count, expected }: Period): IncompleteBar => {
    return { time, bars: count, expected };
  };
  return {
    bars: joined(bars, kept),
    incomplete: kept.filter((period) => period.bars < period.expected).map(named),
    leftOut: over ? null : named(last),
  };
}

/** Whether no further bar of the period can follow a bar that closes at `close` (unix seconds). */
function isOver(period: Period, close: number, calendar: MarketCalendar, to: Timeframe): boolean {
  if (calendar.kind === 'continuous') return close >= period.time + barSeconds(to);
  return period.bars >= period.expected;
}

function periodsOf(time: Float64Array, calendar: MarketCalendar, to: Timeframe): Period[] {
  const periods: Period[] = [];
  for (let start = 0, end = 0; start < time.length; start = end) {
    const day = sessionDay(calendar, time[start]!);
    while (end < time.length && sessionDay(calendar, time[end]!) === day) end++;
    periods.push(...periodsOfDay(time, { day, start, end }, calendar, to));
  }
  return periods;
}

/** The periods of the session with the rows [start, end). */
function periodsOfDay(
  time: Float64Array,
  session: { readonly day: number; readonly start: number; readonly end: number },
  calendar: MarketCalendar,
  to: Timeframe,
): Period[] {
  const { day, start, end } = session;
  const usual = usualBars(calendar);
  const midnight = day * DAY_SECONDS;
  if (to === '1d') return [{ time: midnight, bars: end - start, expected: usual, start, end }];
  const length = barSeconds(to);
  const perPeriod = length / barSeconds(calendar.timeframe);
  const open = calendar.kind === 'continuous' ? midnight : time[start]!;
  const periods: Period[] = [];
  for (let first = start, next = start; first < end; first = next) {
    const number = Math.floor((time[first]! - open) / length);
    while (next < end && Math.floor((time[next]! - open) / length) === number) next++;
    const expected = Math.max(1, Math.min(perPeriod, usual - number * perPeriod));
    const at = open + number * length;
    periods.push({ time: at, bars: next - first, expected, start: first, end: next });
  }
  return periods;
}

/** Bars of a UTC day, or of most sessions. */
function usualBars({ kind, barsPerYear }: MarketCalendar): number {
  return barsPerYear / DAYS_OF_YEAR[kind];
}

function joined(bars: Bars, periods: readonly Period[]): Bars {
  const column = (value: (period: Period) => number): Float64Array =>
    Float64Array.from(periods, value);
  const extra = Object.entries(bars.extra ?? {}).map(([name, values]) => {
    return [name, column(({ end }) => values[end - 1]!)] as const;
  });
  return {
    time: column(({ time }) => time),
    open: column(({ start }) => bars.open[start]!),
    high: column(({ start, end }) =>
      bars.high.subarray(start, end).reduce((a, b) => Math.max(a, b)),
    ),
    low: column(({ start, end }) => bars.low.subarray(start, end).reduce((a, b) => Math.min(a, b))),
    close: column(({ end }) => bars.close[end - 1]!),
    volume: column(({ start, end }) => bars.volume.subarray(start, end).reduce((a, b) => a + b)),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}
