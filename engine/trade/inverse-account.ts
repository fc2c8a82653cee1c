/**
 * The account of a coin-margined ("inverse") perpetual contract: it is held and settled in bitcoin
 * and quoted in dollars.
 * Vocabulary: a contract is worth 1 USD, n of them are short where n < 0; prices are USD a
 * bitcoin. n contracts from price P0 to P1 earn n·(1/P0 - 1/P1) BTC, which is n·(P1/P0 - 1) USD
 * at P1. An account without contracts is long bitcoin in dollars.
 * Source: Kraken's specification of PI_XBTUSD. Must not know: who chose the positions.
 */

import { InputError } from '../core/errors.ts';

/**
 * How a position of -1, 0 or 1 (or a part) becomes contracts, with equity in USD:
 * `constant-notional` holds position · notionalUsd and so never trades while the position stays;
 * `usd-replicating` holds (position - 1) · equity, so that flat is flat in USD: it trades each bar.
 */
export type InverseSizing =
  | { readonly rule: 'constant-notional'; readonly notionalUsd: number }
  | { readonly rule: 'usd-replicating' };

/** What one bar did to the account; all BTC but `contracts` and `usd`. */
export type InverseBar = {
  /** USD contracts held over the bar. */
  readonly contracts: number;
  /** Fee of the trade at the bar's start, cost · |change of contracts| / P0. */
  readonly feeBtc: number;
  /** Funding paid (received where negative), the sum of n · rate / price. */
  readonly fundingBtc: number;
  readonly pnlBtc: number;
  /** Equity after the bar, and the same at the bar's last price in USD. */
  readonly btc: number;
  readonly usd: number;
};

export type InverseAccount = {
  readonly bars: readonly InverseBar[];
  readonly finalBtc: number;
  readonly finalUsd: number;
  readonly totalFeeBtc: number;
  readonly totalFundingBtc: number;
  readonly totalPnlBtc: number;
  /** Least equity after a bar. */
  readonly minBtc: number;
  /**
   * The first bar after which equity is 0 or less: a real account was liquidated there, or before.
   * Later bars go on as if somebody had lent the money; undefined where equity never was gone.
   */
  readonly liquidatedAt: number | undefined;
};

/** Profit in BTC of `contracts` (negative: short) from `entryPrice` to `exitPrice`. */
export function inverseProfit(contracts: number, entryPrice: number, exitPrice: number): number {
  return contracts * (1 / entryPrice - 1 / exitPrice);
}

/**
 * Bars of the account, from the first price on. Equity for the sizing is taken before the bar's
 * fee. O(bars).
 * @throws InputError where prices or funding do not fit the positions, or a price is not above 0
 */
export function inverseAccount(options: {
  /** Bars + 1 prices: bar t runs from `closes[t]` to `closes[t + 1]`. */
  readonly closes: ArrayLike<number>;
  /** One position a bar. */
  readonly positions: ArrayLike<number>;
  readonly sizing: InverseSizing;
  /** Equity before the first bar. */
  readonly startBtc: number;
  /** Cost of a trade as a fraction of its value. */
  readonly cost: number;
  /**
   * For each bar its funding rates in time order, fractions that a long pays: the last is settled
   * at the bar's last price, the others at its first. No funding where it is absent.
   */
  readonly fundingRates?: readonly ArrayLike<number>[];
}): InverseAccount {
  const { closes, positions, sizing, startBtc, cost, fundingRates } = options;
  requireFit(closes, positions, fundingRates);
  const bars: InverseBar[] = [];
  let btc = startBtc;
  let held = 0;
  for (let t = 0; t < positions.length; t++) {
    const [open, close] = [closes[t], closes[t + 1]];
    const contracts = contractsFor(sizing, positions[t], btc * open);
    const feeBtc = (cost * Math.abs(contracts - held)) / open;
    const fundingBtc = fundingOf(contracts, fundingRates?.[t] ?? [], open, close);
    const pnlBtc = inverseProfit(contracts, open, close);
    btc += pnlBtc - feeBtc - fundingBtc;
    held = contracts;
    bars.push({ contracts, feeBtc, fundingBtc, pnlBtc, btc, usd: btc * close });
  }
  return summary(bars, startBtc, closes[positions.length]);
}

function contractsFor(sizing: InverseSizing, position: number, equityUsd: number): number {
  if (sizing.rule === 'constant-notional') return position * sizing.notionalUsd;
  return (position - 1) * equityUsd;
}

function fundingOf(
  contracts: number,
  rates: ArrayLike<number>,
  open: number,
  close: number,
): number {
  let total = 0;
  for (let i = 0; i < rates.length; i++) {
    total += (contracts * rates[i]) / (i === rates.length - 1 ? close : open);
  }
  return total;
}

function summary(bars: readonly InverseBar[], startBtc: number, lastPrice: number): InverseAccount {
  const finalBtc = bars.at(-1)?.btc ?? startBtc;
  const gone = bars.findIndex((bar) => bar.btc <= 0);
  return {
    bars,
    finalBtc,
    finalUsd: finalBtc * lastPrice,
    totalFeeBtc: bars.reduce((total, bar) => total + bar.feeBtc, 0),
    totalFundingBtc: bars.reduce((total, bar) => total + bar.fundingBtc, 0),
    totalPnlBtc: bars.reduce((total, bar) => total + bar.pnlBtc, 0),
    minBtc: bars.reduce((least, bar) => Math.min(least, bar.btc), bars[0]?.btc ?? startBtc),
    liquidatedAt: gone === -1 ? undefined : gone,
  };
}

function requireFit(
  closes: ArrayLike<number>,
  positions: ArrayLike<number>,
  fundingRates: readonly ArrayLike<number>[] | undefined,
): void {
  if (closes.length !== positions.length + 1) {
    throw new InputError(
      `closes: expected ${positions.length + 1}, one more than positions, got ${closes.length}`,
    );
  }
  if (fundingRates !== undefined && fundingRates.length !== positions.length) {
    throw new InputError(
      `fundingRates: expected ${positions.length}, one a position, got ${fundingRates.length}`,
    );
  }
  for (let t = 0; t < closes.length; t++) {
    if (closes[t] > 0) continue;
    throw new InputError(`closes[${t}]: expected a price above 0, got ${closes[t]}`);
  }
}
