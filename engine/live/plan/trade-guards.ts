/**
 * The guards: conditions that must all hold before an order is sent. Each one that fails gives one
 * reason in words. If there is any reason, no order is sent and the position stays as it is. Pure.
 */

import type { Instrument, MarginAccount, Ticker } from './instrument.ts';

export type TradeLimits = {
  /** Contracts. Neither the position that was found nor the target may be larger. */
  readonly maxPositionContracts: number;
  /** Largest difference of the mark price from the decision's spot close, as a fraction of it. */
  readonly maxPriceDeviation: number;
  /** Largest value of the position, in values of the account. */
  readonly maxLeverage: number;
  /**
   * Smallest distance of the liquidation price from the mark price, as a fraction of it. If it is
   * nearer, the position is not enlarged.
   */
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
  /** How far the exchange's clock is ahead of ours, ms. */
  readonly clockSkewMs: number;
  readonly killSwitch: boolean;
  /** How many open orders forbid a trade, because somebody else placed at least one of them. */
  readonly strangeOrders: number;
};

/** To enlarge a position, this many times the initial margin must be available. */
const MARGIN_FACTOR = 1.5;
/** Largest difference of the two clocks, ms. `processBefore` relies on it. */
export const MAX_EXCHANGE_SKEW_MS = 10_000;

/** The reasons why no order may be sent now; empty if one may be sent. */
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
  // If the position is on the other side, the next order only closes it. That lowers the risk, so
  // margin does not matter.
  const enlarges = position * target >= 0 && Math.abs(target) > Math.abs(position);
  if (enlarges) reasons.push(...marginReasons(situation, limits));
  return reasons;
}

/**
 * Distance of the liquidation price from the mark price, as a fraction of the mark price; undefined
 * if there is no position or no liquidation price.
 */
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
