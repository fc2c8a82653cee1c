/** Bars as a program has them, for the audit's tests: random ones, and a part of a long file. */

import { barsOf, type BarSeries, type Timeframe } from '../../index.ts';
import { barsOf as randomBars, SEED } from '../features/random-bars.ts';

/** Bars of a random walk with gaps, a few quiet bars, and no jump of 40 %. */
export function madeUpBars(
  timeframe: Timeframe,
  further: Readonly<Record<string, ArrayLike<number>>> = {},
  rows = timeframe === '1d' ? 900 : 1400,
): BarSeries {
  const recipe = { seed: SEED, rows, timeframe, tick: 0, quiet: 0.02 };
  const { time, open, high, low, close, volume } = randomBars(recipe);
  const columns = { time, open, high, low, close, volume, ...further };
  return barsOf(columns, { timeframe, name: 'made up' });
}

/** The last `rows` bars of a long file. */
export function lastBars(bars: BarSeries, rows: number): BarSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(-rows);
  const { time, open, high, low, close, volume } = bars;
  return {
    ...bars,
    time: cut(time),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
  };
}
