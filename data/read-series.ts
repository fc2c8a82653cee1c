/**
 * A series of numbers by time from a file: a column of times and one of values, found by their
 * names. Must not know: what the numbers mean.
 */

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputError } from '../engine/core/errors.ts';
import { onlyIndex, plainName } from './column-names.ts';
import { formatOf } from './file-format.ts';
import { readBytes } from './load-bars.ts';
import { isNoValue, parseNumber } from './parse-cells.ts';
import { tableOf } from './raw-file.ts';
import { describeCell, type RawColumn, type RawTable } from './raw-table.ts';
import { readTimes } from './read-times.ts';
import { splitText } from './text-lines.ts';

/** Values by time; both Float64Array (rows), time in unix seconds and increasing. */
export type Series = {
  readonly name: string;
  readonly path: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly time: Float64Array;
  readonly value: Float64Array;
};

/** Under which names a file may keep the two columns, in lower case; the first found counts. */
export type SeriesNames = {
  readonly time: readonly string[];
  readonly value: readonly string[];
};

/**
 * The series in the file `path` (CSV with a header, Arrow, Parquet). Rows without a value are left
 * out, a file whose newest row comes first is turned round.
 * @throws InputError if a column is missing or there twice, for a cell that is no time or no
 *   number, and for times that neither rise nor fall throughout
 */
export async function readSeries(path: string, names: SeriesNames): Promise<Series> {
  const bytes = await readBytes(path);
  const table = await openTable(bytes, path);
  const known = table.names.map(plainName);
  const [timeIndex, valueIndex] = (['time', 'value'] as const).map((column) => {
    const name = names[column].find((candidate) => known.includes(candidate));
    if (name !== undefined) return onlyIndex(known, name, table.header);
    const found = table.names.map((given) => `"${given}"`).join(', ');
    throw new InputError(
      `${table.header}: expected a column ${names[column].join(' or ')}; found ${found}`,
    );
  });
  const [times, values] = await table.readColumns([timeIndex!, valueIndex!]);
  const time = readTimes(times!, table.locate);
  const value = numbersOf(values!, table);
  const kept = Array.from(time, (_, row) => row).filter((row) => !Number.isNaN(value[row]!));
  if (kept.length > 1 && time[kept[0]!]! > time[kept.at(-1)!]!) kept.reverse();
  for (const [i, row] of kept.entries()) {
    const before = i === 0 ? Number.NEGATIVE_INFINITY : time[kept[i - 1]!]!;
    if (time[row]! > before) continue;
    const what = time[row] === before ? 'the same time again' : 'an earlier or no time';
    throw new InputError(`${table.locate(row)}: expected times in order, got ${what}`);
  }
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(kept, (row) => column[row]!);
  return {
    name: basename(path),
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    time: pick(time),
    value: pick(value),
  };
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
  const { lines, separator } = await splitText(new TextDecoder().decode(bytes), path);
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
    commaMayBeDecimal: separator === ';',
    readColumns: async (indexes) =>
      indexes.map((index) => ({ kind: 'text', cells: rows.map(({ cells }) => cells[index]!) })),
  };
}

/** Numbers (rows), NaN where a cell is empty. @throws InputError for a cell that is no number */
function numbersOf(column: RawColumn, { locate }: RawTable): Float64Array {
  if (column.kind === 'numbers') return column.values;
  const refuse = (row: number): never => {
    throw new InputError(`${locate(row)}: expected a number, got ${describeCell(column, row)}`);
  };
  if (column.kind !== 'text') return refuse(0);
  return Float64Array.from(column.cells, (cell, row) => {
    if (isNoValue(cell)) return Number.NaN;
    const value = parseNumber(cell);
    return Number.isNaN(value) ? refuse(row) : value;
  });
}
