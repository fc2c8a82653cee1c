/** The interval of an annual Sharpe ratio that is shown to a reader. Must not know: what earned. */

import { automaticBlockLength } from './automatic-block-length.ts';
import { sharpeIntervals, type Interval } from './bootstrap-intervals.ts';
import { sharpeInfluence } from './sharpe-error.ts';
import { stationaryBootstrapIndices } from './stationary-bootstrap.ts';

/** Resamples of the interval: more of them move its ends by less than a hundredth. */
const RESAMPLES = 2000;

/**
 * The 95 % interval of the annualised Sharpe ratio of `returns`: studentized stationary bootstrap
 * with the block length that Politis and White's rule gives for the ratio's influence series
 * (`sharpeInfluence`). NaN at both ends where the returns have no variance.
 */
export function annualSharpeInterval(
  returns: Float64Array,
  periodsPerYear: number,
  seed: number,
): Interval {
  const { stationary } = automaticBlockLength(sharpeInfluence(returns));
  if (Number.isNaN(stationary)) return { lower: Number.NaN, upper: Number.NaN };
  const resamples = stationaryBootstrapIndices({
    length: returns.length,
    blockLength: Math.max(1, stationary),
    resamples: RESAMPLES,
    seed,
  });
  const { lower, upper } = sharpeIntervals(returns, { resamples }).studentized;
  const year = Math.sqrt(periodsPerYear);
  return { lower: lower * year, upper: upper * year };
}
