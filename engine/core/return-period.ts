/**
 * How often a series of returns has a value, found from its times: what a bar's Sharpe ratio is
 * annualised by. Vocabulary: the period is the time from one return to the next; a weekday series
 * has no returns on weekends. Must not know: the returns.
 */

import { DAY_SECONDS } from './bar-time.ts';
import { InputError } from './errors.ts';
import { marketCalendar } from './market-calendar.ts';

export type ReturnPeriod = {
  /** What one return is called: `daily`, `weekly`, `monthly`, `4-hour`. */
  readonly name: string;
  /**
   * Returns in a year: 365 or 252 daily ones, 52 weekly ones, 12 monthly ones. Undefined if the
   * usual distance is none of a minute to a day, a week, a month, a quarter or a year.
   */
  readonly perYear: number | undefined;
  /** Whether there are returns on weekends; undefined for periods longer than a day. */
  readonly calendar: 'continuous' | 'weekdays' | undefined;
  /** The usual distance of two returns, seconds. */
  readonly seconds: number;
  /** Distances that are longer than the calendar explains. */
  readonly gaps: number;
};

/** Periods of more than a day, by the days between two returns. */
const LONG_PERIODS = [
  { name: 'weekly', from: 5, to: 9, perYear: 52 },
  { name: 'monthly', from: 26, to: 33, perYear: 12 },
  { name: 'quarterly', from: 84, to: 96, perYear: 4 },
  { name: 'yearly', from: 355, to: 376, perYear: 1 },
] as const;

/** Days from one daily return to the next; daylight saving time moves it by an hour. */
const DAILY = { from: 0.9, to: 1.1 };
/** What is nearer than a minute counts rows, it does not date them. */
const SHORTEST_SECONDS = 60;
/** A market with weekends may be closed for so many days. */
const CLOSED_DAYS = 4.5;
/** A distance of more than so many periods is a gap. */
const GAP_PERIODS = 1.6;

/**
 * The period of returns at `time`: Float64Array (returns), unix seconds, increasing.
 * @throws InputError for fewer than two times
 */
export function returnPeriod(time: Float64Array): ReturnPeriod {
  if (time.length < 2) throw new InputError(`expected two times or more, got ${time.length}`);
  const distances = time.subarray(1).map((value, i) => value - time[i]!);
  const seconds = usual(distances);
  const days = seconds / DAY_SECONDS;
  const long = LONG_PERIODS.find(({ from, to }) => days >= from && days <= to);
  if (long !== undefined) {
    const { name, perYear } = long;
    const gaps = countAbove(distances, GAP_PERIODS * seconds);
    return { name, perYear, calendar: undefined, seconds, gaps };
  }
  if (days > DAILY.to || seconds < SHORTEST_SECONDS) {
    const gaps = countAbove(distances, GAP_PERIODS * seconds);
    return { name: distanceName(seconds), perYear: undefined, calendar: undefined, seconds, gaps };
  }
  const daily = days >= DAILY.from;
  const { kind, barsPerYear } = marketCalendar(time, daily ? '1d' : '4h');
  const continuous = kind === 'continuous';
  const longest = continuous ? GAP_PERIODS * seconds : CLOSED_DAYS * DAY_SECONDS;
  return {
    name: daily ? 'daily' : intradayName(seconds),
    // The calendar counts the bars of a session itself; on a continuous one the distance tells.
    perYear: !continuous || daily ? barsPerYear : (365 * DAY_SECONDS) / seconds,
    calendar: kind,
    seconds,
    gaps: countAbove(distances, longest),
  };
}

/** The middle one of `distances`. */
function usual(distances: Float64Array): number {
  return Float64Array.from(distances).sort()[distances.length >> 1]!;
}

function countAbove(distances: Float64Array, limit: number): number {
  return distances.reduce((count, distance) => count + (distance > limit ? 1 : 0), 0);
}

function intradayName(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600}-hour` : `${Math.round(seconds / 60)}-minute`;
}

function distanceName(seconds: number): string {
  if (seconds < SHORTEST_SECONDS) return `${seconds}-second`;
  return `${Number((seconds / DAY_SECONDS).toFixed(1))}-day`;
}
