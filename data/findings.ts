/**
 * What is odd about bars that are possible: missing bars, flat bars, jumps, no volume. All of it is
 * listed and none of it mended: a filled gap would be a bar that nobody could have traded.
 */

import { barSeconds, utcParts, type Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';

/** `continuous`: a bar every day of the week. `weekdays`: a market with weekends and holidays. */
export type Calendar = 'continuous' | 'weekdays';

/** Bars missing between two neighbours, whose times (unix seconds) are `after` and `before`. */
export type Gap = {
  readonly after: number;
  readonly before: number;
  /** Missing bars on a continuous calendar, weekdays without a bar on the other. */
  readonly missing: number;
};

/** An odd bar: a close-to-close change beyond ±40 % (`value` is the change), or no volume. */
export type Anomaly = {
  readonly time: number;
  readonly kind: 'jump' | 'zero-volume';
  readonly value: number;
};

export type Findings = {
  readonly calendar: Calendar;
  readonly gaps: readonly Gap[];
  /** The sum of the gaps' `missing`. */
  readonly missing: number;
  /** On a weekday calendar, weekdays without a bar that are no gap: holidays. Else 0. */
  readonly holidays: number;
  /** Times of the bars with open = high = low = close. */
  readonly flatBars: readonly number[];
  readonly anomalies: readonly Anomaly[];
};

/** A change of the close beyond this share is listed: rare, and often an error. */
export const JUMP = 0.4;
/** Markets with weekends close for up to 4 days (a Thursday or Monday holiday); more is a gap. */
export const CLOSED_DAYS = 4;

const DAY = 86_400;

/**
 * The findings on checked `bars`, in order of time. Gaps: on a continuous calendar every distance
 * of two bars or more; on a weekday calendar every distance of more than `CLOSED_DAYS` days. A file
 * is continuous if at least half the Saturdays that it spans have a bar.
 */
export function findingsOf(bars: Bars, timeframe: Timeframe): Findings {
  const calendar = calendarOf(bars.time);
  const gaps: Gap[] = [];
  let holidays = 0;
  for (let i = 1; i < bars.time.length; i++) {
    const [after, before] = [bars.time[i - 1]!, bars.time[i]!];
    if (calendar === 'continuous') {
      // Rounded, so that an hour of daylight saving is no gap.
      const missing = Math.round((before - after) / barSeconds(timeframe)) - 1;
      if (missing > 0) gaps.push({ after, before, missing });
    } else {
      const missing = weekdaysBetween(after, before);
      // Half a day more than the days: daylight saving again.
      if (before - after > (CLOSED_DAYS + 0.5) * DAY) gaps.push({ after, before, missing });
      else holidays += missing;
    }
  }
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  return { calendar, gaps, missing, holidays, ...oddBars(bars) };
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

function calendarOf(time: Float64Array): Calendar {
  const first = dayOf(time[0]!);
  const last = dayOf(time.at(-1)!);
  const traded = new Set<number>();
  for (const value of time) if (utcParts(value).weekday === 5) traded.add(dayOf(value));
  let saturdays = 0;
  for (let day = first; day <= last; day++) if (isWeekday(day, 5)) saturdays++;
  return traded.size * 2 >= saturdays ? 'continuous' : 'weekdays';
}

/** Mondays to Fridays strictly between the UTC days of two times. */
function weekdaysBetween(after: number, before: number): number {
  let count = 0;
  for (let day = dayOf(after) + 1; day < dayOf(before); day++) {
    if (!isWeekday(day, 5) && !isWeekday(day, 6)) count++;
  }
  return count;
}

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

function isWeekday(day: number, weekday: number): boolean {
  return utcParts(day * DAY).weekday === weekday;
}
