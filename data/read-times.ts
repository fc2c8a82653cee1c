/**
 * A column of times as unix seconds. What one cell cannot tell is decided by all cells of the
 * column, never by how far apart the bars would be: whether eight digits are a date, and whether
 * the day or the month comes first.
 */

import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Locate } from './checks.ts';
import {
  disguisedTime,
  hasYearLast,
  isNoValue,
  parseClock,
  parseCompactDate,
  parseDate,
  parseNumber,
  parseTime,
  parseYearLast,
  TIME_FORMS,
  unixSeconds,
} from './parse-cells.ts';
import { describeCell, type RawColumn } from './raw-table.ts';

const HOUR_SECONDS = 3600;

/**
 * Unix seconds (rows) of `column`; NaN where a cell is empty.
 * @throws InputError for the first cell that is no time, and where the column has two readings
 */
export function readTimes(column: RawColumn, locate: Locate): Float64Array {
  if (column.kind === 'instants') {
    return mapTimes(column, column.seconds, (value) => unixSeconds(value), locate);
  }
  if (column.kind === 'other') throw new InputError(`${locate(0)}: ${problem(column, 0)}`);
  refuseDisguised(column, locate);
  if (column.kind === 'numbers') {
    return mapTimes(column, column.values, numberParser(column.values), locate);
  }
  return mapTimes(column, column.cells, timeParser(column.cells, locate), locate);
}

/**
 * Unix seconds (rows) of a column of dates and one of times of day.
 * @throws InputError for the first row that is none
 */
export function joinDateAndClock(date: RawColumn, clock: RawColumn, locate: Locate): Float64Array {
  const days = readTimes(date, locate);
  const clocks = clockCells(clock).map(parseClock);
  return days.map((day, row) => {
    if (!Number.isNaN(day) && day % DAY_SECONDS !== 0) {
      throw new InputError(
        `${locate(row)}: column "date": expected a date alone beside a column of times of day, ` +
          `got ${describeCell(date, row)}`,
      );
    }
    return day + clocks[row]!;
  });
}

/** True if every cell of `column` that has a value is a time of day, such as 09:30 or 093000. */
export function areClocks(column: RawColumn): boolean {
  const cells = clockCells(column);
  return (
    cells.length > 0 && cells.every((cell) => isMissing(cell) || !Number.isNaN(parseClock(cell)))
  );
}

/** Refuses times that are missing in `rows`. @throws InputError for the first of them */
export function refuseMissingTimes(time: Float64Array, rows: Int32Array, locate: Locate): void {
  for (const row of rows) {
    if (!Number.isNaN(time[row]!)) continue;
    throw new InputError(
      `${locate(row)}: column "time": expected ${TIME_FORMS}, got an empty cell`,
    );
  }
}

/** True if every cell of `column` is a date, and none a mere number or empty. */
export function areDates(column: RawColumn): boolean {
  if (column.kind === 'instants') return !column.seconds.some(Number.isNaN);
  const cells = column.kind === 'text' ? column.cells : [];
  const isDate = (cell: string): boolean =>
    hasYearLast(cell) || !Number.isNaN(parseDate(cell)) || !Number.isNaN(parseCompactDate(cell));
  return cells.length > 0 && cells.every(isDate);
}

/**
 * The cells of a column of clocks as text. 93000 is 09:30:00 without its leading zero, in numbers
 * and in text in which some cell lacks it. If then no cell has more than four digits, 1630 may be
 * 16:30 or 00:16:30: such a column has no clocks.
 */
function clockCells(column: RawColumn): readonly string[] {
  if (column.kind !== 'text' && column.kind !== 'numbers') return [];
  const cells =
    column.kind === 'text'
      ? column.cells
      : Array.from(column.values, (value) => (Number.isNaN(value) ? '' : String(value)));
  const lengths = cells.map((cell) => (/^\d{1,6}$/.test(cell.trim()) ? cell.trim().length : 0));
  const digits = lengths.every((length, i) => length > 0 || isNoValue(cells[i]!));
  const cut = column.kind === 'numbers' || lengths.some((length) => length % 2 === 1);
  if (!digits || !cut) return cells;
  const open = lengths.every((length) => length <= 4) && cells.some((cell) => Number(cell) > 0);
  if (open) return [];
  return cells.map((cell) => (isNoValue(cell) ? '' : cell.trim().padStart(6, '0')));
}

