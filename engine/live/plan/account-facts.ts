/**
 * The futures account in US dollars, for the record, for the mail and for the guards that close a
 * position after a loss. Pure.
 * Vocabulary: equity is the value of the account with the profit of the open position. An inverse
 * contract has bitcoin as its collateral, so its equity in USD also moves with the price if there
 * is no position.
 */

import { dollarsOf, type Instrument, type MarginAccount, type Ticker } from './instrument.ts';

/** What the account is worth. NaN is a value that is not known. */
export type AccountFacts = {
  /** USD at the mark price. */
  readonly equityUsd: number;
  /** USD that are free to be used as margin. */
  readonly availableUsd: number;
  /** Mark price at which liquidation starts; NaN if there is no position. */
  readonly liquidationPrice: number;
  /** Fraction of the position's value that a long position pays an hour; below 0 it is paid. */
  readonly fundingRate: number;
};

/** The facts of `account`. */
export function accountFacts({
  account,
  ticker,
}: {
  readonly account: MarginAccount;
  readonly ticker: Ticker;
}): AccountFacts {
  const price = ticker.markPrice > 0 ? ticker.markPrice : Number.NaN;
  const usd = account.currency === 'BTC' ? price : 1;
  return {
    equityUsd: account.portfolioValue * usd,
    availableUsd: account.availableFunds * usd,
    liquidationPrice: account.liquidationPrice > 0 ? account.liquidationPrice : Number.NaN,
    fundingRate: ticker.fundingRate,
  };
}

/** The account of an exchange whose answer did not say what it has. */
export const UNKNOWN_ACCOUNT: MarginAccount = {
  currency: 'USD',
  availableFunds: Number.NaN,
  portfolioValue: Number.NaN,
  liquidationPrice: Number.NaN,
};

/** Equity, price and position at the end of a run, from which the next run counts its loss. */
export type EquityMark = {
  readonly equityUsd: number;
  readonly price: number;
  /** Signed contracts. */
  readonly position: number;
};

/**
 * How the equity has changed since `mark`, in USD: by price, funding and trades, and by money that
 * was moved. If nobody else has traded, position and price explain the change, but for funding and
 * fees. What is left over beyond TOLERANCE is then a deposit (above 0) or a withdrawal (below 0).
 * @param now.othersTraded whether the position is not the one that our own orders explain
 */
export function equityChange(
  mark: EquityMark,
  now: {
    readonly equityUsd: number;
    readonly price: number;
    readonly instrument: Pick<Instrument, 'payoff' | 'contractSize'>;
    readonly othersTraded: boolean;
  },
): { readonly earned: number; readonly moved: number } {
  const change = now.equityUsd - mark.equityUsd;
  if (now.othersTraded) return { earned: change, moved: 0 };
  const rise = now.price / mark.price - 1;
  const value = mark.position * dollarsOf(mark.price, now.instrument);
  const ofPosition = value * rise;
  const ofCollateral = mark.equityUsd * rise;
  // The collateral of an inverse contract is bitcoin. Another contract may have dollars, bitcoin or
  // both, so any change between the two is explained.
  const all = ofPosition + ofCollateral;
  const ends = now.instrument.payoff === 'inverse' ? [all, all] : [ofPosition, all];
  const earned = Math.min(Math.max(change, Math.min(...ends)), Math.max(...ends));
  const moved = change - earned;
  if (Math.abs(moved) <= TOLERANCE * mark.equityUsd) return { earned: change, moved: 0 };
  return { earned, moved };
}

/** More than the usual funding and fees of a few days, as a fraction of the equity. */
const TOLERANCE = 0.02;
