/**
 * A strategy's figures from its simple returns, each definition once.
 * Vocabulary: a bar's simple return r turns equity E into E·(1 + r); equity is 1 before the first
 * bar. Never pass expm1(position · log return): a short earns -(exp(x) - 1) of a log return x, so
 * that would flatter shorts. An undefined figure (no loss, no variance, no bars) is NaN.
 * Must not know: how the returns came about.
 */

import { power } from '../core/power.ts';
import type { BenchmarkMetrics } from './benchmark-metrics.ts';
import type { Drawdown } from './drawdowns.ts';
import { benchmarkMetrics } from './benchmark-metrics.ts';
import { drawdownSeries, drawdownsIn } from './drawdowns.ts';
import { correctedExcessKurtosis, correctedSkewness, mean, momentsOf, sum } from './moments.ts';
import { quantileOfSorted, ascending } from './quantile.ts';
import { sharpeRatio } from './sharpe-ratio.ts';
import { nextEquity } from './equity.ts';
import { expectedShortfall } from './expected-shortfall.ts';

/** What a series of returns says, alone and beside a benchmark; shares are fractions. */
export type PerformanceMetrics = {
  readonly bars: number;
  readonly periodsPerYear: number;
  /** Final equity less 1, a fraction. */
  readonly totalReturn: number;
  /** Final equity^(periodsPerYear / bars) - 1, a fraction; -1 where equity is gone. */
  readonly annualReturn: number;
  /** Sample deviation · √periodsPerYear. */
  readonly volatility: number;
  /** mean / sample deviation · √periodsPerYear. */
  readonly sharpe: number;
  /** √(mean of min(r, 0)² over all bars) · √periodsPerYear. */
  readonly downsideDeviation: number;
  /** mean · periodsPerYear / downsideDeviation (Sortino & Price 1994, target 0). */
  readonly sortino: number;
  /** Deepest drawdown, a fraction ≤ 0. */
  readonly maxDrawdown: number;
  /** annualReturn / |maxDrawdown|. */
  readonly calmar: number;
  /** Sum of gains / sum of losses: the Omega ratio at threshold 0 is the same. */
  readonly profitFactor: number;
  /** Mean gain / mean loss. */
  readonly payoffRatio: number;
  /** Share of gains among bars whose return is not 0. */
  readonly winRate: number;
  /** √(mean of squared drawdowns over all bars) (Martin & McCann 1989). */
  readonly ulcerIndex: number;
  /** The 5 % quantile of returns (linear). */
  readonly valueAtRisk95: number;
  /** Mean of the worst 5 % of returns, see `expectedShortfall`. */
  readonly expectedShortfall95: number;
  /** |95 % quantile / 5 % quantile|. */
  readonly tailRatio: number;
  /** Corrected for the sample's length, as `correctedSkewness`; kurtosis in excess of normal. */
  readonly skewness: number;
  readonly excessKurtosis: number;
  /** totalReturn / |maxDrawdown|. */
  readonly recoveryFactor: number;
  /** All drawdowns in time order. */
  readonly drawdowns: readonly Drawdown[];
  /** Bars of the longest drawdown, 0 without one. */
  readonly longestDrawdownBars: number;
  /** Share of bars below an earlier high of equity. */
  readonly shareUnderWater: number;
  /** Against the benchmark; undefined where none is given. */
  readonly benchmark: BenchmarkMetrics | undefined;
};

/** Tail of value at risk, expected shortfall and tail ratio. */
const TAIL = 0.05;

/**
 * All of `PerformanceMetrics`, O(bars · log bars).
 * @param returns simple returns, one a bar
 * @throws InputError where the benchmark has another number of bars
 */
export function performanceMetrics(
  returns: Float64Array,
  options: { readonly periodsPerYear: number; readonly benchmark?: Float64Array },
): PerformanceMetrics {
  const { periodsPerYear, benchmark } = options;
  const bars = returns.length;
  const moments = momentsOf(returns);
  const year = Math.sqrt(periodsPerYear);
  const { equity, ...gains } = gainsOf(returns);
  const annualReturn = finite(power(Math.max(equity, 0), periodsPerYear / bars) - 1);
  const downsideDeviation = gains.downside * year;
  const underWater = drawdownSeries(returns);
  const drawdowns = drawdownsIn(underWater);
  const maxDrawdown = bars === 0 ? Number.NaN : Math.min(0, ...drawdowns.map((d) => d.depth));
  const sorted = ascending(returns);
  const valueAtRisk95 = quantileOfSorted(sorted, TAIL);
  return {
    bars,
    periodsPerYear,
    totalReturn: finite(equity - 1),
    annualReturn,
    volatility: moments.deviation * year,
    sharpe: sharpeRatio(returns, periodsPerYear),
    downsideDeviation,
    sortino: finite((moments.mean * periodsPerYear) / downsideDeviation),
    maxDrawdown,
    calmar: finite(annualReturn / Math.abs(maxDrawdown)),
    profitFactor: gains.profitFactor,
    payoffRatio: gains.payoffRatio,
    winRate: gains.winRate,
    ulcerIndex: Math.sqrt(mean(underWater.map((depth) => depth * depth))),
    valueAtRisk95,
    expectedShortfall95: expectedShortfall(sorted, TAIL),
    tailRatio: finite(Math.abs(quantileOfSorted(sorted, 1 - TAIL) / valueAtRisk95)),
    skewness: correctedSkewness(moments),
    excessKurtosis: correctedExcessKurtosis(moments),
    recoveryFactor: finite((equity - 1) / Math.abs(maxDrawdown)),
    drawdowns,
    longestDrawdownBars: Math.max(0, ...drawdowns.map((drawdown) => drawdown.bars)),
    shareUnderWater: sum(drawdowns.map((drawdown) => drawdown.bars)) / bars,
    benchmark:
      benchmark === undefined ? undefined : benchmarkMetrics(returns, benchmark, periodsPerYear),
  };
}

/** Final equity and what gains and losses add up to. */
function gainsOf(returns: Float64Array) {
  let equity = 1;
  let [gains, losses, squares] = [0, 0, 0];
  let [gainCount, lossCount] = [0, 0];
  for (const value of returns) {
    equity = nextEquity(equity, value);
    if (value > 0) {
      gains += value;
      gainCount++;
    } else if (value < 0) {
      losses -= value;
      squares += value * value;
      lossCount++;
    }
  }
  return {
    equity,
    downside: Math.sqrt(squares / returns.length),
    profitFactor: finite(gains / losses),
    payoffRatio: finite(gains / gainCount / (losses / lossCount)),
    winRate: gainCount / (gainCount + lossCount),
  };
}

/** `value`, NaN where it is not finite. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
