/**
 * Series of numbers by time from a file: a column of times, and one or all columns of values.
 * Must not know: what the numbers mean.
 */

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputError } from '../engine/core/errors.ts';
import type { Observations } from '../engine/core/series.ts';
import { SERIES_TIMES, seriesName } from '../engine/core/series-text.ts';
import { onlyIndex, plainName } from './column-names.ts';
import { formatOf } from './file-format.ts';
import { readBytes } from './read-user-file.ts';
import { unitsPerSecond } from './parse-cells.ts';
import { tableOf } from './raw-file.ts';
import type { RawColumn, RawTable } from './raw-table.ts';
import { readOwnNumbers } from './read-numbers.ts';
import { readTimes } from './read-times.ts';
import { splitText } from './text-lines.ts';

/** Values by time, and the file that they come from. */
export type Series = Observations & {
  readonly name: string;
  readonly path: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
};

/** Under which names a file may keep the two columns, in lower case; the first found counts. */
export type SeriesNames = {
  readonly time: readonly string[];
  readonly value: readonly string[];
};

/** All series of one file. */
export type SeriesFile = {
  readonly path: string;
  readonly sha256: string;
  readonly series: readonly Series[];
};

/**
 * The series in the file `path` (CSV with a header, Arrow, Parquet). Rows without a value are left
 * out, a file whose newest row comes first is turned round. Parts of a second are dropped.
 * @throws InputError if a column is missing or there twice, for a cell that is no time or no
 *   number, and for times that neither rise nor fall throughout
 */
export async function readSeries(path: string, names: SeriesNames): Promise<Series> {
  const { table, sha256 } = await openFile(path);
  const known = table.names.map(plainName);
  const [timeIndex, valueIndex] = (['time', 'value'] as const).map((column) => {
    const name = names[column].find((candidate) => known.includes(candidate));
    if (name !== undefined) return onlyIndex(known, name, table.header);
    throw notFound(table, names[column].join(' or '));
  });
  const [times, values] = await table.readColumns([timeIndex!, valueIndex!]);
  const name = known[valueIndex!]!;
  const value = ownNumbers(values!, name, table);
  const observations = observed(seriesTimes(times!, table), value, table);
  return { name: basename(path), path, sha256, ...observations };
}

/**
 * Every column of numbers of the file `path` as a series by the time of its row. A series is named
 * for its column, or for the file if the column is `value`; characters that no name of a feature
 * has become `_`. Columns that hold something else than numbers are left out.
 * @throws InputError if there is no column of times or none of numbers, for two series of one name,
 *   for a cell that is no number in a column of numbers, and as `readSeries` does for times
 */
export async function readSeriesFile(path: string): Promise<SeriesFile> {
  const { table, sha256 } = await openFile(path);
  const timeNames = SERIES_TIMES.filter((name) => table.names.map(plainName).includes(name));
  const [timeName] = timeNames;
  if (timeName === undefined) throw notFound(table, 'time, timestamp or date');
  const known = table.names.map(plainName);
  const others = [...known.keys()].filter((i) => known[i] !== '' && !timeNames.includes(known[i]!));
  const [times, ...columns] = await table.readColumns([
    onlyIndex(known, timeName, table.header),
    ...others,
  ]);
  const time = seriesTimes(times!, table);
  const stem = basename(path).replace(/\.[^.]*$/, '');
  const problems: string[] = [];
  const series = others.flatMap((index, i): Series[] => {
    const column = table.names[index]!.trim();
    const numbers = readOwnNumbers(columns[i]!, column, table, columns);
    if ('problem' in numbers && numbers.mostlyNumbers) throw new InputError(numbers.problem);
    if ('problem' in numbers) problems.push(numbers.problem);
    if ('problem' in numbers || !numbers.values.some(Number.isFinite)) return [];
    return [
      { name: seriesName(column, stem), path, sha256, ...observed(time, numbers.values, table) },
    ];
  });
  if (series.length === 0) {
    throw new InputError(problems[0] ?? `${table.header}: expected a column of numbers, got none`);
  }
  const twice = series.find(({ name }, i) => series.findIndex((one) => one.name === name) !== i);
  if (twice !== undefined) {
    throw new InputError(`${table.header}: expected one series ${twice.name}, got two or more`);
  }
  return { path, sha256, series };
}

