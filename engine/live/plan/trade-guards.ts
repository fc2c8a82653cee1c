/**
 * What must hold before an order is sent. Each guard that does not hold gives one reason in words;
 * with any reason nothing is sent, and the position stays as it is. Pure.
 */

import type { Instrument, MarginAccount, Ticker } from './instrument.ts';

export type TradeLimits = {
  /** Contracts; neither the position found nor the target may be larger. */
  readonly maxPositionContracts: number;
  /** Fraction between the spot close of the decision and the mark price. */
  readonly maxPriceDeviation: number;
  /** Position's value over the account's. */
  readonly maxLeverage: number;
  /** Fraction between mark and liquidation price below which nothing is added. */
  readonly minLiquidationDistance: number;
};

export type TradeSituation = {
  readonly position: number;
  readonly target: number;
  readonly spotClose: number;
  readonly instrument: Instrument;
  readonly ticker: Ticker;
  readonly account: MarginAccount;
  /** Our clock, ms. */
  readonly now: number;
  /** How far the exchange's clock is ahead of ours. */
  readonly clockSkewMs: number;
  readonly killSwitch: boolean;
  /** Open orders of the contract that are not today's legs. */
  readonly strangeOrders: number;
};

/** Initial margin must be there this many times over before a position is enlarged. */
const MARGIN_FACTOR = 1.5;
/** `processBefore` means what it says only while the exchange's clock and ours agree this well. */
export const MAX_EXCHANGE_SKEW_MS = 10_000;

/** Why no order may be sent now; empty where one may. */
export function refusals(situation: TradeSituation, limits: TradeLimits): readonly string[] {
  const { position, target, killSwitch, strangeOrders } = situation;
  const reasons: string[] = [];
  if (killSwitch) reasons.push('the kill switch is on');
  reasons.push(...marketReasons(situation));
  if (strangeOrders > 0) {
    reasons.push(`${strangeOrders} open order(s) of the contract that are not ours`);
  }
  const limit = Math.min(limits.maxPositionContracts, situation.instrument.maxPositionContracts);
  if (Math.abs(position) > limit) {
    reasons.push(`a position of ${position} contracts, above the limit of ${limit}: not ours`);
  }
  if (Math.abs(target) > limit) {
    reasons.push(`a target of ${target} contracts, above the limit of ${limit}`);
  }
  const { markPrice } = situation.ticker;
  const deviation = Math.abs(markPrice / situation.spotClose - 1);
  if (!(deviation <= limits.maxPriceDeviation)) {
    reasons.push(
      `mark price ${markPrice} is ${percent(deviation)} from the spot close ` +
        `${situation.spotClose}, above ${percent(limits.maxPriceDeviation)}`,
    );
  }
  // From the other side the next order only closes: it takes risk away, whatever the margin is.
  const enlarges = position * target >= 0 && Math.abs(target) > Math.abs(position);
  if (enlarges) reasons.push(...marginReasons(situation, limits));
  return reasons;
}

/** Fraction between mark and liquidation price, or undefined where nothing can be liquidated. */
export function liquidationDistance(situation: TradeSituation): number | undefined {
  const { liquidationPrice } = situation.account;
  if (situation.position === 0 || liquidationPrice <= 0) return undefined;
  return Math.abs(liquidationPrice / situation.ticker.markPrice - 1);
}

function marketReasons(situation: TradeSituation): readonly string[] {
  const { instrument, ticker } = situation;
  const reasons: string[] = [];
  if (!instrument.tradeable) reasons.push(`${instrument.symbol} is not tradeable`);
  if (ticker.suspended) reasons.push(`${instrument.symbol} is suspended`);
  if (instrument.postOnly || ticker.postOnly) reasons.push(`${instrument.symbol} is post-only`);
  const skew = Math.abs(situation.clockSkewMs);
  if (skew > MAX_EXCHANGE_SKEW_MS) {
    reasons.push(`clock and exchange differ by ${Math.round(skew / 1000)} s`);
  }
  return reasons;
}

function marginReasons(situation: TradeSituation, limits: TradeLimits): readonly string[] {
  const { position, target, account, instrument, ticker } = situation;
  const value = (Math.abs(target) * instrument.contractSize) / ticker.markPrice;
  const reasons: string[] = [];
  const leverage = value / account.portfolioValue;
  if (!(leverage >= 0 && leverage <= limits.maxLeverage)) {
    reasons.push(`the target would be more than ${limits.maxLeverage} times the account's value`);
  }
  const added = Math.max(0, Math.abs(target) - Math.abs(position)) * instrument.contractSize;
  const margin = (added / ticker.markPrice) * instrument.initialMargin * MARGIN_FACTOR;
  if (!(margin <= account.availableFunds)) reasons.push('margin is too small for the target');
  const distance = liquidationDistance(situation);
  if (distance !== undefined && distance < limits.minLiquidationDistance) {
    reasons.push(`liquidation is ${percent(distance)} away`);
  }
  return reasons;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
