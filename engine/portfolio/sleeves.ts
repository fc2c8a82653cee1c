/**
 * The assets of one account, as what each account of a portfolio is made from: closes, positions,
 * shares. Must not know: how shares and positions were decided, and what a position earns.
 */

import { accountSeries, endAccount, type AccountSeries } from '../trade/account-series.ts';
import type { Account } from '../trade/account.ts';
import type { JoinedBars } from './joined-bars.ts';

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
function exposuresOf(
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

/** What an account fills at an entry: all its columns but `net`, which is gross less costs. */
type Columns = { readonly series: AccountSeries; readonly exposures: readonly Float64Array[] };

/**
 * The account of `sleeves`, entry by entry until all equity is lost. Its returns are simple ones in
 * dollars: payoff `linear`.
 * @param joined the times of the sleeves' bars
 * @param fill fills an entry's columns; `settled` is called with its net return after that
 */
export function sleeveAccount(
  { time, bar }: JoinedBars,
  sleeves: readonly Sleeve[],
  fill: (entry: number, columns: Columns) => void,
  settled: (net: number) => void = () => {},
): PortfolioAccount {
  const entries = time.length - 1;
  const series = accountSeries(entries);
  const exposures = sleeves.map((sleeve, i) => exposuresOf(sleeve, bar[i], entries));
  const { gross, costs, net } = series;
  let alive = entries;
  for (let entry = 0; entry < entries && alive === entries; entry++) {
    fill(entry, { series, exposures });
    net[entry] = gross[entry] - costs[entry];
    if (net[entry] <= -1) alive = entry;
    settled(net[entry]);
  }
  if (alive < entries) {
    endAccount(series, alive);
    for (const own of exposures) own.fill(0, alive + 1);
  }
  const account: Account = {
    ...series,
    payoff: 'linear',
    time: time.subarray(0, entries),
    earned: time.subarray(1),
    ruinedAt: alive < entries ? time[alive + 1] : undefined,
  };
  return { account, exposures };
}
