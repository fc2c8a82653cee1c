/** Random bars as a program has them, for the audit's tests. */

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
