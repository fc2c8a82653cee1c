/** A columnar file (Arrow, Parquet) as a table of raw columns; its rows are counted from 1. */

import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import type { RawColumn, RawTable } from './raw-table.ts';
import { shortened } from './raw-table.ts';

/** Columns of one length with their names; NaN where a value is undefined. */
export type NamedColumns = {
  readonly names: readonly string[];
  /** One Float64Array (rows) a name. */
  readonly columns: readonly Float64Array[];
};

/** Which columns to read: their indexes, chosen by the names that a file has. */
export type PickColumns = (names: readonly string[]) => readonly number[];

/** The parts of a table that a columnar format knows. */
export type RawFile = Pick<RawTable, 'names' | 'rowCount' | 'readColumns'>;

/** `file` as a table. @param path names the file in messages */
export function tableOf(file: RawFile, path: string): RawTable {
  return {
    names: file.names,
    rowCount: file.rowCount,
    header: path,
    locate: (row) => `${path}: row ${row + 1}`,
    separator: ',',
    readColumns: file.readColumns,
  };
}

/**
 * `raw` columns of these names as numbers; times become unix seconds.
 * @param path names the file in messages
 * @throws InputError where one holds something else
 */
export function namedColumns(
  names: readonly string[],
  raw: readonly RawColumn[],
  path: string,
): NamedColumns {
  const columns = raw.map((column, i) => {
    if (column.kind === 'numbers') return column.values;
    if (column.kind === 'instants') return column.seconds;
    const got = column.kind === 'text' ? 'text' : shortened(column.type);
    const where = `${path}: column "${shortened(names[i]!)}"`;
    throw new InputError(`${where}: expected numbers or timestamps, got ${got}`);
  });
  return { names, columns };
}

/** Seconds since midnight as the text of a clock, `09:30:00`; an empty string for NaN. */
export function clockText(seconds: number): string {
  if (!(seconds >= 0 && seconds < DAY_SECONDS)) return '';
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
