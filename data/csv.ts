/**
 * Bars from text with separators: with a header (TradingView's export and whatever else names its
 * columns) or in one of the layouts without one. What does not fit is refused with file, line and
 * column. Must not know: files, caches.
 */

import { BAR_FIELDS } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { findBarColumns, isTimeName } from './bar-columns.ts';
import { plainName } from './column-names.ts';
import type { FurtherColumns } from './further-columns.ts';
import { layoutOf, type CsvFormat } from './layouts.ts';
import { NO_MENDS } from './mends.ts';
import { hasYearLast, parseNumber, parseTime } from './parse-cells.ts';
import type { RawTable } from './raw-table.ts';
import { readBars, type ReadBars } from './read-bars.ts';
import { splitText, type Line } from './text-lines.ts';

/** Changes whenever the same bytes would give other bars: caches of older parsers are not read. */
export const CSV_PARSER_VERSION = 3;

export type ParsedCsv = ReadBars & { readonly format: CsvFormat };

/**
 * The checked bars of CSV `bytes` (UTF-8, with or without BOM; LF, CRLF or CR), and what was mended
 * in them. Blank lines are skipped; a last line without a line end counts if it has all columns.
 * @param path names the file in messages
 * @param further columns to read besides those of a bar; none if left out
 * @throws InputError with file, line and column for whatever is wrong
 */
export async function parseCsv(
  bytes: Uint8Array,
  path: string,
  further: FurtherColumns = [],
): Promise<ParsedCsv> {
  const { lines, separator, skipped, ended } = await splitText(bytes, path);
  if (lines[0] === undefined) throw new InputError(`${path}: expected bars, got an empty file`);
  const header = headerOf(lines, path);
  const rows = lines.slice(header.lines);
  if (rows.length === 0) {
    findBarColumns(lines[0].cells, `${path}:${lines[0].number}`);
    throw new InputError(`${path}: expected at least 2 bars, got a header and no rows`);
  }
  // A wrong header is the reason for wrong widths: it is refused first.
  if (header.names !== undefined) findBarColumns(header.names, `${path}:${lines[0].number}`);
  checkWidths(rows, lines[0].cells.length, path, ended);
  const locate = (row: number): string => `${path}:${rows[row]!.number}`;
  const { format, names } =
    header.names === undefined
      ? layoutOf(
          rows.map(({ cells }) => cells),
          path,
          locate,
        )
      : { format: 'tradingview-csv' as const, names: header.names };
  const table: RawTable = {
    names,
    rowCount: rows.length,
    header: `${path}:${lines[0].number}`,
    locate,
    separator,
    readColumns: async (indexes) =>
      indexes.map((index) => ({ kind: 'text', cells: rows.map(({ cells }) => cells[index]!) })),
  };
  const mends = {
    ...NO_MENDS,
    skippedLines: skipped,
    extraHeaderRows: Math.max(0, header.lines - 1),
  };
  return { ...(await readBars(table, path, { mends, further })), format };
}

/** A header's names and how many lines it takes; no names and none where there is no header. */
type Header = { readonly names: readonly string[] | undefined; readonly lines: number };

function headerOf(lines: readonly Line[], path: string): Header {
  const [first, second, third] = lines.map(({ cells }) => cells);
  const cell = first![0]!;
  const isTime = [parseNumber(cell), parseTime(cell)].some((value) => !Number.isNaN(value));
  if (isTime || hasYearLast(cell)) return { names: undefined, lines: 0 };
  const names = yfinanceNames(first!, second, third);
  if (names === undefined) return { names: first!, lines: 1 };
  if (lines.length > 3) return { names, lines: 3 };
  throw new InputError(`${path}: expected at least 2 bars, got three header rows and no others`);
}

/**
 * The names in yfinance's three header rows: `Price,Close,…`, `Ticker,SPY,…` (these two in either
 * order) and `Date,,…`, which names the first column alone; undefined where they are no such rows.
 */
function yfinanceNames(
  first: readonly string[],
  second: readonly string[] | undefined,
  third: readonly string[] | undefined,
): readonly string[] | undefined {
  if (second === undefined || third === undefined || !isTimeName(third[0]!)) return undefined;
  if (third.slice(1).some((cell) => cell.trim() !== '')) return undefined;
  const rows = [first, second];
  const names = rows.find((row) => row.some((cell) => plainName(cell) === BAR_FIELDS[4]));
  const tickers = rows.find((row) => plainName(row[0]!) === 'ticker');
  if (names === undefined || tickers === undefined || names === tickers) return undefined;
  return [third[0]!, ...names.slice(1)];
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
