/**
 * The original system's portfolio, for comparison with it: the mean of the assets' net log returns
 * over those that have a bar. It is no account: nobody can earn a mean of log returns, and an asset
 * that is closed takes its share of the mean with it. Must not know: models.
 */

import { accountSeries, type AccountSeries } from '../trade/account-series.ts';
import type { Account } from '../trade/account.ts';
import type { PortfolioAccount } from './sleeves.ts';
import type { JoinedBars } from './joined-bars.ts';
import type { TargetWeights } from './target-weights.ts';

/** A portfolio in the original system's accounting, and the shares of its means. */
export type MeanAccount = PortfolioAccount & {
  /** For each asset Float64Array (entries): its share of the entry's mean, 0 without a return. */
  readonly weights: readonly Float64Array[];
};

/**
 * Each entry's mean of the columns of `accounts` (payoff `log`), weighted by `target` among the
 * assets that have an entry at the time.
 * @param joined the times of the accounts' entries
 */
export function meanAccount(
  { time, bar }: JoinedBars,
  accounts: readonly Account[],
  target: TargetWeights,
): MeanAccount {
  const series = accountSeries(time.length);
  const weights = accounts.map(() => new Float64Array(time.length));
  const exposures = accounts.map(() => new Float64Array(time.length));
  const names = Object.keys(series) as (keyof AccountSeries)[];
  for (let entry = 0; entry < time.length; entry++) {
    const shares = target(
      time[entry],
      bar.map((own) => own[entry] >= 0),
    );
    for (const [i, account] of accounts.entries()) {
      const own = bar[i][entry];
      if (own < 0) continue;
      weights[i][entry] = shares[i];
      exposures[i][entry] = shares[i] * account.positions[own];
      for (const name of names) series[name][entry] += shares[i] * account[name][own];
    }
  }
  const account: Account = { ...series, payoff: 'log', time, earned: time, ruinedAt: undefined };
  return { account, exposures, weights };
}
