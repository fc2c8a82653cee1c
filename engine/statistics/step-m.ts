/**
 * Romano and Wolf's stepwise test: which of many trials beat the benchmark, with the probability
 * of even one false find held at the level. Must not know: what the trials were.
 */

import type { ResampledTrials } from './resampled-trials.ts';
import { quantile } from './quantile.ts';

export type StepM = {
  /** Float64Array (trials): √n · mean / ω; NaN for a trial without variance. */
  readonly t: Float64Array;
  /** The critical value of each step; the last step rejects nothing or has no trial left. */
  readonly criticalValues: readonly number[];
  /** Trials found better than the benchmark, ascending. */
  readonly rejected: readonly number[];
  /** Float64Array (trials): the least level at which a trial would be found; NaN where t is. */
  readonly adjustedPValues: Float64Array;
};

/**
 * Finds trials step by step: a step's critical value is the 1 - `level` quantile of the largest
 * t* among the trials that are not found yet, t* = √n · (mean* - mean) / ω.
 * Source: Romano & Wolf, "Stepwise Multiple Testing as Formalized Data Snooping", Econometrica 73
 * (2005); adjusted p-values (1 + number of max t* ≥ t)/(resamples + 1), made monotone, by their
 * "Efficient computation of adjusted p-values", Statistics & Probability Letters 113 (2016).
 * @param deviations ω of each trial, see `stationaryDeviations`
 */
export function stepM(trials: ResampledTrials, deviations: Float64Array, level = 0.05): StepM {
  const root = Math.sqrt(trials.bars);
  const t = trials.means.map((mean, k) => (root * mean) / deviations[k]);
  const resampledT = trials.resampledMeans.map((means) =>
    means.map((mean, k) => (root * (mean - trials.means[k])) / deviations[k]),
  );
  const defined = Array.from(t.keys()).filter((k) => !Number.isNaN(t[k]));
  return {
    t,
    ...stepwise(t, resampledT, defined, level),
    adjustedPValues: adjustedPValues(t, resampledT, defined),
  };
}

function stepwise(
  t: Float64Array,
  resampledT: readonly Float64Array[],
  defined: readonly number[],
  level: number,
): Pick<StepM, 'criticalValues' | 'rejected'> {
  const criticalValues: number[] = [];
  let remaining = defined;
  while (remaining.length > 0) {
    const maxima = resampledT.map((row) => largestOf(row, remaining));
    const critical = quantile(maxima, 1 - level);
    criticalValues.push(critical);
    const kept = remaining.filter((k) => !(t[k] > critical));
    if (kept.length === remaining.length) break;
    remaining = kept;
  }
  return { criticalValues, rejected: defined.filter((k) => !remaining.includes(k)) };
}

/** From the largest t down: each against the largest t* of the trials from it on. */
function adjustedPValues(
  t: Float64Array,
  resampledT: readonly Float64Array[],
  defined: readonly number[],
): Float64Array {
  const pValues = new Float64Array(t.length).fill(Number.NaN);
  const descending = [...defined].sort((a, b) => t[b] - t[a]);
  const exceedances = new Float64Array(t.length);
  for (const row of resampledT) {
    // Invariant: `largest` is the largest t* of descending[i ..].
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = descending.length - 1; i >= 0; i--) {
      largest = Math.max(largest, row[descending[i]]);
      if (largest >= t[descending[i]]) exceedances[descending[i]]++;
    }
  }
  let highest = 0;
  for (const k of descending) {
    highest = Math.max(highest, (exceedances[k] + 1) / (resampledT.length + 1));
    pValues[k] = highest;
  }
  return pValues;
}

function largestOf(row: Float64Array, columns: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const column of columns) largest = Math.max(largest, row[column]);
  return largest;
}
