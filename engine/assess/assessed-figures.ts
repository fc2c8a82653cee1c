/**
 * The figures of a strategy's returns, and how much of them is luck. Vocabulary: a bar is one
 * return's period; returns are simple ones of equity, 0.01 is 1 %.
 * Must not know: files, how the returns came about.
 */

import { InputError } from '../core/errors.ts';
import { deepestOf, type Drawdown } from '../statistics/drawdowns.ts';
import { performanceMetrics, type PerformanceMetrics } from '../statistics/performance-metrics.ts';
import { benchmarkDifference, type BenchmarkDifference } from './benchmark-difference.ts';
import { fragilityOf, type Fragility } from './fragility.ts';
import { returnStatistics, type ReturnStatistics } from './return-statistics.ts';
import { trialLuck, type NamedTrial, type TrialLuck } from './trial-luck.ts';

/** The series of an assessment: Float64Array (bars) each, finite. */
export type AssessedSeries = {
  readonly returns: Float64Array;
  /** Unix seconds, increasing. */
  readonly time: Float64Array;
  /** Left out: no benchmark. */
  readonly benchmark?: Float64Array | undefined;
  /** What else was tried; the assessed returns may be among them. Left out: not told. */
  readonly trials?: readonly NamedTrial[] | undefined;
};

export type FigureTerms = {
  readonly periodsPerYear: number;
  /** What one return is called: `daily`. */
  readonly period: string;
  /** All trials ever made, whether or not their returns are known. Left out: not told. */
  readonly trialCount?: number | undefined;
  readonly seed: number;
  /** Called after each draw of noise that the trials are compared with. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called after each long part of the work with the share that is done, 0 to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
};

/** A drawdown with the times of its bars, unix seconds. */
export type TimedDrawdown = Drawdown & {
  readonly startTime: number;
  readonly troughTime: number;
  readonly endTime: number;
};

export type AssessedFigures = {
  readonly period: string;
  readonly metrics: PerformanceMetrics;
  readonly statistics: ReturnStatistics;
  /** Undefined without a benchmark. */
  readonly difference: BenchmarkDifference | undefined;
  readonly luck: TrialLuck;
  /** Trials whose returns are given; the assessed ones count only if they are among them. */
  readonly trialCount: number;
  readonly fragility: Fragility;
  /** The five deepest, deepest first. */
  readonly drawdowns: readonly TimedDrawdown[];
};

/** How many drawdowns are listed. */
const LISTED = 5;

/**
 * The figures of series on the same bars. O(bars · resamples · trials).
 * @throws InputError where series differ in length
 */
export function assessedFigures(series: AssessedSeries, terms: FigureTerms): AssessedFigures {
  const { returns, time, benchmark, trials = [] } = series;
  const { periodsPerYear, period, trialCount, seed, onProgress, onShare } = terms;
  requireLengths(series);
  const on = { periodsPerYear, seed };
  const metrics = performanceMetrics(returns, {
    periodsPerYear,
    ...(benchmark === undefined ? {} : { benchmark }),
  });
  const statistics = returnStatistics(returns, on);
  onShare?.(benchmark === undefined ? 1 : 0.5);
  const difference =
    benchmark === undefined
      ? undefined
      : benchmarkDifference({ first: returns, second: benchmark }, on);
  onShare?.(1);
  return {
    period,
    metrics,
    statistics,
    difference,
    luck: trialLuck(returns, { trials, count: trialCount, benchmark }, { ...on, onProgress }),
    trialCount: trials.length,
    fragility: fragilityOf(returns, time, periodsPerYear),
    drawdowns: deepestOf(metrics.drawdowns, LISTED).map((drawdown) => timed(drawdown, time)),
  };
}

function timed(drawdown: Drawdown, time: Float64Array): TimedDrawdown {
  const { start, trough, end } = drawdown;
  return {
    ...drawdown,
    startTime: time[start]!,
    troughTime: time[trough]!,
    endTime: time[end]!,
  };
}

function requireLengths({ returns, time, benchmark, trials = [] }: AssessedSeries): void {
  const others = [
    { name: 'time', length: time.length },
    ...(benchmark === undefined ? [] : [{ name: 'benchmark', length: benchmark.length }]),
    ...trials.map((trial) => ({ name: `trial ${trial.name}`, length: trial.returns.length })),
  ];
  const odd = others.find(({ length }) => length !== returns.length);
  if (odd === undefined) return;
  throw new InputError(
    `${odd.name}: expected ${returns.length} values as there are returns, got ${odd.length}`,
  );
}
