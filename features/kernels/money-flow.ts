/** Money flow: volume at the typical price, split by the direction of that price. */

/** `price·volume`, positive where price rose, negative where it fell, 0 where not; row 0 is NaN. */
export function signedFlow(price: Float64Array, volume: Float64Array, target: Float64Array): void {
  target.fill(Number.NaN, 0, 1);
  for (let i = 1; i < price.length; i++) {
    target[i] = Math.sign(price[i] - price[i - 1]) * price[i] * volume[i];
  }
}

/**
 * The money flow index over the last `period` flows (Quong and Soudack 1989), 100 - 100 / (1 + P/N)
 * with P the sum of inflows and N of outflows, computed as its equal 50 + 50·(P - N) / (P + N).
 * 100 without outflow, NaN without any flow. Summed from the window's start.
 */
export function moneyFlowIndex(flow: Float64Array, period: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, period);
  for (let i = period; i < flow.length; i++) {
    let net = 0;
    let gross = 0;
    for (let j = i - period + 1; j <= i; j++) {
      net += flow[j];
      gross += Math.abs(flow[j]);
    }
    target[i] = 50 + (50 * net) / gross;
  }
}
