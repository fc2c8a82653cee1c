/**
 * Running totals from the first bar on. They depend on all earlier bars without fading, so a
 * feature that uses one depends on where the history starts (it is "anchored"). Must not know:
 * names, dates.
 */

import type { Prices } from './bar-shape.ts';

/**
 * On-balance volume (Granville 1963): the sum of sign(c - c[-1])·volume over all rows from the
 * second on. The first row is NaN.
 */
export function onBalanceVolume(
  close: Float64Array,
  volume: Float64Array,
  target: Float64Array,
): void {
  if (close.length === 0) return;
  let sum = 0;
  target[0] = Number.NaN;
  for (let i = 1; i < close.length; i++) {
    if (close[i] > close[i - 1]) sum += volume[i];
    else if (close[i] < close[i - 1]) sum -= volume[i];
    target[i] = sum;
  }
}

/**
 * Accumulation/distribution (Chaikin): the sum of ((c - l) - (h - c)) / (h - l) · volume. A bar
 * with h = l adds 0.
 */
export function accumulation(prices: Prices, volume: Float64Array, target: Float64Array): void {
  const { high, low, close } = prices;
  let sum = 0;
  for (let i = 0; i < close.length; i++) {
    const range = high[i] - low[i];
    if (range !== 0) sum += ((close[i] - low[i] - (high[i] - close[i])) / range) * volume[i];
    target[i] = sum;
  }
}
