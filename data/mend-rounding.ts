/**
 * Highs and lows that miss the open or close by rounding: a provider multiplied all four by a
 * factor for a split or dividend, and they were rounded one by one.
 */

import type { Bars } from '../engine/core/bars.ts';

/** A high or low misses the open or close by at most this share of it, or it is a bad bar. */
const ROUNDING = 1e-6;

/**
 * `bars` with highs raised and lows lowered to the open or close that they miss by rounding, and
 * how many bars that were. Nothing is copied where none does.
 */
export function mendRounding(bars: Bars): { readonly bars: Bars; readonly mended: number } {
  const { open, close } = bars;
  let mended = 0;
  let { high, low } = bars;
  for (let i = 0; i < open.length; i++) {
    const top = Math.max(open[i]!, close[i]!);
    const bottom = Math.min(open[i]!, close[i]!);
    const raise = high[i]! < top && top - high[i]! <= ROUNDING * top;
    const lower = low[i]! > bottom && low[i]! - bottom <= ROUNDING * bottom;
    if (!raise && !lower) continue;
    if (mended === 0) [high, low] = [high.slice(), low.slice()];
    if (raise) high[i] = top;
    if (lower) low[i] = bottom;
    mended++;
  }
  return { bars: mended === 0 ? bars : { ...bars, high, low }, mended };
}
