/**
 * Price bars as a frame of columns: one Float64Array a field, all of one length, time strictly
 * increasing. Open, high, low, close and volume are five of the columns; further ones, a user's own
 * or a series that was joined, ride along by their names. Whoever reads bars checks them
 * (data/checks.ts); everything above trusts them.
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
  /** Further columns by name, each Float64Array (rows), NaN where undefined. */
  readonly extra?: Readonly<Record<string, Float64Array>>;
};

export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** A column that all bars have. */
export type BarField = (typeof BAR_FIELDS)[number];

/** `bars[start, end)`: views of the same memory, nothing copied. */
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
 * The column `name` of `bars`, one of the fields or a further one: Float64Array (rows).
 * @throws InputError where there is none, with the names that there are
 */
export function barColumn(bars: Bars, name: string): Float64Array {
  if ((BAR_FIELDS as readonly string[]).includes(name)) return bars[name as BarField];
  const { extra = {} } = bars;
  const column = Object.hasOwn(extra, name) ? extra[name] : undefined;
  if (column !== undefined) return column;
  const names = [...BAR_FIELDS, ...Object.keys(extra)].join(', ');
  throw new InputError(`expected bars with a column "${name}", got bars with ${names}`);
}
