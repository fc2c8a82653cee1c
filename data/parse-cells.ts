/**
 * The kinds of cell that bars are made of, as text: a number, a time, a date, a time of day.
 * What does not fit is NaN here; the reader that knows file, line and column refuses it.
 * Must not know: other cells. What only a whole column can decide is decided in read-times.ts.
 */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A number as a time may be written: without an exponent, which hides rounded digits. */
const PLAIN_NUMBER = /^[+-]?\d+(?:\.0*)?$/;
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]0+)?)?`;
const ZONE = String.raw`(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`;
const DAY_TIME = String.raw`(?:(?:T| +)${CLOCK}(?: ?${ZONE})?| (?:UTC|GMT))?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${DAY_TIME}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${DAY_TIME}$`, 'i');
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;
const CLOCK_ALONE = new RegExp(`^${CLOCK}$`);
/** What writers put where they have no value, besides nothing at all. */
const NO_VALUE = /^(?:nan|nat|null|none|n\/?a)?$/i;
const COMPACT_CLOCK = /^(\d{2})(\d{2})(\d{2})?$/;

/** 1900-01-01 to 2199-12-31 with an hour, or an hour and a minute. */
const DATE_WITH_CLOCK = /^((?:19|20|21)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/;
/** Above 235959, the last second of a day in digits. */
const LONGEST_CLOCK = 240_000;

/** Unix seconds of the years 1799 and 2201: what lies outside is no time of a bar. */
const EARLIEST = -5.4e9;
const LATEST = 7.3e9;
/**
 * A number of this size or more counts units of which there are so many a second. As a number of
 * the unit before it would lie beyond the year 5138.
 */
const UNITS: readonly (readonly [from: number, perSecond: number])[] = [
  [1e17, 1e9],
  [1e14, 1e6],
  [1e11, 1e3],
];

/** What `parseTime` reads, in words for a message. */
export const TIME_FORMS = 'a unix time (s, ms, us or ns) or a date such as 2024-01-31';

/** True if `text` stands for a value that is missing: nothing, `null`, `NaN` and the like. */
export function isNoValue(text: string): boolean {
  return NO_VALUE.test(text.trim());
}

/** The number that `text` writes plainly or in 1e-5 style; NaN for all else, 1,234.5 included. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/**
 * Unix seconds of `text`, a form of time that has one reading by itself: a unix time by its size,
 * or a date with its year first, perhaps with a time of day and an offset (UTC without one).
 * NaN for anything else: dates that do not exist, parts of seconds, numbers with an exponent.
 */
export function parseTime(text: string): number {
  const trimmed = text.trim();
  if (PLAIN_NUMBER.test(trimmed)) return wholeUnixSeconds(trimmed);
  const parts = YEAR_FIRST.exec(trimmed);
  if (parts === null) return Number.NaN;
  return secondsOf(parts, parts[1]!, parts[3]!, parts[4]!);
}

/** Unix seconds of a date `2024-01-31` (see `parseTime`), not of a number; else NaN. */
export function parseDate(text: string): number {
  return PLAIN_NUMBER.test(text.trim()) ? Number.NaN : parseTime(text);
}

/** Unix seconds of `20240131`; NaN for all else. */
export function parseCompactDate(text: string): number {
  const trimmed = text.trim();
  const parts = trimmed.length === 8 ? COMPACT_DATE.exec(trimmed) : null;
  return parts === null ? Number.NaN : midnight(parts[1]!, parts[2]!, parts[3]!);
}

/** True if `text` has the form `13/01/2024`, whether or not that date exists. */
export function hasYearLast(text: string): boolean {
  const trimmed = text.trim();
  // Nearly all cells are of other forms, which have digits in these places: it is cheap to see.
  const mayBe = !isDigit(trimmed.charCodeAt(1)) || !isDigit(trimmed.charCodeAt(2));
  return mayBe && YEAR_LAST.test(trimmed);
}

/** Unix seconds of `13/01/2024`, its day or its month first; NaN where that is no date. */
export function parseYearLast(text: string, first: 'day' | 'month'): number {
  const parts = YEAR_LAST.exec(text.trim());
  if (parts === null) return Number.NaN;
  const [one, other, year] = [parts[1]!, parts[3]!, parts[4]!];
  return first === 'day' ? secondsOf(parts, year, other, one) : secondsOf(parts, year, one, other);
}

/**
 * What `value` is if it hardly is a unix time: of the size of a day's number, as a spreadsheet
 * counts them (45322 is 2024-01-31), or of a time of day (93000); or the digits of a date with a
 * time of day (2024013104, 202401310400). Undefined for all else. As unix seconds the first two
 * are of the first days of 1970 and ten digits lie beyond 2030; as milliseconds twelve digits are
 * of 1976. So a column of nothing else has no unix times.
 */
export function disguisedTime(value: number): string | undefined {
  if (value >= 0 && value < LONGEST_CLOCK) return "a spreadsheet's day numbers or times of day";
  const parts = DATE_WITH_CLOCK.exec(String(value));
  if (parts === null || Number.isNaN(midnight(parts[1]!, parts[2]!, parts[3]!))) return undefined;
  const seconds = clockSeconds(parts[4], parts[5] ?? '0');
  return Number.isNaN(seconds) ? undefined : 'dates and times of day in digits';
}

/** Seconds since midnight of `09:30`, `09:30:00`, `093000` or `0930`; NaN for all else. */
export function parseClock(text: string): number {
  const trimmed = text.trim();
  const parts = CLOCK_ALONE.exec(trimmed) ?? COMPACT_CLOCK.exec(trimmed);
  return parts === null ? Number.NaN : clockSeconds(parts[1], parts[2], parts[3]);
}

/**
 * `value`, unix seconds, milliseconds, microseconds or nanoseconds by its size, as whole unix
 * seconds; NaN where it is no time or has a part of a second.
 */
export function unixSeconds(value: number): number {
  const size = Math.abs(value);
  const unit = UNITS.find(([from]) => size >= from);
  const seconds = unit === undefined ? value : value / unit[1];
  const fits = Number.isInteger(seconds) && seconds >= EARLIEST && seconds <= LATEST;
  return fits ? seconds : Number.NaN;
}

/** How many of `value`'s unit make a second: 1, 1e3, 1e6 or 1e9 by its size. */
export function unitsPerSecond(value: number): number {
  return UNITS.find(([from]) => Math.abs(value) >= from)?.[1] ?? 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function wholeUnixSeconds(text: string): number {
  const value = Number(text);
  // A double has no room for the last digits of nanoseconds: look at the digits themselves.
  const hidden = Math.abs(value) >= 1e17 && !/0{9}(?:\.|$)/.test(text);
  return hidden ? Number.NaN : unixSeconds(value);
}

/** The last four groups of `parts` are hour, minute, second and offset. */
function secondsOf(parts: RegExpExecArray, year: string, month: string, day: string): number {
  const [hour, minute, second, zone] = parts.slice(-4);
  const clock = hour === undefined ? 0 : clockSeconds(hour, minute, second);
  return unixSeconds(midnight(year, month, day) + clock - offsetSeconds(zone));
}

function midnight(year: string, month: string, day: string): number {
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(milliseconds);
  // Date.UTC carries 31 February over into March: what comes back changed was no date.
  const exists =
    date.getUTCFullYear() === Number(year) &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day);
  return exists ? unixSeconds(milliseconds / 1000) : Number.NaN;
}

function clockSeconds(hour?: string, minute?: string, second?: string): number {
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second ?? 0)];
  const exists = hours < 24 && minutes < 60 && seconds < 60;
  return exists ? hours * 3600 + minutes * 60 + seconds : Number.NaN;
}

/** Seconds east of UTC of `Z`, `UTC`, `+01:00`, `-0500`, `+01` or nothing; NaN beyond 14 hours. */
function offsetSeconds(zone: string | undefined): number {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}
