/** Bar times: unix seconds of the open of a bar, always UTC. Nothing here reads a clock. */

import { InputError } from './errors.ts';

/** The bar lengths that the commands know. */
export const TIMEFRAMES = ['1d', '4h', '1h'] as const;
/** How long a bar is. */
export type Timeframe = (typeof TIMEFRAMES)[number];

/** Seconds in a UTC day. */
export const DAY_SECONDS = 86_400;

const BAR_SECONDS = { '1d': DAY_SECONDS, '4h': 14_400, '1h': 3600 } as const;

/** Seconds from the open of one bar to the open of the next. */
export function barSeconds(timeframe: Timeframe): number {
  return BAR_SECONDS[timeframe];
}

/** `time` (unix seconds) as `2017-04-26`, or as `2017-04-26 04:00` if it is not midnight UTC. */
export function formatBarTime(time: number): string {
  const iso = isoTime(time);
  const date = iso.slice(0, 10);
  const clock = iso.slice(11, 16);
  return clock === '00:00' ? date : `${date} ${clock}`;
}

/** `time` (unix seconds) as `2017-04-26T04:00:00Z`. @throws InputError if `time` is no date */
export function isoTime(time: number): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) throw new InputError(`expected unix seconds, got ${time}`);
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** UTC date of `time` (unix seconds): `2017-04-26`. */
export function utcDate(time: number): string {
  return isoTime(time).slice(0, 10);
}

/** Weekday of a day, counted in whole days since 1970-01-01 (a Thursday): Monday 0 to Sunday 6. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * The day of a date such as `2017-04-26`, in days since 1970-01-01.
 * @param where the name of the source, for messages: `--from`
 * @throws InputError if `text` is no date
 */
export function dayOfDate(text: string, where: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const day = milliseconds / 86_400_000;
  // Date.parse takes 2017-02-30 for 2017-03-02.
  if (Number.isNaN(day) || utcDate(day * 86_400) !== text) {
    throw new InputError(`${where}: expected a date such as 2017-04-26, got "${text}"`);
  }
  return day;
}
