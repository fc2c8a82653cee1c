/**
 * The figures of an account.
 * Ratios and tails are taken from simple returns, growth and drawdown from equity, which is 1
 * before the first entry. Under payoff `log` they are the original system's, from log returns.
 * An undefined figure is NaN. Must not know: how the account came about.
 */

import { assert } from '../core/errors.ts';
import type { BenchmarkMetrics } from '../statistics/benchmark-metrics.ts';
import { mean, sum } from '../statistics/moments.ts';
import { performanceMetrics, type PerformanceMetrics } from '../statistics/performance-metrics.ts';
import { logGrowth, type Account } from './account.ts';
import { computeMetrics } from './metrics.ts';

/** The figures that are printed first. */
type HeadlineMetrics = {
  /** mean / std (n-1) · √periodsPerYear of the net returns. */
  readonly sharpe: number;
  /** mean / downside deviation · √periodsPerYear. */
  readonly sortino: number;
  /** Share of gains among returns that are not 0; under `log` among entries with a position. */
  readonly winRate: number;
  /** exp(totalLogReturn · periodsPerYear / bars) - 1, a fraction; -1 where equity was lost. */
  readonly annualReturn: number;
  /** Sum of log(1 + net); NaN where equity was lost. */
  readonly totalLogReturn: number;
  /** -log(1 - maxDrawdown); NaN where equity was lost. */
  readonly maxDrawdownLog: number;
  /** Largest fall of equity below its highest value so far, a fraction from 0 to 1. */
  readonly maxDrawdown: number;
  /** annualReturn / maxDrawdown. */
  readonly calmar: number;
  /** Mean size of an entry's trade, in units of equity. */
  readonly turnover: number;
  /** Sum of gains / sum of losses. */
  readonly profitFactor: number;
  /** std (n-1) · √periodsPerYear of the net returns. */
  readonly volatility: number;
  /** Mean |position|: where positions are -1, 0 and 1, the share of entries with a position. */
  readonly exposure: number;
  /** Entries: tested bars, under payoff `log` decisions. */
  readonly bars: number;
  readonly periodsPerYear: number;
  /** What the capital has become. An account in bitcoin is counted at the first close. */
  readonly finalCapital: number;
};

type TailMetrics = Omit<PerformanceMetrics, keyof HeadlineMetrics | 'drawdowns' | 'benchmark'> & {
  /** The Omega ratio at threshold 0, which equals the profit factor (Keating & Shadwick 2002). */
  readonly omega: number;
  readonly drawdownCount: number;
};

/**
 * All figures of an account; NaN where undefined. Under `log` those of `TailMetrics`, which want
 * simple returns, are NaN; without a benchmark those of `BenchmarkMetrics` are.
 */
export type AccountMetrics = HeadlineMetrics & TailMetrics & BenchmarkMetrics;

/** What an account's figures depend on beside the account. */
export type MetricsOptions = {
  readonly periodsPerYear: number;
  /** What the account starts with, in dollars. */
  readonly capital: number;
  /** Float64Array (entries): simple returns of what the account is compared with. */
  readonly benchmark?: Float64Array | undefined;
};

/** The figures of `account`, O(entries · log entries). */
export function accountMetrics(account: Account, options: MetricsOptions): AccountMetrics {
  return account.payoff === 'log' ? logMetrics(account, options) : simpleMetrics(account, options);
}

function simpleMetrics(account: Account, options: MetricsOptions): AccountMetrics {
  const { net, positions, turnover } = account;
  const { periodsPerYear, capital, benchmark } = options;
  assert(benchmark === undefined || benchmark.length === net.length, 'one benchmark return a bar');
  const {
    drawdowns,
    benchmark: compared,
    ...performance
  } = performanceMetrics(net, {
    periodsPerYear,
    ...(benchmark === undefined ? {} : { benchmark }),
  });
  const { profitFactor } = performance;
  const maxDrawdown = Math.abs(performance.maxDrawdown);
  return {
    sharpe: performance.sharpe,
    sortino: performance.sortino,
    winRate: performance.winRate,
    annualReturn: performance.annualReturn,
    totalLogReturn: finite(sum(logGrowth(account))),
    maxDrawdownLog: finite(-Math.log1p(-maxDrawdown)),
    maxDrawdown,
    calmar: performance.calmar,
    turnover: mean(turnover),
    profitFactor,
    volatility: performance.volatility,
    exposure: mean(positions.map(Math.abs)),
    bars: performance.bars,
    periodsPerYear,
    finalCapital: capital * (1 + performance.totalReturn),
    ...tails({ ...performance, omega: profitFactor, drawdownCount: drawdowns.length }),
    ...(compared ?? NO_BENCHMARK),
  };
}

function logMetrics(account: Account, { periodsPerYear, capital }: MetricsOptions): AccountMetrics {
  const { maxDrawdownLogFromZero: _unused, ...headline } = computeMetrics({
    ...account,
    periodsPerYear,
  });
  return {
    ...headline,
    finalCapital: finite(capital * Math.exp(headline.totalLogReturn)),
    ...NO_TAILS,
    ...NO_BENCHMARK,
  };
}

/** The tail figures among `figures`, in the order in which they are printed. */
function tails(figures: TailMetrics): TailMetrics {
  return {
    totalReturn: figures.totalReturn,
    omega: figures.omega,
    payoffRatio: figures.payoffRatio,
    downsideDeviation: figures.downsideDeviation,
    ulcerIndex: figures.ulcerIndex,
    valueAtRisk95: figures.valueAtRisk95,
    expectedShortfall95: figures.expectedShortfall95,
    tailRatio: figures.tailRatio,
    skewness: figures.skewness,
    excessKurtosis: figures.excessKurtosis,
    recoveryFactor: figures.recoveryFactor,
    drawdownCount: figures.drawdownCount,
    longestDrawdownBars: figures.longestDrawdownBars,
    shareUnderWater: figures.shareUnderWater,
  };
}

const NO_TAILS: TailMetrics = {
  totalReturn: Number.NaN,
  omega: Number.NaN,
  payoffRatio: Number.NaN,
  downsideDeviation: Number.NaN,
  ulcerIndex: Number.NaN,
  valueAtRisk95: Number.NaN,
  expectedShortfall95: Number.NaN,
  tailRatio: Number.NaN,
  skewness: Number.NaN,
  excessKurtosis: Number.NaN,
  recoveryFactor: Number.NaN,
  drawdownCount: Number.NaN,
  longestDrawdownBars: Number.NaN,
  shareUnderWater: Number.NaN,
};

const NO_BENCHMARK: BenchmarkMetrics = {
  beta: Number.NaN,
  alphaPerBar: Number.NaN,
  alpha: Number.NaN,
  alphaT: Number.NaN,
  correlation: Number.NaN,
  informationRatio: Number.NaN,
  trackingError: Number.NaN,
};

/** `value`, NaN where it is not finite. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
