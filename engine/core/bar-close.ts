/**
 * When a bar has closed, by the calendar of its market. Every command leaves out a bar that still
 * forms, because its high, low, close and volume are not known yet. The clock is passed in.
 */

import { barSeconds, DAY_SECONDS } from './bar-time.ts';
import { sessionDay, tradingDayFrom, tradingDays, type MarketCalendar } from './market-calendar.ts';

/** A daytime session is over this long after its open; a session in New York takes 6.5 hours. */
const DAYTIME_SECONDS = 7.5 * 3600;

/**
 * The time at which the bar that opens at `time` has closed; both are unix seconds. A bar closes
 * after its length: an hour, four hours or a day. But if a market has weekends and opens in the
 * daytime, its daily bar closes seven and a half hours after the open. A bar that opens at 00:00
 * UTC may be a date without a time of day, so it counts as a whole day.
 */
export function closesAt(calendar: MarketCalendar, time: number): number {
  const { timeframe, kind, eveningSeconds } = calendar;
  const daytime =
    timeframe === '1d' && kind === 'weekdays' && eveningSeconds === 0 && time % DAY_SECONDS !== 0;
  return time + (daytime ? DAYTIME_SECONDS : barSeconds(timeframe));
}

/** Whether the bar that opens at `time` (unix seconds) has closed at `nowMs` (milliseconds). */
export function closedAt(calendar: MarketCalendar, time: number, nowMs: number): boolean {
  return closesAt(calendar, time) * 1000 <= nowMs;
}

/** How many of the bars that open at `time` have closed at `nowMs`: the bars [0, count). */
export function closedCount(calendar: MarketCalendar, time: Float64Array, nowMs: number): number {
  let count = time.length;
  while (count > 0 && !closedAt(calendar, time[count - 1]!, nowMs)) count--;
  return count;
}

/**
 * The number of sessions that followed the session of the bar that opens at `time` and are over at
 * `nowMs`. It is 0 if no newer session could be known. Holidays count as sessions, because bars
 * cannot tell future holidays. On a continuous calendar a session is a UTC day.
 */
export function sessionsSince(calendar: MarketCalendar, time: number, nowMs: number): number {
  const day = sessionDay(calendar, time);
  const end =
    calendar.timeframe === '1d'
      ? closesAt(calendar, time)
      : (day + 1) * DAY_SECONDS - calendar.eveningSeconds;
  const days = Math.floor((nowMs / 1000 - end) / DAY_SECONDS);
  return tradingDays(calendar, day + 1, day + 1 + days);
}

/**
 * The session day on which a decision on the bar that opens at `time` takes effect: for a daily bar
 * the day of the next session, for an intraday bar the day on which the bar ends. A weekend of the
 * market is never such a day.
 */
export function decidedDay(calendar: MarketCalendar, time: number): number {
  if (calendar.timeframe === '1d') return tradingDayFrom(calendar, sessionDay(calendar, time) + 1);
  const end = time + barSeconds(calendar.timeframe);
  return tradingDayFrom(calendar, Math.floor((end + calendar.eveningSeconds) / DAY_SECONDS));
}
