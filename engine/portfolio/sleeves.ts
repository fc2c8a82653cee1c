/**
 * The assets of one account, as what each account of a portfolio is made from: closes, positions,
 * shares. Must not know: how shares and positions were decided, and what a position earns.
 */

import type { AccountSeries } from '../trade/account-series.ts';
import type { Account } from '../trade/account.ts';

/** An asset's tested bars and the bar after them. */
export type Sleeve = {
  /** Float64Array (tested bars + 1). */
  readonly close: Float64Array;
  /** Float64Array (tested bars): -1 to 1. */
  readonly positions: Float64Array;
  /** Float64Array (entries): the asset's share of the capital. */
  readonly weights: Float64Array;
  /**
   * Float64Array (tested bars): what a long pays over the bar and a short receives, as a fraction
   * of the notional; left out: nothing.
   */
  readonly funding?: Float64Array | undefined;
};

/** A portfolio's account in dollars. `account.positions` are net exposures. */
export type PortfolioAccount = {
  readonly account: Account;
  /** For each asset Float64Array (entries): share times position. */
  readonly exposures: readonly Float64Array[];
};

/**
 * An asset's exposures, Float64Array (entries): set at its own closes, kept while it has no bar, 0
 * once it is gone.
 * @param bar the index of its bar at each joined time, -1 without one
 */
export function exposuresOf(
  { positions, weights }: Pick<Sleeve, 'positions' | 'weights'>,
  bar: Int32Array,
  entries: number,
): Float64Array {
  const exposures = new Float64Array(entries);
  let exposure = 0;
  for (let entry = 0; entry < entries; entry++) {
    const own = bar[entry];
    if (own >= 0) exposure = own < positions.length ? weights[entry] * positions[own] : 0;
    exposures[entry] = exposure;
  }
  return exposures;
}

/**
 * The account whose columns are `series`. Its returns are simple ones in dollars: payoff `linear`.
 * @param time the joined times, one more than there are entries
 * @param alive the entry at which all equity was lost, or the number of entries
 */
export function portfolioOf({
  time,
  series,
  exposures,
  alive,
}: {
  readonly time: Float64Array;
  readonly series: AccountSeries;
  readonly exposures: readonly Float64Array[];
  readonly alive: number;
}): PortfolioAccount {
  const entries = series.net.length;
  for (const own of exposures) own.fill(0, Math.min(alive + 1, entries));
  const account: Account = {
    ...series,
    payoff: 'linear',
    time: time.subarray(0, entries),
    earned: time.subarray(1),
    ruinedAt: alive < entries ? time[alive + 1] : undefined,
  };
  return { account, exposures };
}
