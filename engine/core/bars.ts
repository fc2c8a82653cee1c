/**
 * Price bars as columns: one Float64Array for each field, all of the same length, with times that
 * strictly increase. Every file of bars has time, open, high, low, close and volume. Bars can have
 * further columns under their own names, for example a user's own series. The code that reads bars
 * checks them (`barFault` has the rule for one bar); all other code trusts them.
 */

import { InputError } from './errors.ts';

/** The columns that all bars have, each Float64Array (rows). */
export type Bars = {
  /** The bar's open in unix seconds, UTC. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Further columns by name, each Float64Array (rows), NaN if undefined. */
  readonly extra?: Readonly<Record<string, Float64Array>>;
};

export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** A column that all bars have. */
export type BarField = (typeof BAR_FIELDS)[number];

/** Prices and volume of one bar. */
export type BarValues = { readonly [K in Exclude<BarField, 'time'>]: number };

/** One bar: `time` is its open in unix seconds, UTC. */
export type BarRow = { readonly [K in BarField]: number };

/** Why a bar is impossible. */
export type BarFault = {
  /** The field that is wrong. */
  readonly field: Exclude<BarField, 'time'>;
  /** What was expected and what came: `expected a price > 0, got -1`. */
  readonly problem: string;
};

/**
 * Why `bar` is impossible: the first rule that it breaks. Undefined if it breaks none. The rules:
 * prices are finite and above 0, low <= min(open, close), high >= max(open, close), and the volume
 * is finite and not negative. NaN breaks a rule.
 */
export function barFault(bar: BarValues): BarFault | undefined {
  if (isPossibleBar(bar)) return undefined;
  const { open, high, low, close, volume } = bar;
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    const price = bar[field];
    if (price > 0 && price < Infinity) continue;
    return { field, problem: `expected a price > 0, got ${price}` };
  }
  if (high < low) {
    return { field: 'high', problem: `expected high >= low, got high=${high} low=${low}` };
  }
  const others = `open=${open} close=${close}`;
  if (high < Math.max(open, close)) {
    const problem = `expected high >= max(open, close), got high=${high} ${others}`;
    return { field: 'high', problem };
  }
  if (low > Math.min(open, close)) {
    return { field: 'low', problem: `expected low <= min(open, close), got low=${low} ${others}` };
  }
  return { field: 'volume', problem: `expected a volume >= 0, got ${volume}` };
}

/** `rows` as columns, in their order. O(rows). */
export function barsOf(rows: readonly BarRow[]): Bars {
  const column = (field: BarField): Float64Array => Float64Array.from(rows, (row) => row[field]);
  return {
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** The rows [start, end) of `bars`, as views of the same memory: nothing is copied. */
export function sliceBars(bars: Bars, start: number, end: number): Bars {
  const cut = (column: Float64Array): Float64Array => column.subarray(start, end);
  const extra = Object.entries(bars.extra ?? {});
  return {
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
    ...(extra.length === 0
      ? {}
      : { extra: Object.fromEntries(extra.map(([name, column]) => [name, cut(column)])) }),
  };
}

/**
 * The column `name` of `bars`, a field or a further column: Float64Array (rows).
 * @throws InputError if `bars` has no such column; the message lists the columns that it has
 */
export function barColumn(bars: Bars, name: string): Float64Array {
  if ((BAR_FIELDS as readonly string[]).includes(name)) return bars[name as BarField];
  const { extra = {} } = bars;
  const column = Object.hasOwn(extra, name) ? extra[name] : undefined;
  if (column !== undefined) return column;
  const names = [...BAR_FIELDS, ...Object.keys(extra)].join(', ');
  throw new InputError(`expected bars with a column "${name}", got bars with ${names}`);
}

/** Whether `bar` breaks no rule of `barFault`: one fast check, since nearly all bars are good. */
function isPossibleBar({ open, high, low, close, volume }: BarValues): boolean {
  return (
    low > 0 &&
    low <= Math.min(open, close) &&
    high >= Math.max(open, close) &&
    high < Infinity &&
    volume >= 0 &&
    volume < Infinity
  );
}
