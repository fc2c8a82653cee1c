/**
 * How far a strategy's figures may be from the true ones by the length of its record alone.
 * Vocabulary: `annual` figures are per year; the others are per bar. Must not know: how the returns
 * came about, or how many other series were tried.
 */

import { deriveSeed } from '../core/hash.ts';
import { automaticBlockLength } from '../statistics/automatic-block-length.ts';
import {
  drawdownIntervals,
  growthIntervals,
  sharpeIntervals,
  type Interval,
} from '../statistics/bootstrap-intervals.ts';
import { minimumTrackRecord, probabilisticSharpe } from '../statistics/probabilistic-sharpe.ts';
import {
  hacSharpeError,
  loSharpeError,
  mertensSharpeError,
  sharpeInfluence,
  sharpeSampleOf,
} from '../statistics/sharpe-error.ts';
import { stationaryBootstrapIndices } from '../statistics/stationary-bootstrap.ts';
import { RESAMPLES } from '../statistics/tests-of-trials.ts';

export type ReturnStatistics = {
  /** Annual. */
  readonly sharpe: number;
  /** Standard errors of the annual Sharpe ratio: Lo's, Mertens', Newey and West's. */
  readonly sharpeError: { readonly iid: number; readonly mertens: number; readonly hac: number };
  /** Probability that the true Sharpe ratio is above 0 (2012), if this was the only trial. */
  readonly probabilisticSharpe: number;
  /** Bars before that probability exceeds 0.95; NaN where the ratio is 0 or less. */
  readonly minimumTrackRecordBars: number;
  /** Mean block of the resamples, bars; NaN without variance. */
  readonly blockLength: number;
  readonly resamples: number;
  /** 0.95: the share of samples whose intervals hold the true figure. */
  readonly level: number;
  readonly intervals: {
    /** Annual, studentized. */
    readonly sharpe: Interval;
    /** Annual return as a fraction, studentized. */
    readonly annualReturn: Interval;
    /** Fractions ≤ 0, percentiles: how deep other orders of the same returns would have gone. */
    readonly maxDrawdown: Interval;
  };
};

const LEVEL = 0.95;
const UNDEFINED: Interval = { lower: Number.NaN, upper: Number.NaN };

/** The statistics of simple returns, O(bars · resamples). All NaN without variance. */
export function returnStatistics(
  returns: Float64Array,
  { periodsPerYear, seed }: { readonly periodsPerYear: number; readonly seed: number },
): ReturnStatistics {
  const sample = sharpeSampleOf(returns);
  const year = Math.sqrt(periodsPerYear);
  const { stationary } = automaticBlockLength(sharpeInfluence(returns));
  const blockLength = Math.max(1, stationary);
  return {
    sharpe: sample.sharpe * year,
    sharpeError: {
      iid: loSharpeError(sample) * year,
      mertens: mertensSharpeError(sample) * year,
      hac: hacSharpeError(returns) * year,
    },
    probabilisticSharpe: probabilisticSharpe(sample),
    minimumTrackRecordBars: minimumTrackRecord(sample),
    blockLength,
    resamples: RESAMPLES,
    level: LEVEL,
    intervals: Number.isNaN(stationary)
      ? { sharpe: UNDEFINED, annualReturn: UNDEFINED, maxDrawdown: UNDEFINED }
      : intervalsOf(returns, { periodsPerYear, blockLength, seed }),
  };
}

function intervalsOf(
  returns: Float64Array,
  on: { readonly periodsPerYear: number; readonly blockLength: number; readonly seed: number },
): ReturnStatistics['intervals'] {
  const { periodsPerYear, blockLength, seed } = on;
  const resamples = stationaryBootstrapIndices({
    length: returns.length,
    blockLength,
    resamples: RESAMPLES,
    seed: deriveSeed(seed, 'return statistics', 0),
  });
  const options = { resamples, level: LEVEL };
  const year = Math.sqrt(periodsPerYear);
  return {
    sharpe: mapped(sharpeIntervals(returns, options).studentized, (value) => value * year),
    annualReturn: mapped(growthIntervals(returns, options).studentized, (growth) =>
      Math.expm1(growth * periodsPerYear),
    ),
    maxDrawdown: drawdownIntervals(returns, options).percentile,
  };
}

function mapped({ lower, upper }: Interval, map: (value: number) => number): Interval {
  return { lower: map(lower), upper: map(upper) };
}
