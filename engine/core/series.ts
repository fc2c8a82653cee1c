/**
 * Series beside the bars (funding, hash rate, an index), joined with bars by time.
 * Vocabulary: an *observation* is a value with a time, its stamp. Its *publication* is the stamp
 * plus the lag of the series. A bar knows the observations that were published before its close.
 * Must not know: files, features.
 */

import { knowsUntil } from './bar-close.ts';
import { DAY_SECONDS, type Timeframe } from './bar-time.ts';
import type { Bars } from './bars.ts';
import { InputError } from './errors.ts';
import { marketCalendar } from './market-calendar.ts';

/** Values by time, Float64Array (observations) each. Stamps are unix seconds and increase. */
export type Observations = { readonly time: Float64Array; readonly value: Float64Array };

/** How a series is joined with bars. */
export type SeriesJoin = {
  /** Days from an observation's stamp to its publication, at least 0. */
  readonly lagDays: number;
  /** For how many days after its first day an observation stands in for later ones. */
  readonly carryDays: number;
  /**
   * If given, an observation stands in for this many bars after its first day instead, whatever
   * their length. This is the rule of the original system: three rows.
   */
  readonly carryBars?: number | undefined;
  /** The value of a bar without an observation; null: it is undefined, and the bar is no row. */
  readonly neutral: number | null;
};

/** A column of the bars that is made from a series. Plain JSON: model files contain it. */
export type SeriesPlan = SeriesJoin & {
  /** The name of the column, such as `series:funding`. */
  readonly column: string;
  /** The name of the series that the column is made from. */
  readonly source: string;
};

/** Begins the name of an on-chain series, so that a user's own may have the same name. */
export const ON_CHAIN_SOURCE = 'onchain/';

/** Options of a join that are left out: published at its stamp, three days of carry, undefined. */
export const DEFAULT_JOIN: SeriesJoin = { lagDays: 0, carryDays: 3, neutral: null };

/** Until when a decision on each of `bars` may know a series: Float64Array (rows), unix seconds. */
export function barCloses({ time }: Pick<Bars, 'time'>, timeframe: Timeframe): Float64Array {
  if (time.length === 0) return new Float64Array(0);
  const calendar = marketCalendar(time, timeframe);
  return time.map((open) => knowsUntil(calendar, open));
}

/**
 * The value of the series that each bar knows at its close: Float64Array (rows). It is the latest
 * observation that was published before the close. An observation that is published at the very
 * moment of the close does not count, because a decision at the close cannot know it. This also
 * keeps dates apart: `2024-01-02` is stamped 00:00 UTC, the moment at which the bar of January 1
 * closes, and belongs to the bar of January 2.
 *
 * An observation counts for the day after its publication and for `carryDays` more days. With
 * `carryBars`, a bar without an observation of its own day gets the value of the bar before it, for
 * at most that many bars in a row. A bar without one gets `neutral`, or NaN.
 * O(rows + observations).
 * @param closes Float64Array (rows), unix seconds, increasing: see `barCloses`
 */
export function joinAsOf(
  closes: Float64Array,
  { time, value }: Observations,
  { lagDays, carryDays, carryBars, neutral }: SeriesJoin,
): Float64Array {
  const target = new Float64Array(closes.length).fill(neutral ?? Number.NaN);
  const lag = lagDays * DAY_SECONDS;
  const longest = (carryBars === undefined ? carryDays + 1 : 1) * DAY_SECONDS;
  let published = 0;
  // The last bar that has an observation by time, and not by the count of bars.
  let own = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < closes.length; row++) {
    const close = closes[row]!;
    // Observations [0, published) were published before this close.
    while (published < time.length && time[published]! + lag < close) published++;
    if (published === 0) continue;
    const last = published - 1;
    if (close - (time[last]! + lag) <= longest) {
      target[row] = value[last]!;
      own = row;
    } else if (row - own <= (carryBars ?? 0)) {
      target[row] = target[own]!;
    }
  }
  return target;
}

/**
 * Checks observations and a join that a program made.
 * @param name names the series in messages
 * @throws InputError if the columns differ in length, for times that do not increase, for infinite
 *   values, and for a lag or a carry below 0
 */
export function checkSeries(name: string, { time, value }: Observations, join: SeriesJoin): void {
  const refuse = (problem: string): never => {
    throw new InputError(`series ${name}: ${problem}`);
  };
  if (time.length !== value.length) {
    refuse(`expected as many values as times, got ${value.length} and ${time.length}`);
  }
  const wrong = time.findIndex(
    (at, i) => !(at > (i === 0 ? Number.NEGATIVE_INFINITY : time[i - 1]!)),
  );
  if (wrong >= 0) refuse(`expected times that increase, got ${time[wrong]} at ${wrong}`);
  const odd = value.findIndex((one) => !Number.isFinite(one));
  if (odd >= 0) refuse(`expected finite values, got ${value[odd]} at ${odd}`);
  for (const days of [join.lagDays, join.carryDays]) {
    if (!(days >= 0 && Number.isFinite(days))) refuse(`expected days of at least 0, got ${days}`);
  }
  const { carryBars: bars = 0 } = join;
  if (!(bars >= 0 && Number.isInteger(bars))) refuse(`expected a count of bars, got ${bars}`);
}

/** `bars` with further columns, which replace others of the same names. Nothing is copied. */
export function withExtra(bars: Bars, columns: Readonly<Record<string, Float64Array>>): Bars {
  return { ...bars, extra: { ...bars.extra, ...columns } };
}
