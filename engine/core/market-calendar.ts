/**
 * The calendar of the market that bars come from. It is found from the opening times of the bars,
 * and tells whether the market trades every day, to which day a session belongs, and how many bars
 * a year has. bar-close.ts tells when a bar has closed. Every command, the findings and the weekday
 * features use these two files.
 *
 * Vocabulary: a `day` is a whole number of days since 1970-01-01. The `session day` of a bar is the
 * day of trading that the bar is part of. An `evening market` opens its session on the UTC day
 * before: Monday in Tokyo begins on Sunday 15:00 UTC; at the CME and for currencies it begins on
 * Sunday evening.
 *
 * A calendar is made from all bars at hand, so later bars could change the day of an earlier bar.
 * In practice they do not, because the calendar depends only on the weekly timetable of the market,
 * and a few weeks of bars show the timetable as well as ten years. The timetable of a market varies
 * in few ways (an hour of daylight saving; openings before midnight UTC in summer and after it in
 * winter), and `sessionDay` is the same for all of them. A property test checks this for any part
 * of at least five weeks.
 */

import { barSeconds, DAY_SECONDS, weekdayOf, type Timeframe } from './bar-time.ts';

/** The facts about a market; `marketCalendar` makes them. */
export type MarketCalendar = {
  readonly timeframe: Timeframe;
  /** `continuous`: bars every day of the week. `weekdays`: a market with weekends and holidays. */
  readonly kind: 'continuous' | 'weekdays';
  /** Seconds before midnight UTC from which a bar belongs to the next day; 0: no evening market. */
  readonly eveningSeconds: number;
  /** Whether there are sessions on a weekday, Monday 0 to Sunday 6. */
  readonly trades: readonly boolean[];
  /** Bars of a day times 365 on a continuous calendar, otherwise bars of a session times 252. */
  readonly barsPerYear: number;
};

/** Days or sessions of a year, by convention. */
export const DAYS_OF_YEAR = { continuous: 365, weekdays: 252 } as const;

const ALL_DAYS: readonly boolean[] = [true, true, true, true, true, true, true];
const MONDAY_TO_FRIDAY: readonly boolean[] = [true, true, true, true, true, false, false];
/** The week of Riyadh, and of Tel Aviv until 2025. */
const SUNDAY_TO_THURSDAY: readonly boolean[] = [true, true, true, true, false, false, true];

const FRIDAY = 4;
const SATURDAY = 5;
const SUNDAY = 6;

/** Midnight at UTC+14, the earliest zone: no session of Monday opens on Sunday before this. */
const EARLIEST_EVENING = 10 * 3600;
/** A bar that opens this late belongs to the next day, unless Fridays have such bars as well. */
const SURELY_EVENING = 20 * 3600;
/** Daylight saving time moves an opening by this much. */
const DAYLIGHT_SAVING = 3600;
/** If this many Fridays have no session, Friday is part of the market's weekend, not a holiday. */
const FRIDAYS_OF_A_MONTH = 4;

/**
 * The calendar of bars that open at `time`: Float64Array (rows), unix seconds, increasing, at least
 * one. It is continuous if at least half of the Saturdays between the first and the last bar have a
 * bar, and if Fridays have bars as well. It is an evening market if two conditions hold. First, the
 * first bar of most Sundays opens late in the day; if no Sunday has a bar, the late bars of other
 * days count instead. Second, no more Fridays than Sundays have bars at that time of day, so a
 * single wrong bar on a Sunday changes nothing. A few passes over `time`.
 */
export function marketCalendar(time: Float64Array, timeframe: Timeframe): MarketCalendar {
  const kind = kindOf(time);
  if (kind === 'continuous') {
    const barsPerYear = (DAYS_OF_YEAR[kind] * DAY_SECONDS) / barSeconds(timeframe);
    return { timeframe, kind, eveningSeconds: 0, trades: ALL_DAYS, barsPerYear };
  }
  const eveningSeconds = eveningSecondsOf(time, timeframe);
  const open = { timeframe, kind, eveningSeconds, trades: MONDAY_TO_FRIDAY, barsPerYear: 0 };
  const sessions = sessionsOf(time, open);
  const weekendOnFriday =
    sessions.onFridays === 0 && weekdaysSpanned(time, FRIDAY) >= FRIDAYS_OF_A_MONTH;
  return {
    ...open,
    trades: weekendOnFriday ? SUNDAY_TO_THURSDAY : MONDAY_TO_FRIDAY,
    barsPerYear: DAYS_OF_YEAR[kind] * (timeframe === '1d' ? 1 : sessions.usualBars),
  };
}

