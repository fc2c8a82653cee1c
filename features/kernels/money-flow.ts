/** Money flow: volume at the typical price, split by the direction of that price. */

import type { Prices } from './bar-shape.ts';

/**
 * `tp·volume`, tp = (h + l + c) / 3: positive where tp rose, negative where it fell, 0 where it
 * did neither; the first row is NaN.
 */
export function signedFlow(prices: Prices, volume: Float64Array, target: Float64Array): void {
  const { high, low, close } = prices;
  let before = Number.NaN;
  for (let i = 0; i < close.length; i++) {
    const price = (high[i] + low[i] + close[i]) / 3;
    target[i] = Math.sign(price - before) * price * volume[i];
    before = price;
  }
}

/**
 * The money flow index over the last `period` flows (Quong and Soudack 1989), 100 - 100 / (1 + P/N)
 * with P the sum of inflows and N of outflows, computed as its equal 50 + 50·(P - N) / (P + N).
 * 100 without outflow, NaN without any flow. Summed from the window's start, two rows side by side
 * (see window-moments.ts).
 */
export function moneyFlowIndex(flow: Float64Array, period: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, period);
  for (let i = period; i < flow.length; i += 2) {
    const step = i + 1 < flow.length ? 1 : 0;
    let net0 = 0;
    let net1 = 0;
    let gross0 = 0;
    let gross1 = 0;
    for (let j = i - period + 1; j <= i; j++) {
      net0 += flow[j];
      net1 += flow[j + step];
      gross0 += Math.abs(flow[j]);
      gross1 += Math.abs(flow[j + step]);
    }
    target[i] = 50 + (50 * net0) / gross0;
    target[i + step] = 50 + (50 * net1) / gross1;
  }
}
