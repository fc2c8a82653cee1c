/**
 * The calendar of the market that bars come from, read off their opening times: whether it trades
 * every day, which day a session belongs to, how many bars are a year. bar-close.ts says when a bar
 * has closed. Every command, the findings and the weekday features ask these two files.
 *
 * Vocabulary: a `day` is a whole number of days since 1970-01-01; a bar's `session day` is the day
 * whose trading it is part of. An `evening market` opens its session on the UTC day before: Tokyo's
 * Monday begins on Sunday 15:00 UTC, that of the CME and of currencies on Sunday evening.
 *
 * A calendar is made of all bars at hand, so later bars could change which day an earlier bar
 * belongs to. They do not in practice: what is read off is the market's weekly timetable, and a few
 * weeks of bars show it as well as ten years. In one market the timetable varies in few ways (an
 * hour of daylight saving; openings before midnight UTC in summer and after it in winter), and
 * under all of them `sessionDay` is the same. A property test holds this for any part of at least
 * five weeks.
 */

import { barSeconds, DAY_SECONDS, weekdayOf, type Timeframe } from './bar-time.ts';

/** What is to be known of a market; made by `marketCalendar`. */
export type MarketCalendar = {
  readonly timeframe: Timeframe;
  /** `continuous`: bars every day of the week. `weekdays`: a market with weekends and holidays. */
  readonly kind: 'continuous' | 'weekdays';
  /** Seconds before midnight UTC from which a bar belongs to the next day; 0: no evening market. */
  readonly eveningSeconds: number;
  /** Whether there are sessions on a weekday, Monday 0 to Sunday 6. */
  readonly trades: readonly boolean[];
  /** 365 times a day's bars on a continuous calendar, 252 times a session's on the other. */
  readonly barsPerYear: number;
};

/** Days and sessions a year, by convention. */
const YEAR = { continuous: 365, weekdays: 252 } as const;

const ALL_DAYS: readonly boolean[] = [true, true, true, true, true, true, true];
const MONDAY_TO_FRIDAY: readonly boolean[] = [true, true, true, true, true, false, false];
/** Riyadh, and Tel Aviv until 2025. */
const SUNDAY_TO_THURSDAY: readonly boolean[] = [true, true, true, true, false, false, true];

const FRIDAY = 4;
const SATURDAY = 5;
const SUNDAY = 6;

/** Midnight at UTC+14, the earliest zone: no session of Monday opens on Sunday before this. */
const EARLIEST_EVENING = 10 * 3600;
/** A bar that opens as late as this is the next day's, unless Fridays have such bars as well. */
const SURELY_EVENING = 20 * 3600;
/** Daylight saving moves an opening by this much. */
const DAYLIGHT_SAVING = 3600;
/** So many Fridays without any session are no holidays but the market's weekend. */
const FRIDAYS_OF_A_MONTH = 4;

/**
 * The calendar of bars that open at `time`: Float64Array (rows), unix seconds, increasing, at least
 * one. It is continuous if at least half the Saturdays between the first and the last bar have a
 * bar, and Fridays too. It is an evening market if most Sundays' first bar opens late in the day
 * (if no Sunday has a bar, but other days have such late bars) and no more Fridays than Sundays
 * have bars at that time of day: so one bar that strayed into a Sunday changes nothing. A few
 * passes over `time`.
 */
export function marketCalendar(time: Float64Array, timeframe: Timeframe): MarketCalendar {
  const kind = kindOf(time);
  if (kind === 'continuous') {
    const barsPerYear = (YEAR[kind] * DAY_SECONDS) / barSeconds(timeframe);
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
    barsPerYear: YEAR[kind] * (timeframe === '1d' ? 1 : sessions.usualBars),
  };
}

/** The session day of the bar that opens at `time` (unix seconds). */
export function sessionDay(calendar: MarketCalendar, time: number): number {
  const day = Math.floor((time + calendar.eveningSeconds) / DAY_SECONDS);
  // Bars of four hours that begin at whole hours of UTC reach over the end of the week's last
  // session: that bar has no next day to belong to.
  const beyondTheWeek =
    calendar.eveningSeconds > 0 && calendar.timeframe !== '1d' && !tradesOn(calendar, day);
  return beyondTheWeek && tradesOn(calendar, day - 1) ? day - 1 : day;
}

/** Whether the market has a session on `day`, holidays aside: they cannot be known from bars. */
export function tradesOn(calendar: MarketCalendar, day: number): boolean {
  return calendar.trades[weekdayOf(day)]!;
}

/** Days with sessions from the day `start` to before the day `end`, holidays counted as such. */
export function tradingDays(calendar: MarketCalendar, start: number, end: number): number {
  let count = 0;
  for (let day = start; day < end; day++) if (tradesOn(calendar, day)) count++;
  return count;
}

/** The first day from `day` on that has a session. */
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

/** From when on a bar belongs to the next day, as seconds before midnight; 0 where never. */
function eveningSecondsOf(time: Float64Array, timeframe: Timeframe): number {
  const onSundays = openings(time, SUNDAY, 0);
  // London's days begin at 23:00 UTC in summer: a file that ends with the first week of summer has
  // such bars, but none on a Sunday.
  const late = timeframe === '1d' && onSundays.length === 0;
  const evenings = late ? openings(time, null, SURELY_EVENING) : onSundays;
  const usual = evenings[evenings.length >> 1] ?? 0;
  if (usual < EARLIEST_EVENING) return 0;
  const evening = usual - DAYLIGHT_SAVING;
  const sundays = openings(time, SUNDAY, evening).length;
  return sundays < openings(time, FRIDAY, evening).length ? 0 : DAY_SECONDS - evening;
}

/**
 * When the first bar at or after `earliest` opens on each UTC day of `weekday` (null: of any), all
 * in seconds of the day; sorted by size. Days without such a bar have no entry.
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

/** Days of a weekday from the UTC day of the first bar to that of the last, both included. */
function weekdaysSpanned(time: Float64Array, weekday: number): number {
  const start = Math.floor(time[0]! / DAY_SECONDS);
  const end = Math.floor(time.at(-1)! / DAY_SECONDS) + 1;
  const first = start + ((weekday - weekdayOf(start) + 7) % 7);
  return Math.max(0, Math.ceil((end - first) / 7));
}

/** The sessions on Fridays, and how many bars most sessions have (the larger of two counts). */
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