function notFound(table: RawTable, expected: string): InputError {
  const found = table.names.map((given) => `"${given}"`).join(', ');
  return new InputError(`${table.header}: expected a column ${expected}; found ${found}`);
}

/** The rows that have a value, in order of time. @throws InputError if times are not in order */
function observed(time: Float64Array, value: Float64Array, table: RawTable): Observations {
  const kept = Array.from(time, (_, row) => row).filter((row) => Number.isFinite(value[row]!));
  if (kept.length > 1 && time[kept[0]!]! > time[kept.at(-1)!]!) kept.reverse();
  for (const [i, row] of kept.entries()) {
    const before = i === 0 ? Number.NEGATIVE_INFINITY : time[kept[i - 1]!]!;
    if (time[row]! > before) continue;
    const what = time[row] === before ? 'the same time again' : 'an earlier or no time';
    throw new InputError(`${table.locate(row)}: expected times in order, got ${what}`);
  }
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(kept, (row) => column[row]!);
  return { time: pick(time), value: pick(value) };
}

/** Unix seconds (rows). Exchanges stamp with milliseconds that are no whole second. */
export function seriesTimes(column: RawColumn, { locate }: RawTable): Float64Array {
  const whole = (value: number): number => {
    const perSecond = unitsPerSecond(value);
    return Math.floor(value / perSecond) * perSecond;
  };
  switch (column.kind) {
    case 'text': {
      const cells = column.cells.map((cell) =>
        /^\s*\d{12,16}\s*$/.test(cell)
          ? String(whole(Number(cell)))
          : cell.replace(/(:\d{2}:\d{2})[.,]\d+/, '$1'),
      );
      return readTimes({ kind: 'text', cells }, locate);
    }
    case 'numbers':
      return readTimes({ kind: 'numbers', values: column.values.map(whole) }, locate);
    case 'instants':
      return readTimes({ kind: 'instants', seconds: column.seconds.map(Math.floor) }, locate);
    case 'other':
      return readTimes(column, locate);
  }
}

/** The bytes of `path` as a table, and their SHA-256. */
export async function openFile(
  path: string,
): Promise<{ readonly table: RawTable; readonly sha256: string }> {
  const bytes = await readBytes(path);
  const table = await openTable(bytes, path);
  return { table, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function openTable(bytes: Uint8Array, path: string): Promise<RawTable> {
  switch (formatOf(bytes, path)) {
    case 'arrow':
      return tableOf((await import('./arrow.ts')).openArrow(bytes, path), path);
    case 'parquet':
      return tableOf(await (await import('./parquet.ts')).openParquet(bytes, path), path);
    case 'text':
      return textTable(bytes, path);
  }
}

async function textTable(bytes: Uint8Array, path: string): Promise<RawTable> {
  const { lines, separator } = await splitText(bytes, path);
  const [header, ...rows] = lines;
  if (header === undefined) throw new InputError(`${path}: expected a header, got an empty file`);
  const width = header.cells.length;
  const odd = rows.find(({ cells }) => cells.length !== width);
  if (odd !== undefined) {
    throw new InputError(
      `${path}:${odd.number}: expected ${width} cells as in the header, got ${odd.cells.length}`,
    );
  }
  return {
    names: header.cells,
    rowCount: rows.length,
    header: `${path}:${header.number}`,
    locate: (row) => `${path}:${rows[row]?.number ?? header.number}`,
    separator,
    readColumns: async (indexes) =>
      indexes.map((index) => ({ kind: 'text', cells: rows.map(({ cells }) => cells[index]!) })),
  };
}

function ownNumbers(column: RawColumn, name: string, table: RawTable): Float64Array {
  const numbers = readOwnNumbers(column, name, table);
  if ('problem' in numbers) throw new InputError(numbers.problem);
  return numbers.values;
}
