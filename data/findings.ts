/**
 * Facts about possible bars that a user should know: missing bars, flat bars, jumps, no volume.
 * They are listed and nothing is corrected: a filled gap would be a bar that nobody could trade.
 */

import { barSeconds, DAY_SECONDS, type Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import {
  marketCalendar,
  sessionDay,
  tradingDays,
  type MarketCalendar,
} from '../engine/core/market-calendar.ts';

/** Bars missing between two neighbours, whose times (unix seconds) are `after` and `before`. */
export type Gap = {
  readonly after: number;
  readonly before: number;
  /** Missing bars on a continuous calendar; otherwise days of trading without a bar. */
  readonly missing: number;
};

/** An unusual bar: the close changed by more than 40 % (`value` is the change), or no volume. */
type Anomaly = {
  readonly time: number;
  readonly kind: 'jump' | 'zero-volume';
  readonly value: number;
};

export type Findings = {
  readonly calendar: MarketCalendar['kind'];
  readonly gaps: readonly Gap[];
  /** The sum of the gaps' `missing`. */
  readonly missing: number;
  /** On a weekday calendar the days of trading without a bar that are no gap (holidays), else 0. */
  readonly holidays: number;
  /** Times of the bars with open = high = low = close. */
  readonly flatBars: readonly number[];
  readonly anomalies: readonly Anomaly[];
};

/** A change of the close by more than this share is listed, because it is often an error. */
const JUMP = 0.4;
/** A market with weekends may close for this many days (a holiday beside one); more is a gap. */
export const CLOSED_DAYS = 4;

/** The number of findings of each kind: `run.data.findings` of every result. */
export type FindingCounts = {
  /** Closes that differ from the close before by more than 40 %. */
  readonly jumps: number;
  readonly gaps: number;
  /** The sum of the gaps' `missing`. */
  readonly missing: number;
  readonly flatBars: number;
  /** See `undefinedTail`; null if no rows were made from the bars. */
  readonly undefinedTail: number | null;
  /** Number of bars at the end of the file that had not closed yet. */
  readonly formingBar: number;
};

/**
 * The findings on checked `bars`, in order of time. On a continuous calendar a gap is a distance of
 * two bars or more; on a weekday calendar it is a distance of more than `CLOSED_DAYS` days.
 * @param calendar if left out, the calendar that `bars` have themselves
 */
export function findingsOf(
  bars: Bars,
  timeframe: Timeframe,
  calendar: MarketCalendar = marketCalendar(bars.time, timeframe),
): Findings {
  const continuous = calendar.kind === 'continuous';
  const { gaps, holidays } = continuous
    ? { gaps: continuousGaps(bars.time, barSeconds(timeframe)), holidays: 0 }
    : weekdayGaps(bars.time, calendar);
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  return { calendar: calendar.kind, gaps, missing, holidays, ...oddBars(bars) };
}

/** The gaps of a market without closing times, where every missing bar is one. */
export function continuousGaps(time: Float64Array, stepSeconds: number): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < time.length; i++) {
    const [after, before] = [time[i - 1]!, time[i]!];
    // Rounded, so that an hour of daylight saving time is no gap.
    const missing = Math.round((before - after) / stepSeconds) - 1;
    if (missing > 0) gaps.push({ after, before, missing });
  }
  return gaps;
}

/** The counts of `findings`, before rows are made from the bars; `formingBar` were left out. */
export function findingCounts(findings: Findings, formingBar: number): FindingCounts {
  return {
    jumps: findings.anomalies.filter(({ kind }) => kind === 'jump').length,
    gaps: findings.gaps.length,
    missing: findings.missing,
    flatBars: findings.flatBars.length,
    undefinedTail: null,
    formingBar,
  };
}

/**
 * The number of bars after the row of `lastRowTime`. The last bar is not counted, because it never
 * has a next return. If the number is above 0, a feature is undefined at the end of the file, and
 * a test ends before the file does.
 * @param time Float64Array (bars), unix seconds, increasing
 * @param lastRowTime the open of the last tested (or trained) row's bar, unix seconds
 */
export function undefinedTail(time: Float64Array, lastRowTime: number): number {
  let count = 0;
  while (count < time.length && time[time.length - 1 - count]! > lastRowTime) count++;
  return Math.max(0, count - 1);
}

function weekdayGaps(
  time: Float64Array,
  calendar: MarketCalendar,
): Pick<Findings, 'gaps' | 'holidays'> {
  const gaps: Gap[] = [];
  let holidays = 0;
  for (let i = 1; i < time.length; i++) {
    const [after, before] = [time[i - 1]!, time[i]!];
    const start = sessionDay(calendar, after) + 1;
    const missing = tradingDays(calendar, start, sessionDay(calendar, before));
    // Half a day is added because of daylight saving time.
    if (before - after > (CLOSED_DAYS + 0.5) * DAY_SECONDS) gaps.push({ after, before, missing });
    else holidays += missing;
  }
  return { gaps, holidays };
}

/** The bars without a range, and the unusual ones. `bars` are possible. */
export function oddBars(bars: Bars): Pick<Findings, 'flatBars' | 'anomalies'> {
  const flatBars: number[] = [];
  const anomalies: Anomaly[] = [];
  for (let i = 0; i < bars.time.length; i++) {
    const time = bars.time[i]!;
    // Bars are checked already (low <= open, close <= high), so high = low is enough.
    if (bars.high[i] === bars.low[i]) flatBars.push(time);
    const change = i === 0 ? 0 : bars.close[i]! / bars.close[i - 1]! - 1;
    if (Math.abs(change) > JUMP) anomalies.push({ time, kind: 'jump', value: change });
    if (bars.volume[i] === 0) anomalies.push({ time, kind: 'zero-volume', value: 0 });
  }
  return { flatBars, anomalies };
}
