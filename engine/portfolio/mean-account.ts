/**
 * The original system's portfolio, for comparison with it: the mean of the assets' net log returns
 * over those that have the day. It is no account: nobody can earn a mean of log returns, and an
 * asset that is closed for a day takes its share of the mean with it. Must not know: models.
 */

import { accountSeries, type AccountSeries } from '../trade/account-series.ts';
import type { Account } from '../trade/account.ts';
import type { PortfolioAccount } from './portfolio-account.ts';
import type { JoinedDays } from './joined-days.ts';
import type { TargetWeights } from './target-weights.ts';
import { DAY_SECONDS } from '../core/bar-time.ts';

/** A portfolio in the original system's accounting, and the shares of its means. */
export type MeanAccount = PortfolioAccount & {
  /** For each asset Float64Array (days): its share of the day's mean, 0 without a return. */
  readonly weights: readonly Float64Array[];
};

/**
 * Each day's mean of the columns of `accounts` (payoff `log`), weighted by `target` among the
 * assets that have an entry on the day.
 * @param joined the days of the accounts' entries
 */
export function meanAccount(
  { day, bar }: JoinedDays,
  accounts: readonly Account[],
  target: TargetWeights,
): MeanAccount {
  const series = accountSeries(day.length);
  const weights = accounts.map(() => new Float64Array(day.length));
  const exposures = accounts.map(() => new Float64Array(day.length));
  const names = Object.keys(series) as (keyof AccountSeries)[];
  for (let entry = 0; entry < day.length; entry++) {
    const shares = target(
      day[entry],
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
  const time = day.map((value) => value * DAY_SECONDS);
  const account: Account = { ...series, payoff: 'log', time, earned: time, ruinedAt: undefined };
  return { account, exposures, weights };
}
