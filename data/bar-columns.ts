/**
 * Which columns of a file are the bar's, by their names: in any case and order, with or without
 * angle brackets, others ignored. A further name that writers use is added to the tables here.
 * Shared by CSV, Arrow and Parquet.
 */

import { BAR_FIELDS, type Bars } from '../engine/core/bars.ts';
import { assert } from '../engine/core/errors.ts';
import { missingColumns, onlyIndex, plainName } from './column-names.ts';
import { chooseVolume } from './volume-column.ts';

/** Names under which common exports keep a bar's time; the first that a file has is the time. */
const TIME_NAMES = [
  'time',
  'timestamp',
  'unix',
  'open_time',
  'open time',
  'gmt time',
  'datetime',
  'date',
];
/** pandas's name for an index without a name, where the format asks for one. */
const UNNAMED_INDEX = '__index_level_0__';
const PRICE_FIELDS = ['open', 'high', 'low', 'close'] as const;

/** The columns, by index, in which a file keeps its bars. */
export type BarColumns = {
  /** Columns of a known name of time, the likeliest first. */
  readonly times: readonly number[];
  /** The column `date`: where it is not the first of `times`, that one may hold the time of day. */
  readonly date: number | undefined;
  /** A column without a name, which may be a data frame's index of dates. */
  readonly unnamed: number | undefined;
  /** Open, high, low, close and volume. */
  readonly values: readonly number[];
  /** The volume's name if it was chosen of several, else null. */
  readonly volumeColumn: string | null;
};

/** True if `name` is one under which files keep a bar's time. */
export function isTimeName(name: string): boolean {
  return TIME_NAMES.includes(plainName(name));
}

/**
 * The columns of `names` that make up a bar. Whether an unnamed column is the time is open until
 * its cells are seen: with one, `times` may be empty.
 * @param where file, and line where it has one, for the message: `bars.csv:1`
 * @throws InputError where a column is missing or there are two of its name
 */
export function findBarColumns(names: readonly string[], where: string): BarColumns {
  const known = names.map(plainName);
  const timeNames = TIME_NAMES.filter((name) => known.includes(name));
  const unnamed = timeNames.length === 0 ? unnamedIndex(known) : undefined;
  const prices = PRICE_FIELDS.map((field) => onlyIndex(known, field, where));
  const { volume, choice } = chooseVolume(names, known, where);
  const missing: string[] = PRICE_FIELDS.filter((_, i) => prices[i] === -1);
  if (volume === undefined) missing.push('volume');
  if (timeNames.length === 0 && unnamed === undefined) missing.unshift('time');
  if (missing.length > 0) throw missingColumns(missing, names, where);
  return {
    times: timeNames.map((name) => onlyIndex(known, name, where)),
    date: known.includes('date') ? known.indexOf('date') : undefined,
    unnamed,
    values: [...prices, volume!],
    volumeColumn: choice,
  };
}

/** Bars over `columns`, one of each of `BAR_FIELDS` in that order; nothing is copied. */
export function barsOfColumns(columns: readonly Float64Array[]): Bars {
  const [time, open, high, low, close, volume] = columns;
  assert(
    time !== undefined &&
      open !== undefined &&
      high !== undefined &&
      low !== undefined &&
      close !== undefined &&
      volume !== undefined &&
      columns.length === BAR_FIELDS.length,
    'columns.length === BAR_FIELDS.length',
  );
  assert(
    columns.every((column) => column.length === time.length),
    'columns are of one length',
  );
  return { time, open, high, low, close, volume };
}

/** The columns of `bars` in the order of `BAR_FIELDS`; nothing is copied. */
export function columnsOfBars(bars: Bars): Float64Array[] {
  return BAR_FIELDS.map((field) => bars[field]);
}

/** The first column if it has no name, or pandas's unnamed index, which Parquet has last. */
function unnamedIndex(known: readonly string[]): number | undefined {
  if (known[0] === '') return 0;
  const index = known.indexOf(UNNAMED_INDEX);
  return index === -1 ? undefined : index;
}
