/**
 * A series as plain text, as the live function reads it from its bucket: commas, a header, one
 * observation a line. Research reads many more formats (data/read-series.ts); both follow the names
 * here. Must not know: where the text comes from.
 */

import { InputError } from './errors.ts';
import type { Observations } from './series.ts';

/** Names of a column of times, the likeliest first. */
export const SERIES_TIMES: readonly string[] = [
  'time',
  'timestamp',
  'fundingtime',
  'funding_time',
  'datetime',
  'date',
  'unix',
];

/** The name of a column that is named for its file. */
const UNNAMED = 'value';

/**
 * The name of the series in a column: characters that no name of a feature has become `_`.
 * @param stem the name of the file without folder and ending, for a column `value`
 */
export function seriesName(column: string, stem: string): string {
  const name = column.trim().toLowerCase() === UNNAMED ? stem : column.trim();
  return name.replaceAll(/[^\w.-]+/g, '_');
}

/**
 * The series `name` in `text`. Lines without a value are left out, and the newest may come first.
 * Times are unix seconds, milliseconds or microseconds, or `2026-02-16`, `2026-02-16T08:00:00Z`;
 * eight digits, which may be a date, and nanoseconds are refused;
 * parts of a second are dropped.
 * @param where names the text in messages: `series/funding.csv`
 * @throws InputError with the line if a column is missing, for a cell that is no time or number,
 *   and for times that are not in order
 */
export function parseSeriesText(text: string, name: string, where: string): Observations {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = header.split(',').map((cell) => cell.trim());
  const plain = names.map((cell) => cell.toLowerCase());
  const timeName = SERIES_TIMES.find((candidate) => plain.includes(candidate));
  const timeIndex = timeName === undefined ? -1 : plain.indexOf(timeName);
  const valueIndex = names.findIndex((cell) => seriesName(cell, name) === name);
  if (timeIndex === -1 || valueIndex === -1 || timeIndex === valueIndex) {
    throw new InputError(`${where}:1: expected columns time,${name}; found ${names.join(',')}`);
  }
  const points: (readonly [time: number, value: number, line: number])[] = [];
  for (const [i, line] of lines.entries()) {
    const cells = line.split(',');
    const value = cells[valueIndex]?.trim() ?? '';
    if (value === '') continue;
    const time = secondsOf(cells[timeIndex]!.trim());
    // A thousands sign that is a comma would leave the number's first digits.
    const wide = cells.length > names.length;
    const odd = wide
      ? line
      : Number.isNaN(time)
        ? cells[timeIndex]
        : Number.isFinite(Number(value))
          ? null
          : value;
    if (odd !== null) {
      throw new InputError(`${where}:${i + 2}: expected a time and a number, got "${odd}"`);
    }
    points.push([time, Number(value), i + 2]);
  }
  if (points.length > 1 && points[0]![0] > points.at(-1)![0]) points.reverse();
  const wrong = points.find(([time], i) => i > 0 && time <= points[i - 1]![0]);
  if (wrong !== undefined) {
    throw new InputError(`${where}:${wrong[2]}: expected times in order`);
  }
  return {
    time: Float64Array.from(points, ([time]) => time),
    value: Float64Array.from(points, ([, value]) => value),
  };
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(?:Z|\+00(?::?00)?)?)?$/;

/** Unix seconds of a cell, or NaN. A number counts the unit that its size shows. */
function secondsOf(cell: string): number {
  if (/^(?!\d{8}$)\d{1,16}$/.test(cell)) {
    const value = Number(cell);
    const perSecond = value >= 1e14 ? 1e6 : value >= 1e11 ? 1e3 : 1;
    return Math.floor(value / perSecond);
  }
  const [, date, clock = '00:00', seconds = ':00'] = DATE.exec(cell) ?? [];
  if (date === undefined) return Number.NaN;
  const time = Date.parse(`${date}T${clock}${seconds}Z`);
  // `Date` reads February 31 as a day of March.
  const exists = Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
  return exists ? time / 1000 : Number.NaN;
}
