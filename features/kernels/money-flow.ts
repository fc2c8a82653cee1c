/** Money flow: volume times typical price, signed by the direction in which that price moved. */

import type { Prices } from './bar-shape.ts';

/**
 * `tp·volume` with tp = (h + l + c) / 3: positive if tp rose since the last bar, negative if it
 * fell, 0 if it did not change. The first row is NaN.
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
 * The money flow index over the last `period` flows (Quong and Soudack 1989): 100 - 100 / (1 +
 * P/N), where P is the sum of the inflows and N that of the outflows, computed as 50 + 50·(P - N)
 * / (P + N), which is the same. 100 without outflows, NaN without any flow. Each window is summed
 * from its start, two rows at a time (see window-moments.ts).
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
