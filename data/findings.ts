/**
 * What is odd about bars that are possible: missing bars, flat bars, jumps, no volume. All of it is
 * listed and none of it mended: a filled gap would be a bar that nobody could have traded.
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
  /** Missing bars on a continuous calendar, days of trading without a bar on the other. */
  readonly missing: number;
};

/** An odd bar: a close-to-close change beyond ±40 % (`value` is the change), or no volume. */
export type Anomaly = {
  readonly time: number;
  readonly kind: 'jump' | 'zero-volume';
  readonly value: number;
};

export type Findings = {
  readonly calendar: MarketCalendar['kind'];
  readonly gaps: readonly Gap[];
  /** The sum of the gaps' `missing`. */
  readonly missing: number;
  /** On a weekday calendar, days of trading without a bar that are no gap: holidays. Else 0. */
  readonly holidays: number;
  /** Times of the bars with open = high = low = close. */
  readonly flatBars: readonly number[];
  readonly anomalies: readonly Anomaly[];
};

/** A change of the close beyond this share is listed: rare, and often an error. */
export const JUMP = 0.4;
/** Markets with weekends close for up to 4 days (a Thursday or Monday holiday); more is a gap. */
export const CLOSED_DAYS = 4;

/** What is odd about the bars of a run, counted: `run.data.findings` of every result. */
export type FindingCounts = {
  /** Closes beyond ±40 % of the close before. */
  readonly jumps: number;
  readonly gaps: number;
  /** The sum of the gaps' `missing`. */
  readonly missing: number;
  readonly flatBars: number;
  /** See `undefinedTail`; null where no rows were made of the bars. */
  readonly undefinedTail: number | null;
  /** Bars at the end of the file that had not closed yet. */
  readonly formingBar: number;
};

/**
 * The findings on checked `bars`, in order of time. Gaps: on a continuous calendar every distance
 * of two bars or more; on a weekday calendar every distance of more than `CLOSED_DAYS` days.
 * @param calendar the bars' own where left out
 */
export function findingsOf(
  bars: Bars,
  timeframe: Timeframe,
  calendar: MarketCalendar = marketCalendar(bars.time, timeframe),
): Findings {
  const gaps: Gap[] = [];
  let holidays = 0;
  for (let i = 1; i < bars.time.length; i++) {
    const [after, before] = [bars.time[i - 1]!, bars.time[i]!];
    if (calendar.kind === 'continuous') {
      // Rounded, so that an hour of daylight saving is no gap.
      const missing = Math.round((before - after) / barSeconds(timeframe)) - 1;
      if (missing > 0) gaps.push({ after, before, missing });
    } else {
      const start = sessionDay(calendar, after) + 1;
      const missing = tradingDays(calendar, start, sessionDay(calendar, before));
      // Half a day more than the days: daylight saving again.
      if (before - after > (CLOSED_DAYS + 0.5) * DAY_SECONDS) gaps.push({ after, before, missing });
      else holidays += missing;
    }
  }
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  return { calendar: calendar.kind, gaps, missing, holidays, ...oddBars(bars) };
}

/** `findings` counted, of bars of which `formingBar` were left out and no rows were made yet. */
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
 * How many bars come after the row of `lastRowTime`. The last bar is not counted, because it never
 * has a next return. More than 0: a feature is undefined from some bar on, so that a test ends
 * early.
 * @param time Float64Array (bars), unix seconds, increasing
 * @param lastRowTime the open of the last tested (or trained) row's bar, unix seconds
 */
export function undefinedTail(time: Float64Array, lastRowTime: number): number {
  let count = 0;
  while (count < time.length && time[time.length - 1 - count]! > lastRowTime) count++;
  return Math.max(0, count - 1);
}

function oddBars(bars: Bars): Pick<Findings, 'flatBars' | 'anomalies'> {
  const flatBars: number[] = [];
  const anomalies: Anomaly[] = [];
  for (let i = 0; i < bars.time.length; i++) {
    const time = bars.time[i]!;
    // With low <= open, close <= high held, high = low is enough.
    if (bars.high[i] === bars.low[i]) flatBars.push(time);
    const change = i === 0 ? 0 : bars.close[i]! / bars.close[i - 1]! - 1;
    if (Math.abs(change) > JUMP) anomalies.push({ time, kind: 'jump', value: change });
    if (bars.volume[i] === 0) anomalies.push({ time, kind: 'zero-volume', value: 0 });
  }
  return { flatBars, anomalies };
}
