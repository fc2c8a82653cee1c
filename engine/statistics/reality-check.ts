/**
 * White's Reality Check: whether the best of many trials beats the benchmark by more than the
 * search alone explains. It loses power where bad trials are among them;
 * `superior-predictive-ability.ts` mends that. Must not know: what the trials were.
 */

import type { ResampledTrials } from './resampled-trials.ts';

export type RealityCheck = {
  /** V = √n · the largest mean. */
  readonly statistic: number;
  /** Share of resamples with V* ≥ V. */
  readonly pValue: number;
  readonly exceedances: number;
  /** Float64Array (resamples): V* = √n · the largest of mean* - mean. */
  readonly resampled: Float64Array;
};

/**
 * The test of "no trial is better than the benchmark".
 * Source: White, "A Reality Check for Data Snooping", Econometrica 68 (2000).
 */
export function realityCheck(trials: ResampledTrials): RealityCheck {
  const root = Math.sqrt(trials.bars);
  const resampled = Float64Array.from(
    trials.resampledMeans,
    (means) => root * largestExcess(means, trials.means),
  );
  const statistic = root * trials.means.reduce((best, value) => Math.max(best, value));
  const exceedances = resampled.filter((value) => value >= statistic).length;
  return { statistic, pValue: exceedances / resampled.length, exceedances, resampled };
}

function largestExcess(means: Float64Array, centre: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < means.length; k++) largest = Math.max(largest, means[k] - centre[k]);
  return largest;
}
