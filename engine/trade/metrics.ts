/**
 * The statistics of a row of net log returns, each formula once.
 * Vocabulary: a bar here is an out-of-sample row; `periodsPerYear` turns a bar's figure into a
 * year's. An undefined statistic (no variance, no losses, no rows) is NaN; Infinity never leaves.
 */

import { assert } from '../core/errors.ts';
import { mean, sampleDeviation, sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';

/** Statistics of a strategy; returns are logarithmic unless a name says otherwise. */
export type Metrics = {
  /** mean / std (n-1) · √periodsPerYear of the net returns. */
  readonly sharpe: number;
  /** mean / downside deviation · √periodsPerYear. */
  readonly sortino: number;
  /** Share of net > 0 among bars with a position, a fraction. */
  readonly winRate: number;
  /** exp(totalLogReturn)^(periodsPerYear / bars) - 1, a fraction. */
  readonly annualReturn: number;
  readonly totalLogReturn: number;
  /** Largest fall of the cumulative log return below its peak, which starts at the first bar. */
  readonly maxDrawdownLog: number;
  /** The same with the peak starting before the first bar, so that a loss in it counts. */
  readonly maxDrawdownLogFromZero: number;
  /** 1 - exp(-maxDrawdownLog), a fraction. */
  readonly maxDrawdown: number;
  /** annualReturn / maxDrawdown. */
  readonly calmar: number;
  /** Mean |change of position| a bar. */
  readonly turnover: number;
  /** Sum of gains / sum of losses. */
  readonly profitFactor: number;
  /** std (n-1) · √periodsPerYear of the net returns. */
  readonly volatility: number;
  /** Share of bars with a position, a fraction. */
  readonly exposure: number;
  readonly bars: number;
  readonly periodsPerYear: number;
};

/**
 * All of `Metrics` for one strategy, O(bars).
 * @param net Float64Array (bars): log returns after cost
 * @param positions (bars): the positions that earned them
 * @param turnover Float64Array (bars): |change of position|
 */
export function computeMetrics(strategy: {
  readonly net: Float64Array;
  readonly positions: Int8Array | Float64Array;
  readonly turnover: Float64Array;
  readonly periodsPerYear: number;
}): Metrics {
  const { net, positions, turnover, periodsPerYear } = strategy;
  assert(net.length === positions.length, 'one net return a position');
  assert(net.length === turnover.length, 'one turnover a position');
  const totalLogReturn = sum(net);
  const annualReturn = annualisedReturn(totalLogReturn, net.length, periodsPerYear);
  const maxDrawdownLog = maxDrawdownLogOf(net, net[0] ?? 0);
  const maxDrawdown = -Math.expm1(-maxDrawdownLog);
  return {
    sharpe: sharpeRatio(net, periodsPerYear),
    sortino: sortinoRatio(net, periodsPerYear),
    winRate: winRateOf(net, positions),
    annualReturn,
    totalLogReturn,
    maxDrawdownLog,
    maxDrawdownLogFromZero: maxDrawdownLogOf(net, 0),
    maxDrawdown,
    calmar: ratio(annualReturn, maxDrawdown),
    turnover: mean(turnover),
    profitFactor: profitFactorOf(net),
    volatility: sampleDeviation(net) * Math.sqrt(periodsPerYear),
    exposure: exposureOf(positions),
    bars: net.length,
    periodsPerYear,
  };
}

/**
 * mean / √(mean of min(return, 0)²) · √periodsPerYear: the downside deviation is taken over all
 * bars with target 0 (Sortino and Price 1994). NaN where no return is negative.
 */
function sortinoRatio(returns: Float64Array, periodsPerYear: number): number {
  let squares = 0;
  for (const value of returns) if (value < 0) squares += value * value;
  const downside = Math.sqrt(squares / returns.length);
  return ratio(mean(returns), downside) * Math.sqrt(periodsPerYear);
}

/** Share of net > 0 among the bars where `positions` is not 0; NaN without one. */
export function winRateOf(net: Float64Array, positions: ArrayLike<number>): number {
  let wins = 0;
  let held = 0;
  for (let i = 0; i < net.length; i++) {
    if (positions[i] === 0) continue;
    held++;
    if (net[i]! > 0) wins++;
  }
  return ratio(wins, held);
}

/** Largest fall of the cumulative return below its running peak, which starts at `peak`; ≥ 0. */
function maxDrawdownLogOf(net: Float64Array, peak: number): number {
  if (net.length === 0) return Number.NaN;
  let highest = peak;
  let cumulative = 0;
  let deepest = 0;
  for (const value of net) {
    cumulative += value;
    if (cumulative > highest) highest = cumulative;
    if (highest - cumulative > deepest) deepest = highest - cumulative;
  }
  return deepest;
}

/** exp(total)^(periodsPerYear / bars) - 1; NaN without bars or beyond a number's range. */
function annualisedReturn(total: number, bars: number, periodsPerYear: number): number {
  return ratio(Math.expm1((total * periodsPerYear) / bars), 1);
}

/** Sum of gains over sum of losses; NaN without a loss. */
function profitFactorOf(net: Float64Array): number {
  let gains = 0;
  let losses = 0;
  for (const value of net) {
    if (value > 0) gains += value;
    else losses -= value;
  }
  return ratio(gains, losses);
}

function exposureOf(positions: Int8Array | Float64Array): number {
  let held = 0;
  for (const position of positions) if (position !== 0) held++;
  return ratio(held, positions.length);
}

/** `numerator` / `denominator`, NaN where that is not finite. */
function ratio(numerator: number, denominator: number): number {
  const quotient = numerator / denominator;
  return Number.isFinite(quotient) ? quotient : Number.NaN;
}
