/** Named columns as the bytes of a file, in the format that its name ends in. */

import { extname } from 'node:path';
import { InputError } from '../engine/core/errors.ts';
import type { NamedColumns } from './raw-file.ts';

/** What a file of columns may end in, in words for `--help`. */
export const COLUMN_FILE = 'FILE.csv|.arrow|.parquet';

/**
 * `table` as CSV, Arrow or Parquet by `path`'s extension, to be written by the caller. CSV writes
 * the shortest text that reads back the same number, an empty cell for NaN, and LF.
 * @throws InputError for any other extension
 */
export async function encodeColumnFile(
  path: string,
  table: NamedColumns,
): Promise<string | Uint8Array> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return encodeCsv(table);
    case '.arrow':
      return (await import('./arrow.ts')).encodeArrow(table);
    case '.parquet':
      return (await import('./parquet.ts')).encodeParquet(table);
    default:
      throw new InputError(`${path}: expected a name ending in .csv, .arrow or .parquet`);
  }
}

function encodeCsv({ names, columns }: NamedColumns): string {
  const lines = [names.join(',')];
  const rows = columns[0]?.length ?? 0;
  for (let i = 0; i < rows; i++) {
    lines.push(columns.map((column) => cellOf(column[i]!)).join(','));
  }
  return `${lines.join('\n')}\n`;
}

function cellOf(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}
