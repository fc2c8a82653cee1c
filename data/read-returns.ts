/**
 * Columns of returns by time from a file of any backtester: a CSV of pandas, quantstats, vectorbt,
 * pyfolio or a spreadsheet, Arrow or Parquet. Returns are simple ones, 0.01 is 1 %.
 * Vocabulary: a percent cell is `0.53%`; in a percent column the header has the sign instead.
 * Must not know: what is done with the returns.
 */

import { basename } from 'node:path';
import { InputError } from '../engine/core/errors.ts';
import { foundText, onlyIndex, plainName } from './column-names.ts';
import {
  decimalSignBelowThousand,
  joinMarks,
  marksOf,
  NO_MARKS,
  openCell,
  openText,
  parseWithSigns,
  type Mark,
  type Marks,
} from './number-signs.ts';
import { isNoValue } from './parse-cells.ts';
import { describeCell, shortened, type RawColumn, type RawTable } from './raw-table.ts';
import { areMostlyNumbers, type NoNumbers } from './read-numbers.ts';
import { areClocks, areDates, joinDateAndClock } from './read-times.ts';
import { openFile, seriesTimes } from './read-series.ts';

/** One column, Float64Array (rows): NaN where there is no value, or why it holds no numbers. */
export type ReturnColumn = { readonly name: string } & (
  { readonly values: Float64Array; readonly percent: boolean } | NoNumbers
);

/** All columns of a file beside its times. */
export type ReturnsFile = {
  readonly path: string;
  readonly name: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Where the names of the columns stand, for messages. */
  readonly header: string;
  /** Unix seconds (rows), increasing. */
  readonly time: Float64Array;
  readonly columns: readonly ReturnColumn[];
};

/** How pandas names an index without a name; beside a column of times it counts rows. */
const INDEX_NAMES: readonly string[] = ['unnamed: 0', ''];

/** Names of a column of times, the likeliest first. */
const TIMES = [
  'time',
  'timestamp',
  'datetime',
  'date',
  'open time',
  'open_time',
  'close time',
  'close_time',
  'month',
  'day',
  'index',
  ...INDEX_NAMES,
];

/**
 * The columns of the file `path`. A file whose newest row comes first is turned round.
 * @throws InputError if the file cannot be read, if there is no column of times, and for times that
 *   are missing, there twice, or neither rise nor fall throughout
 */
export async function readReturns(path: string): Promise<ReturnsFile> {
  const { table, sha256 } = await openFile(path);
  const raw = await table.readColumns(table.names.map((_, i) => i));
  const { time, used } = timesOf(table, raw);
  const kept = orderedRows(time, table);
  const marks = raw.map((column, i) =>
    column.kind === 'text' && !used.includes(i) ? marksOf(column.cells) : NO_MARKS,
  );
  const file = marks.reduce(joinMarks);
  const columns = table.names.flatMap((written, i): ReturnColumn[] => {
    if (used.includes(i) || INDEX_NAMES.includes(plainName(written))) return [];
    const column = returnColumn(raw[i]!, written.trim(), { table, marks: marks[i]!, file });
    if ('problem' in column) return [column];
    return [{ ...column, values: Float64Array.from(kept, (row) => column.values[row]!) }];
  });
  return {
    path,
    name: basename(path),
    sha256,
    header: table.header,
    time: Float64Array.from(kept, (row) => time[row]!),
    columns,
  };
}

/** The times of all rows, and the columns that they are made of. */
function timesOf(
  table: RawTable,
  raw: readonly RawColumn[],
): { readonly time: Float64Array; readonly used: readonly number[] } {
  const known = table.names.map(plainName);
  const name = TIMES.find((candidate) => known.includes(candidate));
  const first = raw[0];
  if (name === undefined && !(first !== undefined && areDates(first))) {
    throw new InputError(
      `${table.header}: expected a column of times, such as date or timestamp; found ` +
        foundText(table.names),
    );
  }
  const index = name === undefined ? 0 : onlyIndex(known, name, table.header);
  const day = onlyIndex(known, 'date', table.header);
  if (name === 'time' && day >= 0 && areClocks(raw[index]!)) {
    const time = joinDateAndClock(raw[day]!, raw[index]!, table.locate);
    return { time, used: [day, index] };
  }
  return { time: seriesTimes(withDays(raw[index]!), table), used: [index] };
}

