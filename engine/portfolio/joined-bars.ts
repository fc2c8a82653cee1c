/**
 * Bars of several markets side by side. Daily bars are joined by session day: Monday in New York (a
 * bar of 09:30) and Monday UTC of a coin (a bar of 00:00) stand together. Shorter bars are joined
 * by the time at which they open. A market without a bar at a joined time is closed then.
 * Must not know: positions, money.
 */

import { closesAt } from '../core/bar-close.ts';
import { DAY_SECONDS, formatBarTime } from '../core/bar-time.ts';
import { InputError } from '../core/errors.ts';
import { sessionDay, type MarketCalendar } from '../core/market-calendar.ts';

/** Times of a market's bars, and the calendar that tells their length and their session days. */
export type DatedBars = {
  /** For messages: `SPY`. */
  readonly name: string;
  readonly calendar: MarketCalendar;
  /** Float64Array (bars): unix seconds, ascending. */
  readonly time: Float64Array;
};

/** The times at which any of the markets has a bar. */
export type JoinedBars = {
  /**
   * Float64Array (joined times): unix seconds, ascending: midnights (UTC) of session days, or the
   * opens of shorter bars.
   */
  readonly time: Float64Array;
  /** For each market Int32Array (joined times): the index of its bar, -1 without one. */
  readonly bar: readonly Int32Array[];
};

/**
 * The joined times of `markets`, whose bars have one length, O(bars · log bars).
 * @throws InputError if a market has two daily bars on one session day
 */
export function joinBars(markets: readonly DatedBars[]): JoinedBars {
  const times = markets.map(joinedTimes);
  const time = Float64Array.from(new Set(times.flatMap((own) => Array.from(own)))).sort();
  const place = new Map(Array.from(time, (value, i) => [value, i]));
  const bar = times.map((own) => {
    const indices = new Int32Array(time.length).fill(-1);
    own.forEach((value, i) => (indices[place.get(value)!] = i));
    return indices;
  });
  return { time, bar };
}

/** Float64Array (bars): the joined time of each bar. @throws InputError as `joinBars` does */
function joinedTimes({ name, calendar, time }: DatedBars): Float64Array {
  const joined = time.map((value) => joinedTime(calendar, value));
  const twice = joined.findIndex((value, i) => i > 0 && value <= joined[i - 1]);
  if (twice < 0) return joined;
  throw new InputError(
    `${name}: expected one bar a session day, got two of the session of ` +
      `${formatBarTime(time[twice])}`,
  );
}

/** The joined time of the bar that opens at `time`; both are unix seconds. */
export function joinedTime(calendar: MarketCalendar, time: number): number {
  return calendar.timeframe === '1d' ? sessionDay(calendar, time) * DAY_SECONDS : time;
}

/**
 * The first joined time at which every market may know the close of the bar that opens at `time`
 * (unix seconds). On one session day markets close at different hours, so that a daily close is
 * known on the next day. A shorter bar is known to the bars that open after it has closed.
 */
export function knownFrom(calendar: MarketCalendar, time: number): number {
  if (calendar.timeframe !== '1d') return closesAt(calendar, time);
  return joinedTime(calendar, time) + DAY_SECONDS;
}
