/**
 * One account in dollars that holds each asset's share of the capital in the asset's own coin, as
 * the margin of a contract of one dollar that is settled in the coin. Flat means to hold the coin
 * alone. With one asset it is that asset's account under payoff `inverse`, in dollars.
 * Vocabulary: a wallet is an asset's share in coins. Contracts and wallets are fractions of equity.
 * Must not know: how shares and positions were decided.
 */

import { ROUNDING } from '../statistics/moments.ts';
import { BASIS_POINT } from '../trade/account-series.ts';
import type { JoinedBars } from './joined-bars.ts';
import { sleeveAccount, type PortfolioAccount, type Sleeve } from './sleeves.ts';

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
  joined: JoinedBars,
  sleeves: readonly Sleeve[],
  { costBps }: { readonly costBps: number },
): PortfolioAccount {
  let wallets = sleeves.map(({ weights }): Wallet => ({ coins: weights[0] ?? 0, contracts: 0 }));
  return sleeveAccount(
    joined,
    sleeves,
    (entry, { series, exposures }) => {
      const { positions, turnover, costs, gross } = series;
      wallets = sleeves.map(({ close, weights, funding }, i): Wallet => {
        const contracts = exposures[i][entry];
        const share = weights[entry];
        const isOpen = joined.bar[i][entry] >= 0;
        const traded = isOpen ? changeOf(wallets[i], { coins: share, contracts }) : 0;
        const end = joined.bar[i][entry + 1];
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
    },
    (net) => {
      // As fractions of the equity that there is now.
      wallets = wallets.map(({ coins, contracts }) => ({
        coins: coins / (1 + net),
        contracts: contracts / (1 + net),
      }));
    },
  );
}

/** Contracts and coins that are traded to get from one to the other; rounding is no trade. */
function changeOf(from: Wallet, to: Wallet): number {
  const size = (change: number): number => (Math.abs(change) <= ROUNDING ? 0 : Math.abs(change));
  return size(to.coins - from.coins) + size(to.contracts - from.contracts);
}
