/**
 * When a bar has closed, by the calendar of its market. Every command leaves out a bar that still
 * forms, because its high, low, close and volume are not known yet. The clock is passed in.
 */

import { barSeconds, DAY_SECONDS } from './bar-time.ts';
import { sessionDay, tradingDayFrom, tradingDays, type MarketCalendar } from './market-calendar.ts';

/** A daytime session is over this long after its open; a session in New York takes 6.5 hours. */
const DAYTIME_SECONDS = 7.5 * 3600;
/**
 * Midnight in the Americas, from Sao Paulo and New York in summer to Chicago and Mexico in winter,
 * UTC: a bar with such a stamp is a date there, as tools with time zones write it. Its session is
 * over at most this long after midnight: New York after 16 hours, futures after 17, Sao Paulo 18.
 */
const MIDNIGHT_AMERICAS = { first: 3 * 3600, last: 6 * 3600, sessionSeconds: 18 * 3600 } as const;
/** No session opens in the daytime from here on: it is midnight of the next day east of UTC. */
const LATEST_OPEN = 15 * 3600;

/**
 * The time at which the bar that opens at `time` has closed; both are unix seconds. It is never too
 * early, and in the Americas up to 3 hours late. A bar closes after its length: an hour, four hours
 * or a day. But if a market has weekends and opens in the daytime, its daily bar closes seven and a
 * half hours after the open, or 18 hours after midnight in the Americas. A bar that opens at 00:00
 * UTC may be a date without a time of day, so it counts as a whole day.
 */
export function closesAt(calendar: MarketCalendar, time: number): number {
  const ofDay = ((time % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  if (!opensInDaytime(calendar, time) || ofDay >= LATEST_OPEN) {
    return time + barSeconds(calendar.timeframe);
  }
  const { first, last, sessionSeconds } = MIDNIGHT_AMERICAS;
  const midnight = ofDay >= first && ofDay <= last && ofDay % 3600 === 0;
  return time + (midnight ? sessionSeconds : DAYTIME_SECONDS);
}

/**
 * Until when a decision on the bar that opens at `time` may know what was published: the bar's
 * close, but not later than seven and a half hours after its stamp if that may be the open of a
 * session in the daytime. `closesAt` may be hours after the close, which would let in what came out
 * in between.
 */
export function knowsUntil(calendar: MarketCalendar, time: number): number {
  const { timeframe } = calendar;
  return time + (opensInDaytime(calendar, time) ? DAYTIME_SECONDS : barSeconds(timeframe));
}

/** Whether the stamp of a daily bar may be the open of a session in the daytime. */
function opensInDaytime(
  { timeframe, kind, eveningSeconds }: MarketCalendar,
  time: number,
): boolean {
  return (
    timeframe === '1d' && kind === 'weekdays' && eveningSeconds === 0 && time % DAY_SECONDS !== 0
  );
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
