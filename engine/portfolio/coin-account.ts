/**
 * One account in dollars that holds each asset's share of the capital in the asset's own coin, as
 * the margin of a contract of one dollar that is settled in the coin. Flat means to hold the coin
 * alone. With one asset it is that asset's account under payoff `inverse`, in dollars.
 * Vocabulary: a wallet is an asset's share in coins. Contracts and wallets are fractions of equity.
 * Must not know: how shares and positions were decided.
 */

import { ROUNDING } from '../statistics/moments.ts';
import { accountSeries, BASIS_POINT, endAccount } from '../trade/account-series.ts';
import type { JoinedBars } from './joined-bars.ts';
import { exposuresOf, portfolioOf, type PortfolioAccount, type Sleeve } from './sleeves.ts';

/** What a wallet holds before the trades of an entry, fractions of the equity at its closes. */
type Wallet = { readonly coins: number; readonly contracts: number };

/**
 * The account of `sleeves`, whose exposures are contracts n = share · position. With s the share,
 * P0 and P1 the closes of a wallet's bars: after the entry it is worth s · P1 / P0 + n · (P1 / P0 -
 * 1) - n · funding · P1 / P0, and no less than 0, where it is liquidated; the shares of the next
 * entry fill it again. turnover = Σ |n - contracts held| + |s - coins held|: contracts and coins
 * follow equity from entry to entry, as in the account of a single asset. The coins of the first
 * entry cost nothing: the account begins with them.
 * Source: the specification of Kraken's PI_XBTUSD, an inverse perpetual contract.
 * @param joined the times of the sleeves' bars
 */
export function coinAccount(
  { time, bar }: JoinedBars,
  sleeves: readonly Sleeve[],
  { costBps }: { readonly costBps: number },
): PortfolioAccount {
  const entries = time.length - 1;
  const series = accountSeries(entries);
  const exposures = sleeves.map((sleeve, i) => exposuresOf(sleeve, bar[i], entries));
  const { positions, turnover, costs, gross, net } = series;
  let wallets = sleeves.map(({ weights }): Wallet => ({ coins: weights[0] ?? 0, contracts: 0 }));
  let alive = entries;
  for (let entry = 0; entry < entries && alive === entries; entry++) {
    const after = sleeves.map(({ close, weights, funding }, i): Wallet => {
      const contracts = exposures[i][entry];
      const share = weights[entry];
      const isOpen = bar[i][entry] >= 0;
      const traded = isOpen ? changeOf(wallets[i], { coins: share, contracts }) : 0;
      const end = bar[i][entry + 1];
      const ratio = end > 0 ? close[end] / close[end - 1] : 1;
      const rate = end > 0 && funding !== undefined ? funding[end - 1] : 0;
      const worth = Math.max(0, share * ratio + contracts * (ratio - 1 - rate * ratio));
      const fee = traded * costBps * BASIS_POINT * ratio;
      positions[entry] += contracts;
      turnover[entry] += traded;
      costs[entry] += fee;
      gross[entry] += worth - share;
      return { coins: worth - fee, contracts: worth > 0 ? contracts : 0 };
    });
    net[entry] = gross[entry] - costs[entry];
    if (net[entry] <= -1) alive = entry;
    const growth = 1 + net[entry];
    wallets = after.map(({ coins, contracts }) => ({
      coins: coins / growth,
      contracts: contracts / growth,
    }));
  }
  if (alive < entries) endAccount(series, alive);
  return portfolioOf({ time, series, exposures, alive });
}

/** Contracts and coins that are traded to get from one to the other; rounding is no trade. */
function changeOf(from: Wallet, to: Wallet): number {
  const size = (change: number): number => (Math.abs(change) <= ROUNDING ? 0 : Math.abs(change));
  return size(to.coins - from.coins) + size(to.contracts - from.contracts);
}
