/**
 * What share of the capital each asset should have: equal shares, or shares by the inverse of the
 * asset's volatility. Must not know: positions, models.
 */

import type { MarketCalendar } from '../core/market-calendar.ts';
import { sampleDeviation } from '../statistics/moments.ts';
import { sessionDays, type DatedBars } from './joined-days.ts';

/** How shares are decided. */
export const WEIGHT_RULES = ['equal', 'inverse-volatility'] as const;
export type WeightRule = (typeof WEIGHT_RULES)[number];

/** All bars of an asset, also those before its tested part. */
export type PricedBars = DatedBars & {
  /** Float64Array (bars). */
  readonly close: Float64Array;
};

/**
 * Shares of the assets for which `member` is true, at the closes of `day`: Float64Array (assets)
 * that adds up to 1, or to 0 without a member. The others have 0.
 */
export type TargetWeights = (day: number, member: readonly boolean[]) => Float64Array;

/**
 * The shares by `rule`. By inverse volatility an asset's share is proportional to 1/σ, σ the
 * sample deviation of its last `windowBars` simple returns (of the price, not of the strategy),
 * times √(bars a year), so that a market with weekends compares with one without. Only closes of
 * earlier session days count: on the same day markets close at different hours, and the first of
 * them must not know the closes of the others. An asset whose σ is 0 or not known yet (fewer than
 * two returns) has no share while another one has a σ; if none has, shares are equal.
 */
export function targetWeights(
  assets: readonly PricedBars[],
  { rule, windowBars }: { readonly rule: WeightRule; readonly windowBars: number },
): TargetWeights {
  if (rule === 'equal') return (_, member) => shares(member.map(Number));
  const volatilities = assets.map((asset) => volatilityBefore(asset, windowBars));
  return (day, member) => {
    const inverse = member.map((isMember, i) => {
      const volatility = isMember ? volatilities[i](day) : Number.NaN;
      return volatility > 0 ? 1 / volatility : 0;
    });
    return shares(inverse.some((value) => value > 0) ? inverse : member.map(Number));
  };
}

/** A function from a day to the annual volatility by the closes of the days before it. */
function volatilityBefore(
  asset: PricedBars & { readonly calendar: Pick<MarketCalendar, 'barsPerYear'> },
  windowBars: number,
): (day: number) => number {
  const { close, calendar } = asset;
  const days = sessionDays(asset);
  const returns = close.map((value, i) => (i === 0 ? Number.NaN : value / close[i - 1] - 1));
  const year = Math.sqrt(calendar.barsPerYear);
  return (day) => {
    const end = countBelow(days, day);
    return (
      year * sampleDeviation(returns.subarray(Math.max(1, end - windowBars), Math.max(1, end)))
    );
  };
}

/** Number of values of `ascending` that are below `limit`, O(log values). */
function countBelow(ascending: Float64Array, limit: number): number {
  // Invariant: values [0, low) are below the limit, values [high, length) are not.
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shares(values: readonly number[]): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return Float64Array.from(values, (value) => (total > 0 ? value / total : 0));
}