function mapTimes<T extends string | number>(
  column: RawColumn,
  cells: ArrayLike<T>,
  parse: (cell: T) => number,
  locate: Locate,
): Float64Array {
  const target = new Float64Array(cells.length);
  for (let row = 0; row < target.length; row++) {
    const cell = cells[row]!;
    target[row] = parse(cell);
    if (!Number.isNaN(target[row]) || isMissing(cell)) continue;
    throw new InputError(`${locate(row)}: ${problem(column, row)}`);
  }
  return target;
}

/** Refuses a column of numbers none of which is a unix time. See `disguisedTime`. */
function refuseDisguised(
  column: Exclude<RawColumn, { kind: 'other' | 'instants' }>,
  locate: Locate,
): void {
  const cells = column.kind === 'numbers' ? column.values : column.cells;
  const first = cells.findIndex((cell) => !isMissing(cell));
  const numberOf = (cell: string | number): number =>
    typeof cell === 'number' ? cell : parseNumber(cell);
  const what = first === -1 ? undefined : disguisedTime(numberOf(cells[first]!));
  if (what === undefined) return;
  let count = 0;
  let hours = true;
  let least = Infinity;
  let most = -Infinity;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    const value = numberOf(cell);
    if (disguisedTime(value) !== what) return;
    count++;
    hours &&= value % HOUR_SECONDS === 0;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  // One time alone may be any, and bars of whole hours may begin in 1970.
  if (count < 2 || (hours && least < most)) return;
  throw new InputError(
    `${locate(first)}: column "time": expected ${TIME_FORMS}, ` +
      `got ${describeCell(column, first)}: all rows hold ${what} ` +
      '(write 2024-01-31 or 2024-01-31 04:00)',
  );
}

function isMissing(cell: string | number): boolean {
  return typeof cell === 'number' ? Number.isNaN(cell) : isNoValue(cell);
}

function problem(column: RawColumn, row: number): string {
  const cell = column.kind === 'text' ? column.cells[row]! : '';
  const rounded = /^\s*[+-]?\d+(?:[.,]\d+)?e[+-]?\d+\s*$/i.test(cell);
  const hint = rounded ? ' (a spreadsheet rounded it: the digits are lost)' : '';
  return `column "time": expected ${TIME_FORMS}, got ${describeCell(column, row)}${hint}`;
}

/** Numbers are unix times, or dates of eight digits if most of them are such dates. */
function numberParser(values: Float64Array): (value: number) => number {
  const asDate = (value: number): number => parseCompactDate(String(value));
  let dates = 0;
  for (const value of values) {
    if (value >= 1e7 && value < 1e8 && !Number.isNaN(asDate(value))) dates++;
  }
  return dates * 2 > values.length ? asDate : unixSeconds;
}

function timeParser(cells: readonly string[], locate: Locate): (cell: string) => number {
  if (areCompactDates(cells)) return parseCompactDate;
  if (!cells.some(hasYearLast)) return parseTime;
  const first = yearLastOrder(cells, locate);
  return (cell) => (hasYearLast(cell) ? parseYearLast(cell, first) : parseTime(cell));
}

/** Most cells are dates of eight digits: then all have to be, and one that is none is refused. */
function areCompactDates(cells: readonly string[]): boolean {
  let dates = 0;
  for (const cell of cells) if (!Number.isNaN(parseCompactDate(cell))) dates++;
  return dates * 2 > cells.length;
}

function yearLastOrder(cells: readonly string[], locate: Locate): 'day' | 'month' {
  let dayRow = -1;
  let monthRow = -1;
  let openRow = -1;
  for (const [row, cell] of cells.entries()) {
    if (!hasYearLast(cell)) continue;
    const day = parseYearLast(cell, 'day');
    const month = parseYearLast(cell, 'month');
    if (Number.isNaN(month) && !Number.isNaN(day)) dayRow = dayRow === -1 ? row : dayRow;
    else if (Number.isNaN(day) && !Number.isNaN(month)) monthRow = monthRow === -1 ? row : monthRow;
    else if (day !== month && openRow === -1 && !Number.isNaN(day)) openRow = row;
    if (dayRow !== -1 && monthRow !== -1) {
      throw new InputError(
        `${locate(row)}: column "time": expected dates with the day first or with the month ` +
          `first, got both "${cells[dayRow]!.trim()}" and "${cells[monthRow]!.trim()}"`,
      );
    }
  }
  if (dayRow === -1 && monthRow === -1 && openRow !== -1) {
    throw new InputError(
      `${locate(openRow)}: column "time": expected dates of one reading, got ` +
        `"${cells[openRow]!.trim()}": no row says whether the day or the month comes first ` +
        '(write 2024-01-31)',
    );
  }
  return monthRow === -1 ? 'day' : 'month';
}
