/**
 * The two kinds of cell that bars are made of, as text: a number, a time.
 * What does not fit is NaN here; the reader that knows file, line and column refuses it.
 */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ISO_DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const ISO_CLOCK = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?`;
const ISO_OFFSET = String.raw`(Z|[+-]\d{2}:?\d{2})`;
const ISO_TIME = new RegExp(`^${ISO_DATE}(?:[T ]${ISO_CLOCK} ?${ISO_OFFSET}?)?$`, 'i');

/** Unix seconds of the years 1799 and 2201: what lies outside is no time of a bar. */
const EARLIEST = -5.4e9;
const LATEST = 7.3e9;
/** From here on a number counts milliseconds: as seconds it would lie beyond the year 5138. */
const MILLISECONDS_FROM = 1e11;

/** What `parseTime` reads, in words for a message. */
export const TIME_FORMS = 'unix seconds, unix milliseconds or an ISO date such as 2024-01-31';

/** The number that `text` writes plainly or in 1e-5 style; NaN for all else, 1,234.5 included. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/**
 * Unix seconds of `text`: see `TIME_FORMS`; an ISO time may have a time of day and an offset, and
 * is UTC without one. NaN for anything else, dates that do not exist and parts of seconds included.
 */
export function parseTime(text: string): number {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return unixSeconds(Number(trimmed));
  const parts = ISO_TIME.exec(trimmed);
  return parts === null ? Number.NaN : isoSeconds(parts);
}

/** `value`, unix seconds or milliseconds by its size, as whole unix seconds; NaN where neither. */
export function unixSeconds(value: number): number {
  const seconds = Math.abs(value) >= MILLISECONDS_FROM ? value / 1000 : value;
  const fits = Number.isInteger(seconds) && seconds >= EARLIEST && seconds <= LATEST;
  return fits ? seconds : Number.NaN;
}

function isoSeconds(parts: RegExpExecArray): number {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((x) => Number(x ?? 0));
  const milliseconds = Date.UTC(year!, month! - 1, day, hour, minute, second);
  const date = new Date(milliseconds);
  // Date.UTC carries 31 February over into March: what comes back changed was no date.
  const exists =
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    minute! < 60 &&
    second! < 60;
  return exists ? unixSeconds(milliseconds / 1000 - offsetSeconds(parts[7])) : Number.NaN;
}

/** Seconds east of UTC of `Z`, `+01:00`, `-0500` or nothing; NaN beyond a day. */
function offsetSeconds(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}
