/**
 * When a bar has closed, on its market's calendar: a bar that still forms is left out by every
 * command, since its high, low, close and volume are not known yet. The clock is passed in.
 */

import { barSeconds, DAY_SECONDS } from './bar-time.ts';
import { sessionDay, tradingDayFrom, tradingDays, type MarketCalendar } from './market-calendar.ts';

/** A daytime session is over this long after its open: New York's takes 6.5 hours. */
const DAYTIME_SECONDS = 7.5 * 3600;

/**
 * When the bar that opens at `time` has closed; both unix seconds. An intraday bar closes after its
 * length, a daily bar a day after it opens. But if a market with weekends opens in the daytime, its
 * session closes seven and a half hours after the open. A bar that begins at 00:00 UTC may be a
 * date without a time of day: it counts as a whole day.
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

/** How many of the bars that open at `time` have closed at `nowMs`: they are [0, count). */
export function closedCount(calendar: MarketCalendar, time: Float64Array, nowMs: number): number {
  let count = time.length;
  while (count > 0 && !closedAt(calendar, time[count - 1]!, nowMs)) count--;
  return count;
}

/**
 * How many sessions came after that of the bar that opens at `time` and are over at `nowMs`: 0 if
 * the bar's session is the latest that can be known. Holidays count as sessions, because bars do
 * not tell of holidays to come. On a continuous calendar a session is a UTC day.
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
 * The session day from which a decision on the bar that opens at `time` is held: for a daily bar
 * the day of the next session, for an intraday bar the day on which it ends. Never on a weekend of
 * the market.
 */
export function decidedDay(calendar: MarketCalendar, time: number): number {
  if (calendar.timeframe === '1d') return tradingDayFrom(calendar, sessionDay(calendar, time) + 1);
  const end = time + barSeconds(calendar.timeframe);
  return tradingDayFrom(calendar, Math.floor((end + calendar.eveningSeconds) / DAY_SECONDS));
}
