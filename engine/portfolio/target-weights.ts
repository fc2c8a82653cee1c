/**
 * What share of the capital each asset should have: equal shares, or shares by the inverse of the
 * asset's volatility. Must not know: positions, models.
 */

import { sampleDeviation } from '../statistics/moments.ts';
import { knownFrom, type DatedBars } from './joined-bars.ts';

/** How shares are decided. */
export const WEIGHT_RULES = ['equal', 'inverse-volatility'] as const;
export type WeightRule = (typeof WEIGHT_RULES)[number];

/** All bars of an asset, also those before its tested part. */
export type PricedBars = DatedBars & {
  /** Float64Array (bars). */
  readonly close: Float64Array;
};

/**
 * Shares of the assets for which `member` is true, at the closes of the joined time `time`:
 * Float64Array (assets) that adds up to 1, or to 0 without a member. The others have 0.
 */
export type TargetWeights = (time: number, member: readonly boolean[]) => Float64Array;

/**
 * The shares by `rule`. By inverse volatility an asset's share is proportional to 1/σ, σ the
 * sample deviation of its last `windowBars` simple returns (of the price, not of the strategy),
 * times √(bars a year), so that a market with weekends compares with one without. Only closes that
 * every market may know at the time count (`knownFrom`): not those of the same session day. An
 * asset whose σ is 0 or not known yet (fewer than two returns) has no share while another one has a
 * σ; if none has, shares are equal.
 */
export function targetWeights(
  assets: readonly PricedBars[],
  { rule, windowBars }: { readonly rule: WeightRule; readonly windowBars: number },
): TargetWeights {
  if (rule === 'equal') return (_, member) => shares(member.map(Number));
  const volatilities = assets.map((asset) => volatilityBefore(asset, windowBars));
  return (time, member) => {
    const inverse = member.map((isMember, i) => {
      const volatility = isMember ? volatilities[i](time) : Number.NaN;
      return volatility > 0 ? 1 / volatility : 0;
    });
    return shares(inverse.some((value) => value > 0) ? inverse : member.map(Number));
  };
}

/** A function from a joined time to the annual volatility by the closes known at it. */
function volatilityBefore(asset: PricedBars, windowBars: number): (time: number) => number {
  const { close, calendar } = asset;
  const known = asset.time.map((time) => knownFrom(calendar, time));
  const returns = close.map((value, i) => (i === 0 ? Number.NaN : value / close[i - 1] - 1));
  const year = Math.sqrt(calendar.barsPerYear);
  return (time) => {
    const end = countUpTo(known, time);
    return (
      year * sampleDeviation(returns.subarray(Math.max(1, end - windowBars), Math.max(1, end)))
    );
  };
}

/** Number of values of `ascending` that are `limit` or less, O(log values). */
function countUpTo(ascending: Float64Array, limit: number): number {
  // Invariant: values [0, low) are at most the limit, values [high, length) are above it.
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shares(values: readonly number[]): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return Float64Array.from(values, (value) => (total > 0 ? value / total : 0));
}
