/**
 * Hansen's test for superior predictive ability: White's Reality Check with studentized means,
 * and without the trials that are so bad that they only cost power.
 * Source: Hansen, "A Test for Superior Predictive Ability", Journal of Business & Economic
 * Statistics 23 (2005). Must not know: what the trials were.
 */

import type { ResampledTrials } from './resampled-trials.ts';

/** How a null's means are chosen: `lower` is too ready to find skill, `upper` too slow. */
export const SPA_NULLS = ['lower', 'consistent', 'upper'] as const;
type SpaNull = (typeof SPA_NULLS)[number];

type SpaResult = {
  /** Share of resamples with T* > T; 1 where T is 0, because then no trial is better. */
  readonly pValue: number;
  readonly exceedances: number;
  /** Float64Array (resamples): T*. */
  readonly resampled: Float64Array;
};

export type SuperiorPredictiveAbility = {
  /** T = max(0, the largest √n · mean / ω). */
  readonly statistic: number;
  /** Float64Array (trials): a mean below it counts as bad in the consistent null. */
  readonly thresholds: Float64Array;
  /** Trials that the consistent null recentres: those at or above their threshold. */
  readonly recentred: number;
} & Readonly<Record<SpaNull, SpaResult>>;

/**
 * The test of "no trial is better than the benchmark", with its three p-values: lower ≤
 * consistent ≤ upper. The consistent one is the one to read. Resamples are recentred with the
 * original means. A trial with ω NaN is left out.
 * @param deviations ω of each trial, see `stationaryDeviations`
 */
export function superiorPredictiveAbility(
  trials: ResampledTrials,
  deviations: Float64Array,
): SuperiorPredictiveAbility {
  const { bars, means } = trials;
  // Formula of Hansen's section 2.4: the law of the iterated logarithm bounds a null's mean.
  const bound = Math.sqrt((2 * Math.log(Math.log(bars))) / bars);
  const thresholds = deviations.map((deviation) => -bound * deviation);
  const recentring: Readonly<Record<SpaNull, Float64Array>> = {
    lower: means.map((mean) => Math.max(mean, 0)),
    consistent: means.map((mean, k) => (mean >= thresholds[k] ? mean : 0)),
    upper: means,
  };
  const statistic = largestRatio(means, new Float64Array(means.length), deviations, bars);
  const testAgainst = (centre: Float64Array): SpaResult => {
    const resampled = Float64Array.from(trials.resampledMeans, (resample) =>
      largestRatio(resample, centre, deviations, bars),
    );
    const exceedances = resampled.filter((value) => value > statistic).length;
    const pValue = statistic === 0 ? 1 : exceedances / resampled.length;
    return { pValue, exceedances, resampled };
  };
  return {
    statistic,
    thresholds,
    recentred: means.filter((mean, k) => mean >= thresholds[k]).length,
    lower: testAgainst(recentring.lower),
    consistent: testAgainst(recentring.consistent),
    upper: testAgainst(recentring.upper),
  };
}

/** max(0, the largest √n · (mean - centre) / ω); a NaN never counts as larger. */
function largestRatio(
  means: Float64Array,
  centre: Float64Array,
  deviations: Float64Array,
  bars: number,
): number {
  const root = Math.sqrt(bars);
  let largest = 0;
  for (let k = 0; k < means.length; k++) {
    const ratio = (root * (means[k] - centre[k])) / deviations[k];
    if (ratio > largest) largest = ratio;
  }
  return largest;
}
