/**
 * What the bars up to a decision tell about the size of later returns, so that a check can ask what
 * a column knows beyond it. All is in ranks: a monotone function of a column changes nothing.
 * Must not know: the columns that are checked.
 */

import type { Bars } from '../core/bars.ts';
import { ranks } from './rank-association.ts';

/** The sizes of returns of a file, made once for all columns. */
export type VolatilityHistory = {
  /** Size of the log return that ends at a bar: Float64Array (bars), NaN for the first. */
  readonly size: Float64Array;
  /** Ranks of what is known of volatility at a bar's close, each Float64Array (bars). */
  readonly known: readonly Float64Array[];
  /** Bars at which all of `known` and the longest look ahead are defined, ascending. */
  readonly rows: readonly number[];
  /** Ranks of the mean size of the next returns, by how many they are. */
  readonly ahead: ReadonlyMap<number, Float64Array>;
};

/** Lengths of the windows of past sizes and past ranges, in bars. */
const SIZE_WINDOWS = [1, 5, 20, 60] as const;
const RANGE_WINDOWS = [1, 3, 10, 40] as const;
const HOUR = 3600;
const HOURS_OF_WEEK = 168;

/** The history of `bars`; `horizons` are the numbers of later bars whose mean size is ranked. */
export function volatilityHistory(bars: Bars, horizons: readonly number[]): VolatilityHistory {
  const { close, high, low } = bars;
  const size = close.map((price, i) => Math.abs(Math.log(price / (close[i - 1] ?? Number.NaN))));
  const range = close.map((_, i) => Math.log(high[i]! / low[i]!));
  const known = [
    ...SIZE_WINDOWS.map((window) => windowMeans(size, 1 - window, window)),
    ...RANGE_WINDOWS.map((window) => windowMeans(range, 1 - window, window)),
    hourOfWeekMeans(bars, size),
  ];
  const ahead = horizons.map((bars) => windowMeans(size, 1, bars));
  const rows = Array.from(close.keys()).filter((row) =>
    [...known, ...ahead].every((column) => Number.isFinite(column[row]!)),
  );
  const ranked = (column: Float64Array): Float64Array => {
    const target = new Float64Array(column.length).fill(Number.NaN);
    const own = ranks(Float64Array.from(rows, (row) => column[row]!));
    for (const [i, row] of rows.entries()) target[row] = own[i]!;
    return target;
  };
  return {
    size,
    known: known.map(ranked),
    rows,
    ahead: new Map(horizons.map((bars, i) => [bars, ranked(ahead[i]!)])),
  };
}

/** The mean of `values` on the `count` bars from `offset` bars on; NaN if one is missing. */
function windowMeans(values: Float64Array, offset: number, count: number): Float64Array {
  return values.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += values[i + offset + k] ?? Number.NaN;
    return sum / count;
  });
}

/** The mean size of the returns of the hour of the week in which the next bar opens. */
function hourOfWeekMeans({ time }: Bars, size: Float64Array): Float64Array {
  const sums = new Float64Array(HOURS_OF_WEEK);
  const counts = new Float64Array(HOURS_OF_WEEK);
  const hours = time.map((at) => Math.floor(at / HOUR) % HOURS_OF_WEEK);
  for (let i = 1; i < size.length; i++) {
    sums[hours[i]!]! += size[i]!;
    counts[hours[i]!]!++;
  }
  return time.map((_, i) => {
    const hour = hours[i + 1] ?? -1;
    return hour < 0 ? Number.NaN : sums[hour]! / counts[hour]!;
  });
}
