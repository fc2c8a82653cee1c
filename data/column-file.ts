/** Named columns as the bytes of a file, in the format that the ending of its name says. */

import { extname } from 'node:path';
import { formatBarTime } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import { rowsOf, type ColumnTable, type WrittenColumn } from './written-column.ts';

/** What a file of columns may end in, in words for `--help`. */
export const COLUMN_FILE = 'FILE.csv|.arrow|.parquet';

const ENDINGS = ['.csv', '.arrow', '.parquet'] as const;

/**
 * The ending of `path`, in lower case. A command calls this before it computes what it will write.
 * @throws InputError for other endings than .csv, .arrow and .parquet
 */
export function columnFileEnding(path: string): (typeof ENDINGS)[number] {
  const ending = ENDINGS.find((known) => known === extname(path).toLowerCase());
  if (ending !== undefined) return ending;
  throw new InputError(`${path}: expected a name ending in .csv, .arrow or .parquet`);
}

/**
 * `table` as CSV, Arrow or Parquet, by the ending of `path`; the caller writes it. In CSV a number
 * is the shortest text that reads back as the same number, NaN is an empty cell, a date has the ISO
 * form, and lines end with LF. In Arrow and Parquet moments are timestamps.
 * @throws InputError for any other ending
 */
export async function encodeColumnFile(
  path: string,
  table: ColumnTable,
): Promise<string | Uint8Array> {
  switch (columnFileEnding(path)) {
    case '.csv':
      return encodeCsv(table);
    case '.arrow':
      return (await import('./arrow.ts')).encodeArrow(table);
    case '.parquet':
      return (await import('./parquet.ts')).encodeParquet(table);
  }
}

function encodeCsv(table: ColumnTable): string {
  const columns = Object.values(table);
  const lines = [Object.keys(table).join(',')];
  const rows = columns.length === 0 ? 0 : rowsOf(columns[0]!);
  for (let i = 0; i < rows; i++) lines.push(columns.map((column) => cellOf(column, i)).join(','));
  return `${lines.join('\n')}\n`;
}

function cellOf(column: WrittenColumn, row: number): string {
  if ('moments' in column) return formatBarTime(column.moments[row]!);
  const value = column[row]!;
  return Number.isNaN(value) ? '' : String(value);
}
