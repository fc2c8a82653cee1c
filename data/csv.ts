/**
 * Bars from CSV, in two dialects: TradingView's export (a header, columns by name) and Kraken's
 * OHLCVT archives (no header). What does not fit is refused with file, line and column.
 * Must not know: files, caches.
 */

import { parseString } from 'fast-csv';
import { BAR_FIELDS, type Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { barsOfColumns, findBarColumns, shortened } from './bar-columns.ts';
import { checkBars } from './checks.ts';
import { parseNumber, parseTime, TIME_FORMS } from './parse-cells.ts';

/** Changes whenever the same bytes would give other bars: caches of older parsers are not read. */
export const CSV_PARSER_VERSION = 1;

/** TradingView's export, or Kraken's OHLCVT archive. */
export type CsvFormat = 'tradingview-csv' | 'kraken-csv';

export type ParsedCsv = { readonly bars: Bars; readonly format: CsvFormat };

const KRAKEN_COLUMNS = [...BAR_FIELDS, 'trades'];

/** A line that is not blank: its number in the file, from 1, and its cells. */
type Line = { readonly number: number; readonly cells: readonly string[] };

/**
 * The checked bars of CSV `bytes` (UTF-8, with or without BOM; LF, CRLF or CR). Blank lines are
 * skipped; a last line without a line end counts if it has all its columns.
 * @param path names the file in messages
 * @throws InputError with file, line and column for whatever is wrong
 */
export async function parseCsv(bytes: Uint8Array, path: string): Promise<ParsedCsv> {
  const text = decodeText(bytes, path);
  const lines = await splitLines(text, path);
  const first = lines[0];
  if (first === undefined) throw new InputError(`${path}: expected bars, got an empty file`);
  const headerless = !Number.isNaN(parseNumber(first.cells[0]!));
  const indexes = headerless
    ? krakenColumns(first, path)
    : findBarColumns(first.cells, `${path}:${first.number}`);
  const rows = headerless ? lines : lines.slice(1);
  if (rows.length === 0) {
    throw new InputError(`${path}: expected at least 2 bars, got a header and no rows`);
  }
  checkWidths(rows, first.cells.length, path, /[\r\n]$/.test(text));
  const bars = barsOfColumns(indexes.map((column, field) => readColumn(rows, column, field, path)));
  checkBars(bars, path, (row) => `${path}:${rows[row]!.number}`);
  return { bars, format: headerless ? 'kraken-csv' : 'tradingview-csv' };
}

function decodeText(bytes: Uint8Array, path: string): string {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw new InputError(`${path}: expected UTF-8 text, got UTF-16 (save it as "CSV UTF-8")`);
  }
  if (bytes.includes(0)) throw new InputError(`${path}: expected CSV text, got a binary file`);
  // The decoder drops a BOM.
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith('<')) {
    throw new InputError(`${path}: expected CSV text, got an HTML or XML page`);
  }
  return text;
}

async function splitLines(text: string, path: string): Promise<Line[]> {
  const rows = await new Promise<string[][]>((resolve, reject) => {
    const collected: string[][] = [];
    parseString<string[], string[]>(text, { headers: false })
      .on('data', (row: string[]) => collected.push(row))
      .on('end', () => resolve(collected))
      .on('error', (cause) => reject(quoteError(text, path, cause)));
  });
  const lines: Line[] = [];
  let number = 1;
  for (const cells of rows) {
    if (cells.length > 0) lines.push({ number, cells });
    number += 1 + lineEndsWithin(cells);
  }
  return lines;
}

/** fast-csv fails on quotes alone, and quotes the rest of the file: say where it began instead. */
function quoteError(text: string, path: string, cause: Error): InputError {
  const lines = text.split(/\r\n|\r|\n/);
  const odd = lines.findIndex((line) => line.split('"').length % 2 === 0);
  const where = odd === -1 ? path : `${path}:${odd + 1}`;
  return new InputError(`${where}: expected quotes that open and close around a cell`, { cause });
}

/** Line ends inside quoted cells, which make a row span several lines. */
function lineEndsWithin(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) count += cell.split(/\r\n|\r|\n/).length - 1;
  }
  return count;
}

function krakenColumns(first: Line, path: string): number[] {
  if (first.cells.length !== KRAKEN_COLUMNS.length) {
    throw new InputError(
      `${path}:${first.number}: expected a header with ${BAR_FIELDS.join(', ')}, or Kraken's 7 ` +
        `columns without one (${KRAKEN_COLUMNS.join(',')}), got ${first.cells.length} columns`,
    );
  }
  return BAR_FIELDS.map((_, index) => index);
}

function checkWidths(rows: readonly Line[], width: number, path: string, ended: boolean): void {
  for (const [i, row] of rows.entries()) {
    if (row.cells.length === width) continue;
    const truncated = i === rows.length - 1 && row.cells.length < width && !ended;
    throw new InputError(
      `${path}:${row.number}: expected ${width} columns, got ${row.cells.length}` +
        (truncated ? ' (the last line is cut off: is the file complete?)' : ''),
    );
  }
}

function readColumn(
  rows: readonly Line[],
  column: number,
  field: number,
  path: string,
): Float64Array {
  const name = BAR_FIELDS[field]!;
  const parse = name === 'time' ? parseTime : parseNumber;
  const target = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i]!.cells[column]!;
    const value = parse(cell);
    if (Number.isNaN(value)) {
      const expected = name === 'time' ? TIME_FORMS : 'a number';
      const got = cell.trim() === '' ? 'an empty cell' : `"${shortened(cell)}"`;
      const where = `${path}:${rows[i]!.number}: column "${name}"`;
      throw new InputError(`${where}: expected ${expected}, got ${got}${hint(cell)}`);
    }
    target[i] = value;
  }
  return target;
}

function hint(cell: string): string {
  return /\d,\d/.test(cell) ? ' (no thousands separators; decimals after a point)' : '';
}
