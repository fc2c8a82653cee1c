/**
 * One account that holds several assets: equity is shared, and what one asset loses is missing in
 * all. With one asset it is that asset's own account, bit for bit.
 * Vocabulary: an entry goes from the closes of a joined day to those of the next one. An exposure
 * is share times position, a fraction of equity.
 * Must not know: how shares and positions were decided.
 */

import { DAY_SECONDS } from '../core/bar-time.ts';
import { accountSeries, BASIS_POINT, endAccount } from '../trade/account-series.ts';
import type { Account } from '../trade/account.ts';
import type { JoinedDays } from './joined-days.ts';

/** An asset's tested bars and the bar after them. */
export type Sleeve = {
  /** Float64Array (tested bars + 1). */
  readonly close: Float64Array;
  /** Float64Array (tested bars): -1 to 1. */
  readonly positions: Float64Array;
  /** Float64Array (entries): the asset's share of the capital. */
  readonly weights: Float64Array;
};

/** A portfolio's account. `account.positions` are net exposures. */
export type PortfolioAccount = {
  readonly account: Account;
  /** For each asset Float64Array (entries). */
  readonly exposures: readonly Float64Array[];
};

/**
 * The account of `sleeves`: with e the exposure of an asset, which changes only at its own closes,
 * gross = Σ e · (close / close before - 1) over the assets that have a bar on the day that ends the
 * entry; turnover = Σ |change of e|, net = gross - cost · turnover. An exposure that is wanted
 * again costs nothing, as in a single account. An asset that leaves is closed, at the usual cost.
 * Times are midnights (UTC) of session days, because the closes of a day are at different hours.
 * @param joined the days of the sleeves' bars
 */
export function portfolioAccount(
  { day, bar }: JoinedDays,
  sleeves: readonly Sleeve[],
  { costBps }: { readonly costBps: number },
): PortfolioAccount {
  const entries = day.length - 1;
  const series = accountSeries(entries);
  const exposures = sleeves.map((sleeve, i) => exposuresOf(sleeve, bar[i], entries));
  const { positions, turnover, costs, gross, net } = series;
  let alive = entries;
  for (let entry = 0; entry < entries && alive === entries; entry++) {
    for (const [i, { close }] of sleeves.entries()) {
      const exposure = exposures[i][entry];
      const end = bar[i][entry + 1];
      positions[entry] += exposure;
      turnover[entry] += Math.abs(exposure - (entry === 0 ? 0 : exposures[i][entry - 1]));
      if (end > 0) gross[entry] += exposure * (close[end] / close[end - 1] - 1);
    }
    costs[entry] = turnover[entry] * costBps * BASIS_POINT;
    net[entry] = gross[entry] - costs[entry];
    if (net[entry] <= -1) alive = entry;
  }
  if (alive < entries) {
    endAccount(series, alive);
    for (const own of exposures) own.fill(0, alive + 1);
  }
  const time = day.map((value) => value * DAY_SECONDS);
  const account: Account = {
    ...series,
    payoff: 'linear',
    time: time.subarray(0, entries),
    earned: time.subarray(1),
    ruinedAt: alive < entries ? time[alive + 1] : undefined,
  };
  return { account, exposures };
}

/** An asset's exposures: set at its own closes, kept over days without a bar, 0 once it is gone. */
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
