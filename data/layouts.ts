/**
 * The known layouts of rows without a header, one table. A layout says what its columns are called
 * and what holds on all of its rows; rows that break it are refused, because numbers alone do not
 * say what they are. A further layout is one more entry in `LAYOUTS`.
 */

import { BAR_FIELDS } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Locate } from './checks.ts';
import { parseNumber, unitsPerSecond, unixSeconds } from './parse-cells.ts';
import { shortened } from './raw-table.ts';

/** What a CSV file is, as outputs name it; `tradingview-csv` is any with a header. */
export type CsvFormat = 'tradingview-csv' | 'kraken-csv' | 'kraken-rest-csv' | 'binance-csv';

type Rows = readonly (readonly string[])[];

/** Why rows are not of a layout, and the row that shows it. */
type Misfit = { readonly row: number; readonly text: string };

type Layout = {
  readonly format: CsvFormat;
  readonly title: string;
  readonly columns: readonly string[];
  /** What is against it. All rows have as many cells as `columns`. */
  readonly misfit: (rows: Rows) => Misfit | undefined;
};

/** On so many of the rows a price lies between low and high, a volume only by chance. */
const NEARLY_ALL = 0.95;

const LAYOUTS: readonly Layout[] = [
  {
    format: 'kraken-csv',
    title: "Kraken's OHLCVT",
    columns: [...BAR_FIELDS, 'trades'],
    misfit: (rows) => countMisfit(rows, 6) ?? volumeMisfit(rows, 5),
  },
  {
    format: 'kraken-rest-csv',
    title: "Kraken's REST rows",
    columns: ['time', 'open', 'high', 'low', 'close', 'vwap', 'volume', 'trades'],
    misfit: (rows) => averageMisfit(rows, 5, 6) ?? countMisfit(rows, 7),
  },
  {
    format: 'binance-csv',
    title: "Binance's klines",
    columns: [
      ...BAR_FIELDS,
      'close time',
      'quote volume',
      'trades',
      'taker buy volume',
      'taker buy quote volume',
      'ignore',
    ],
    misfit: (rows) => lastMomentMisfit(rows, 6),
  },
];

/**
 * The format and the column names of `rows` that have no header.
 * @param rows of one width, at least one
 * @param path names the file in messages
 * @throws InputError with the number of columns where they are of no known layout
 */
export function layoutOf(
  rows: Rows,
  path: string,
  locate: Locate,
): { readonly format: CsvFormat; readonly names: readonly string[] } {
  const width = rows[0]!.length;
  const candidate = LAYOUTS.find(({ columns }) => columns.length === width);
  if (candidate === undefined) {
    const known = LAYOUTS.map(({ title, columns }) => `${title} (${columns.length} columns)`);
    throw new InputError(
      `${locate(0)}: expected a header with ${BAR_FIELDS.join(', ')}, or rows of a known layout ` +
        `without one: ${known.join(', ')}; got ${width} columns`,
    );
  }
  const misfit = timeMisfit(rows) ?? candidate.misfit(rows);
  if (misfit === undefined) return { format: candidate.format, names: candidate.columns };
  const where = misfit.row === -1 ? path : locate(misfit.row);
  throw new InputError(
    `${where}: expected a header, or ${candidate.title} without one ` +
      `(${candidate.columns.join(',')}); got ${width} columns ${misfit.text}`,
  );
}

function timeMisfit(rows: Rows): Misfit | undefined {
  const row = rows.findIndex((cells) => Number.isNaN(openSeconds(cells)));
  if (row === -1) return undefined;
  return { row, text: `of which the first, ${shown(rows, row, 0)}, is no unix time` };
}

/** Column `index` has to be a count: whole and not negative. */
function countMisfit(rows: Rows, index: number): Misfit | undefined {
  const row = rows.findIndex((cells) => {
    const count = parseNumber(cells[index]!);
    return !(Number.isInteger(count) && count >= 0);
  });
  if (row === -1) return undefined;
  const text = `of which the last, ${shown(rows, row, index)}, is no whole count of trades`;
  return { row, text };
}

/** Column `index` must not lie between low and high on nearly all rows, as average prices do. */
function volumeMisfit(rows: Rows, index: number): Misfit | undefined {
  const inside = rows.filter((cells) => isInside(cells, index)).length;
  if (inside < NEARLY_ALL * rows.length) return undefined;
  const text =
    `of which column ${index + 1} is no volume: it lies between low and high on ${inside} of ` +
    `${rows.length} rows, as an average price does`;
  return { row: -1, text };
}

/** Column `index` has to lie between low and high; it may be 0 where nothing was traded. */
function averageMisfit(rows: Rows, index: number, volume: number): Misfit | undefined {
  const row = rows.findIndex((cells) => {
    const idle = parseNumber(cells[index]!) === 0 && parseNumber(cells[volume]!) === 0;
    return !isInside(cells, index) && !idle;
  });
  if (row === -1) return undefined;
  const cell = shown(rows, row, index);
  const text = `of which column ${index + 1}, ${cell}, is no average price between low and high`;
  return { row, text };
}

/**
 * Column `index` has to be the bar's last moment, open time + length - 1 in the cell's unit, with
 * one length on all rows, which is also how far neighbours are apart.
 */
function lastMomentMisfit(rows: Rows, index: number): Misfit | undefined {
  const length = lengthOf(rows[0]!, index);
  const steps = rows
    .slice(1)
    .map((cells, i) => Math.abs(openSeconds(cells) - openSeconds(rows[i]!)));
  const least = steps.reduce((a, b) => Math.min(a, b), Infinity);
  const fits = length >= 1 && (steps.length === 0 || least === length);
  const row = fits ? rows.findIndex((cells) => lengthOf(cells, index) !== length) : 0;
  if (row === -1) return undefined;
  const cell = shown(rows, row, index);
  return { row, text: `of which column ${index + 1}, ${cell}, is not the last moment of the bar` };
}

/** The bar's length in seconds by its first and last moment; NaN where they are no times. */
function lengthOf(cells: readonly string[], index: number): number {
  const open = parseNumber(cells[0]!);
  const last = parseNumber(cells[index]!);
  const perSecond = unitsPerSecond(open);
  // Whole seconds of nanoseconds are exact in a double, their last moment is not: it rounds up.
  const step = perSecond === 1e9 ? 0 : 1;
  return (last + step - open) / perSecond;
}

function openSeconds(cells: readonly string[]): number {
  return unixSeconds(parseNumber(cells[0]!));
}

function isInside(cells: readonly string[], index: number): boolean {
  const value = parseNumber(cells[index]!);
  return value >= parseNumber(cells[3]!) && value <= parseNumber(cells[2]!);
}

function shown(rows: Rows, row: number, index: number): string {
  return `"${shortened(rows[row]![index]!)}"`;
}
