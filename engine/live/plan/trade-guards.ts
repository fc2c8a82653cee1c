/**
 * The guards: conditions that must all hold before an order is sent. Each one that fails gives one
 * reason in words. If there is any reason, no order is sent and the position stays as it is. Pure.
 * An order that closes is never guarded like one that opens: size, price, margin and the orders of
 * others do not hold it up.
 */

import type { OtherPosition } from './exchange.ts';
import {
  dollarsOf,
  valueOf,
  type Instrument,
  type MarginAccount,
  type Ticker,
} from './instrument.ts';
import { equityReasons, type LossLimits } from './loss-guards.ts';
import { nextLeg } from './target-position.ts';

export type TradeLimits = LossLimits & {
  /**
   * Dollars. The target may not be larger, and a larger position is not enlarged, unless the
   * journal says that it is ours.
   */
  readonly maxPositionUsd: number;
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
  /** The position that the journals let expect; null if they do not know it. */
  readonly expectedPosition: number | null;
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
  /** How many open orders of the contract may enlarge a position. They forbid to open one. */
  readonly strangeOrders: number;
  /** Positions in other contracts on the same price. They forbid to open one. */
  readonly otherPositions: readonly OtherPosition[];
};

/** To enlarge a position, this many times the initial margin must be available. */
const MARGIN_FACTOR = 1.5;
/** Largest difference of the two clocks, ms. `processBefore` relies on it. */
export const MAX_EXCHANGE_SKEW_MS = 10_000;

/** The reasons why the next order may not be sent now; empty if it may be sent. */
export function refusals(situation: TradeSituation, limits: TradeLimits): readonly string[] {
  const { position, target, instrument, killSwitch } = situation;
  const reasons = [
    ...(killSwitch ? ['the kill switch is on'] : []),
    ...marketReasons(situation),
    ...clockReasons(situation),
  ];
  const closes = nextLeg(position, target, instrument.lotContracts)?.purpose === 'close';
  return closes ? reasons : [...reasons, ...openingReasons(situation, limits)];
}

/** The reasons of the market alone: nothing else holds up a position that is closed by hand. */
export function marketReasons(
  situation: Pick<TradeSituation, 'instrument' | 'ticker'>,
): readonly string[] {
  const { instrument, ticker } = situation;
  const reasons: string[] = [];
  if (!instrument.tradeable) reasons.push(`${instrument.symbol} is not tradeable`);
  if (ticker.suspended) reasons.push(`${instrument.symbol} is suspended`);
  if (instrument.postOnly || ticker.postOnly) reasons.push(`${instrument.symbol} is post-only`);
  return reasons;
}

/** The reason of the clocks: the time limit of an order relies on them. */
export function clockReasons({ clockSkewMs }: TradeSituation): readonly string[] {
  const skew = Math.abs(clockSkewMs);
  if (skew <= MAX_EXCHANGE_SKEW_MS) return [];
  return [`clock and exchange differ by ${Math.round(skew / 1000)} s`];
}

function openingReasons(situation: TradeSituation, limits: TradeLimits): readonly string[] {
  const { position, expectedPosition, target, strangeOrders } = situation;
  const reasons: string[] = [];
  if (strangeOrders > 0) {
    reasons.push(`${strangeOrders} open order(s) that may enlarge a position`);
  }
  reasons.push(...situation.otherPositions.map(otherPositionText));
  const { instrument, ticker } = situation;
  const ours = Math.floor(limits.maxPositionUsd / dollarsOf(ticker.markPrice, instrument) + 1e-9);
  const limit = Math.min(ours, instrument.maxPositionContracts);
  if (Math.abs(position) > limit && position !== expectedPosition) {
    reasons.push(`a position of ${position} contracts, above the limit of ${limit}: not ours`);
  }
  if (Math.abs(target) > limit) {
    reasons.push(`a target of ${target} contracts, above the limit of ${limit}`);
  }
  const { markPrice } = ticker;
  const deviation = Math.abs(markPrice / situation.spotClose - 1);
  if (!(deviation <= limits.maxPriceDeviation)) {
    reasons.push(
      `mark price ${markPrice} is ${percent(deviation)} from the spot close ` +
        `${situation.spotClose}, above ${percent(limits.maxPriceDeviation)}`,
    );
  }
  reasons.push(...equityReasons(situation, limits));
  if (Math.abs(target) > Math.abs(position)) reasons.push(...marginReasons(situation, limits));
  return reasons;
}

/**
 * Distance of the liquidation price from the mark price, as a fraction of the mark price; undefined
 * if there is no position or no liquidation price.
 */
function liquidationDistance(situation: TradeSituation): number | undefined {
  const { liquidationPrice } = situation.account;
  if (situation.position === 0 || liquidationPrice <= 0) return undefined;
  return Math.abs(liquidationPrice / situation.ticker.markPrice - 1);
}

function marginReasons(situation: TradeSituation, limits: TradeLimits): readonly string[] {
  const { position, target, account, instrument, ticker } = situation;
  const { markPrice } = ticker;
  const value = valueOf(Math.abs(target), markPrice, instrument);
  const reasons: string[] = [];
  const leverage = value / account.portfolioValue;
  if (!(leverage >= 0 && leverage <= limits.maxLeverage)) {
    reasons.push(`the target would be more than ${limits.maxLeverage} times the account's value`);
  }
  const added = Math.max(0, Math.abs(target) - Math.abs(position));
  const margin = valueOf(added, markPrice, instrument) * instrument.initialMargin * MARGIN_FACTOR;
  if (Number.isNaN(instrument.initialMargin)) reasons.push('the initial margin is not known');
  else if (!(margin <= account.availableFunds)) reasons.push('margin is too small for the target');
  const distance = liquidationDistance(situation);
  if (distance !== undefined && distance < limits.minLiquidationDistance) {
    reasons.push(`liquidation is ${percent(distance)} away`);
  }
  return reasons;
}

/** A position in another contract, in words. */
export function otherPositionText({ instrument, size }: OtherPosition): string {
  return `a position in another contract, ${size} ${instrument}: close it before one is opened`;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