/** Months as days: `2024-01` and `202401` are the first of January. */
function withDays(column: RawColumn): RawColumn {
  const cells =
    column.kind === 'text'
      ? column.cells
      : column.kind === 'numbers'
        ? Array.from(column.values, String)
        : [];
  const month = /^\s*((?:1[89]|2[01])\d\d)-?(0[1-9]|1[0-2])\s*$/;
  if (cells.length === 0 || !cells.every((cell) => month.test(cell))) return column;
  return { kind: 'text', cells: cells.map((cell) => cell.replace(month, '$1-$2-01')) };
}

/** The rows in order of time; those without any time are refused. */
function orderedRows(time: Float64Array, { locate }: RawTable): readonly number[] {
  const rows = Array.from(time, (_, row) => row);
  const empty = rows.find((row) => Number.isNaN(time[row]!));
  if (empty !== undefined) {
    throw new InputError(`${locate(empty)}: expected a time, got an empty cell`);
  }
  if (rows.length > 1 && time[0]! > time.at(-1)!) rows.reverse();
  for (const [i, row] of rows.entries()) {
    const before = i === 0 ? Number.NEGATIVE_INFINITY : time[rows[i - 1]!]!;
    if (time[row]! > before) continue;
    const again = time[row] === before;
    throw new InputError(
      `${locate(row)}: expected times in order, one row each, got ` +
        (again
          ? 'the same time again (returns of trades are no returns of days)'
          : 'an earlier one'),
    );
  }
  return rows;
}

/** A column's returns. @param signs what its cells and those of the file show */
function returnColumn(
  column: RawColumn,
  name: string,
  signs: { readonly table: RawTable; readonly marks: Marks; readonly file: Marks },
): ReturnColumn {
  const { table, marks, file } = signs;
  const percent = name.includes('%');
  if (column.kind === 'numbers') {
    const values = percent ? column.values.map((value) => value / 100) : column.values;
    return { name, values, percent };
  }
  const problem = (row: number, got: string, mostlyNumbers = false): ReturnColumn => ({
    name,
    problem: `${table.locate(row)}: column "${shortened(name)}": expected a number, got ${got}`,
    mostlyNumbers,
  });
  if (column.kind !== 'text') {
    return problem(0, column.kind === 'instants' ? 'times' : describeCell(column, 0));
  }
  const { cells } = column;
  // A return is never 1,000 or more, so the sign of open cells can only be the decimal sign.
  const decimal = decimalSignBelowThousand(marks, file);
  if (decimal === undefined) {
    const row = openCell(cells);
    return problem(row, openText(cells[row]!), true);
  }
  const signed = cells.filter((cell) => cell.includes('%')).length > 0;
  const values = Float64Array.from(cells, (cell) => cellValue(cell, { decimal, percent }));
  for (const [row, cell] of cells.entries()) {
    if (isNoValue(cell)) continue;
    const unsigned = signed && !cell.includes('%') && values[row] !== 0;
    if (!Number.isNaN(values[row]!) && !unsigned) continue;
    const hint = Number.isNaN(values[row]!) ? '' : ' without the % that other cells have';
    return problem(row, describeCell(column, row) + hint, areMostlyNumbers(cells, values));
  }
  return { name, values, percent: percent || signed };
}

/** The return in `cell`, NaN if there is none: `0.0053`, `0.53%`, `-0,53 %`, `−0.53%`. */
function cellValue(
  cell: string,
  { decimal, percent }: { readonly decimal: Mark; readonly percent: boolean },
): number {
  const text = cell.trim().replace('−', '-');
  const bare = text.replace(/\s*%$/, '');
  const value = parseWithSigns(bare, decimal);
  if (Number.isNaN(value) || !(percent || bare !== text)) return value;
  // The decimal point is moved in the text: the quotient of 0.53 and 100 may differ from 0.0053.
  const digits = String(value);
  return digits.includes('e') ? value / 100 : Number(`${digits}e-2`);
}
