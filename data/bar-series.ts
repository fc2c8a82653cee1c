/**
 * Bars as a program handles them: with their timeframe and their source, so that neither has to be
 * told again. They come from a file, from the synthetic sample, or from plain arrays, which are
 * checked like a file's. Must not know: features.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import { closedCount } from '../engine/core/bar-close.ts';
import { BAR_FIELDS, sliceBars, type BarField, type Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import type { SeriesPlan } from '../engine/core/series.ts';
import { marketCalendar } from '../engine/core/market-calendar.ts';
import { barsOfColumns } from './bar-columns.ts';
import { checkBars, checkTimeframe } from './checks.ts';
import type { BarSource, LoadedBars } from './load-bars.ts';
import { unixSeconds } from './parse-cells.ts';
import { barsSha256 } from './synthetic.ts';

/** Checked bars that know how long they are and where they came from. */
export type BarSeries = Bars & {
  readonly timeframe: Timeframe;
  readonly source: BarSource;
  /** What was mended in the file, in words; empty where nothing was. */
  readonly notes: readonly string[];
  /** The series that the bars were joined with; left out if there are none. */
  readonly series?: readonly SeriesPlan[];
};

/** A column as a program has it: an array or a typed array of numbers. */
export type ColumnInput = ArrayLike<number>;

/**
 * Columns as a program has them: the six of a bar, times in unix seconds or milliseconds (UTC), and
 * any others, which features read by their names. Others may be NaN where they are undefined.
 */
export type BarColumns = Readonly<Record<BarField, ColumnInput>> &
  Readonly<Record<string, ColumnInput>>;

/** What `barsOf` must be told. */
export type BarsOfOptions = {
  readonly timeframe: Timeframe;
  /** Names the bars in messages and in a model file; `own columns` if left out. */
  readonly name?: string | undefined;
};

/**
 * Loaded bars as a series.
 * @param now unix milliseconds: bars that have not closed by then are left out; none if undefined
 * @throws InputError if fewer than two bars are left
 */
export function barSeries(
  { bars, source, notes }: LoadedBars,
  timeframe: Timeframe,
  now?: number,
): BarSeries {
  if (now === undefined) return { ...bars, timeframe, source, notes };
  const count = closedCount(marketCalendar(bars.time, timeframe), bars.time, now);
  if (count < 2) {
    const time = new Date(now).toISOString();
    throw new InputError(
      `${source.name}: expected at least 2 bars that have closed by ${time}, got ${count}`,
    );
  }
  return { ...sliceBars(bars, 0, count), timeframe, source, notes };
}

/**
 * Bars from plain arrays, which are copied. They keep the rules that a file's bars keep.
 * @throws InputError if a column is missing, is no list of numbers or has another length, if a bar
 *   breaks a rule, if the bars are not `timeframe` apart, if an own column is infinite somewhere
 *
 * @example
 * const bars = barsOf(
 *   { time, open, high, low, close, volume, funding_rate: rates },
 *   { timeframe: '1d', name: 'perpetual' },
 * );
 * // A feature reads it by `frame.column('funding_rate')`.
 */
export function barsOf(columns: BarColumns, options: BarsOfOptions): BarSeries {
  const { timeframe, name = 'own columns' } = options;
  const fields = BAR_FIELDS.map((field) => {
    const column = copied(name, field, columns[field]);
    return field === 'time' ? column.map((time) => unixSeconds(time)) : column;
  });
  const rows = fields[0]!.length;
  for (const [i, column] of fields.entries()) checkLength(name, BAR_FIELDS[i]!, column, rows);
  const odd = fields[0]!.findIndex(Number.isNaN);
  if (odd !== -1) {
    const got = columns.time[odd];
    throw new InputError(
      `${name}: row ${odd + 1}: column "time": expected unix seconds or milliseconds, got ${got}`,
    );
  }
  const bars = barsOfColumns(fields);
  checkBars(bars, name, (row) => `${name}: row ${row + 1}`);
  checkTimeframe(bars, timeframe, name);
  const known: readonly string[] = BAR_FIELDS;
  const own = Object.entries(columns).filter(([column]) => !known.includes(column));
  return series(bars, name, timeframe, Object.fromEntries(own));
}

/**
 * `bars` with further columns of one value a bar, which are copied; NaN where undefined.
 * @throws InputError if a column is no list of numbers, has another length, is infinite somewhere,
 *   or has a name that the bars have already
 *
 * @example
 * const bars = withColumns(await loadBars('btc.csv', { timeframe: '1d' }), { funding: rates });
 */
export function withColumns(
  bars: BarSeries,
  columns: Readonly<Record<string, ColumnInput>>,
): BarSeries {
  const { timeframe, source, notes, series: joined } = bars;
  const taken = Object.keys(columns).find(
    (name) =>
      (BAR_FIELDS as readonly string[]).includes(name) || Object.hasOwn(bars.extra ?? {}, name),
  );
  if (taken !== undefined) {
    throw new InputError(`${source.name}: column "${taken}": the bars have one of this name`);
  }
  const whole = series(bars, source.name, timeframe, { ...bars.extra, ...columns }, source);
  return { ...whole, notes, ...(joined === undefined ? {} : { series: joined }) };
}

/** `bars` and `own` columns, checked; the digest is of all of them. */
function series(
  bars: Bars,
  name: string,
  timeframe: Timeframe,
  own: Readonly<Record<string, ColumnInput>>,
  source?: BarSource,
): BarSeries {
  const { time, open, high, low, close, volume } = bars;
  const entries = Object.entries(own).map(([column, values]) => [
    column,
    ownColumn(name, column, values, time.length),
  ]);
  const extra = Object.fromEntries(entries) as Readonly<Record<string, Float64Array>>;
  const whole = { time, open, high, low, close, volume, ...(entries.length > 0 ? { extra } : {}) };
  const sha256 = barsSha256(whole);
  const fresh = { path: null, name, format: 'columns', synthetic: false } as const;
  return { ...whole, timeframe, source: { ...(source ?? fresh), sha256 }, notes: [] };
}

function ownColumn(name: string, column: string, values: ColumnInput, rows: number): Float64Array {
  const own = copied(name, column, values);
  checkLength(name, column, own, rows);
  const infinite = own.findIndex((value) => Math.abs(value) === Infinity);
  if (infinite === -1) return own;
  throw new InputError(
    `${name}: row ${infinite + 1}: column "${column}": expected a number or NaN, ` +
      `got ${own[infinite]}`,
  );
}

/** A copy as numbers. Values of another type are refused, because JavaScript would guess. */
function copied(name: string, column: string, values: unknown): Float64Array {
  if (values instanceof Float64Array) return values.slice();
  const list = Array.isArray(values) || (ArrayBuffer.isView(values) && 'length' in values);
  if (!list) {
    throw new InputError(
      `${name}: column "${column}": expected an array of numbers, got ${typeof values}`,
    );
  }
  const items = values as ArrayLike<unknown>;
  return Float64Array.from({ length: items.length }, (_, row) => {
    const value = items[row];
    if (typeof value === 'number') return value;
    throw new InputError(
      `${name}: row ${row + 1}: column "${column}": expected a number, got ${String(value)}`,
    );
  });
}

function checkLength(name: string, column: string, values: Float64Array, rows: number): void {
  if (values.length === rows) return;
  throw new InputError(
    `${name}: column "${column}": expected ${rows} values as in "time", got ${values.length}`,
  );
}