/** The session day of the bar that opens at `time` (unix seconds). */
export function sessionDay(calendar: MarketCalendar, time: number): number {
  const day = Math.floor((time + calendar.eveningSeconds) / DAY_SECONDS);
  // An intraday bar can reach over the end of the last session of the week. No next day follows, so
  // this bar belongs to that last session.
  const beyondTheWeek =
    calendar.eveningSeconds > 0 && calendar.timeframe !== '1d' && !tradesOn(calendar, day);
  return beyondTheWeek && tradesOn(calendar, day - 1) ? day - 1 : day;
}

/** Whether the market has a session on `day`. Holidays count as sessions: bars do not tell them. */
export function tradesOn(calendar: MarketCalendar, day: number): boolean {
  return calendar.trades[weekdayOf(day)]!;
}

/** Number of days with a session among the days [start, end); holidays are counted as well. */
export function tradingDays(calendar: MarketCalendar, start: number, end: number): number {
  let count = 0;
  for (let day = start; day < end; day++) if (tradesOn(calendar, day)) count++;
  return count;
}

/** The first day with a session that is not before `day`. */
export function tradingDayFrom(calendar: MarketCalendar, day: number): number {
  let next = day;
  while (!tradesOn(calendar, next)) next++;
  return next;
}

function kindOf(time: Float64Array): MarketCalendar['kind'] {
  const saturdays = openings(time, SATURDAY, 0).length;
  if (saturdays * 2 < weekdaysSpanned(time, SATURDAY)) return 'weekdays';
  // If Sunday's session opens on Saturday evening UTC, Saturdays have bars and Fridays have none.
  const fridays = weekdaysSpanned(time, FRIDAY);
  if (fridays < FRIDAYS_OF_A_MONTH) return 'continuous';
  return openings(time, FRIDAY, 0).length === 0 ? 'weekdays' : 'continuous';
}

/** How long before midnight (seconds) bars begin to belong to the next day; 0 if they never do. */
function eveningSecondsOf(time: Float64Array, timeframe: Timeframe): number {
  const onSundays = openings(time, SUNDAY, 0);
  // In summer, daily bars of London open at 23:00 UTC. A file that ends with the first week of
  // summer time has such bars, but none of them on a Sunday.
  const late = timeframe === '1d' && onSundays.length === 0;
  const evenings = late ? openings(time, null, SURELY_EVENING) : onSundays;
  const usual = evenings[evenings.length >> 1] ?? 0;
  if (usual < EARLIEST_EVENING) return 0;
  const evening = usual - DAYLIGHT_SAVING;
  const sundays = openings(time, SUNDAY, evening).length;
  return sundays < openings(time, FRIDAY, evening).length ? 0 : DAY_SECONDS - evening;
}

/**
 * For each UTC day of `weekday` (null: any weekday) the opening time of its first bar that opens at
 * or after `earliest`, both in seconds of the day. Sorted by size; days without such a bar have no
 * entry.
 */
function openings(time: Float64Array, weekday: number | null, earliest: number): number[] {
  const found: number[] = [];
  let last = Number.NaN;
  for (let i = 0; i < time.length; i++) {
    const day = Math.floor(time[i]! / DAY_SECONDS);
    const ofDay = time[i]! - day * DAY_SECONDS;
    if (ofDay < earliest || day === last) continue;
    if (weekday !== null && weekdayOf(day) !== weekday) continue;
    last = day;
    found.push(ofDay);
  }
  return found.sort((a, b) => a - b);
}

/** How often a weekday occurs from the UTC day of the first bar to that of the last, inclusive. */
function weekdaysSpanned(time: Float64Array, weekday: number): number {
  const start = Math.floor(time[0]! / DAY_SECONDS);
  const end = Math.floor(time.at(-1)! / DAY_SECONDS) + 1;
  const first = start + ((weekday - weekdayOf(start) + 7) % 7);
  return Math.max(0, Math.ceil((end - first) / 7));
}

/** The number of sessions on Fridays, and the most frequent number of bars of a session. */
function sessionsOf(
  time: Float64Array,
  calendar: MarketCalendar,
): { readonly onFridays: number; readonly usualBars: number } {
  const sessionsByBars = new Map<number, number>();
  let onFridays = 0;
  for (let start = 0, end = 0; start < time.length; start = end) {
    const day = sessionDay(calendar, time[start]!);
    while (end < time.length && sessionDay(calendar, time[end]!) === day) end++;
    sessionsByBars.set(end - start, (sessionsByBars.get(end - start) ?? 0) + 1);
    if (weekdayOf(day) === FRIDAY) onFridays++;
  }
  const [usual] = [...sessionsByBars].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return { onFridays, usualBars: usual![0] };
}
