/**
 * Bars of several markets side by side, joined by session day: Monday in New York (a bar of 09:30)
 * and Monday UTC of a coin (a bar of 00:00) are one day. A market that is closed on a day has no
 * bar on it. Must not know: positions, money.
 */

import { formatBarTime } from '../core/bar-time.ts';
import { InputError } from '../core/errors.ts';
import { sessionDay, type MarketCalendar } from '../core/market-calendar.ts';

/** Times of a market's bars, and the calendar that tells their session days. */
export type DatedBars = {
  /** For messages: `SPY`. */
  readonly name: string;
  readonly calendar: MarketCalendar;
  /** Float64Array (bars): unix seconds, ascending. */
  readonly time: Float64Array;
};

/** The days on which any of the markets has a bar. */
export type JoinedDays = {
  /** Float64Array (days): days since 1970-01-01, ascending. */
  readonly day: Float64Array;
  /** For each market Int32Array (days): the index of its bar on the day, -1 without one. */
  readonly bar: readonly Int32Array[];
};

/**
 * The days of `markets`, O(bars · log bars).
 * @throws InputError if a market has two bars on one session day
 */
export function joinDays(markets: readonly DatedBars[]): JoinedDays {
  const days = markets.map(sessionDays);
  const day = Float64Array.from(new Set(days.flatMap((own) => Array.from(own)))).sort();
  const place = new Map(Array.from(day, (value, i) => [value, i]));
  const bar = days.map((own) => {
    const indices = new Int32Array(day.length).fill(-1);
    own.forEach((value, i) => (indices[place.get(value)!] = i));
    return indices;
  });
  return { day, bar };
}

/** Float64Array (bars): the session day of each bar. @throws InputError if a day comes twice */
export function sessionDays({ name, calendar, time }: DatedBars): Float64Array {
  const days = time.map((value) => sessionDay(calendar, value));
  const twice = days.findIndex((day, i) => i > 0 && day <= days[i - 1]);
  if (twice < 0) return days;
  throw new InputError(
    `${name}: expected one bar a session day, got two of the session of ` +
      `${formatBarTime(time[twice])}`,
  );
}
