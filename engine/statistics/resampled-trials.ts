/**
 * The means of many trials over resamples of their bars: what all tests for data snooping start
 * from. Make it once, and ask several tests. Vocabulary: a trial's series here is its
 * return less the benchmark's, bar by bar; "better" means a mean above 0.
 * Must not know: what the trials or the benchmark are.
 */

import { power } from '../core/power.ts';
import type { Resamples } from './stationary-bootstrap.ts';
import type { TrialReturns } from './trial-returns.ts';
import { centred, laggedProduct } from './autocorrelation.ts';
import { isConstant, mean, sampleDeviation } from './moments.ts';
import { barsOf } from './trial-returns.ts';

export type ResampledTrials = {
  readonly bars: number;
  /** Float64Array (trials): means over the bars themselves. */
  readonly means: Float64Array;
  /** One Float64Array (trials) a resample: means over its bars. */
  readonly resampledMeans: readonly Float64Array[];
};

/**
 * Means of all trials over all resamples, O(trials · bars · resamples).
 * @param onResample called after each resample with the number of those that are done
 * @throws InputError where trials have different numbers of bars
 */
export function resampleTrials(
  trials: TrialReturns,
  resamples: Resamples,
  onResample?: (done: number) => void,
): ResampledTrials {
  const bars = barsOf(trials);
  return {
    bars,
    means: Float64Array.from(trials, mean),
    resampledMeans: resamples.map((indices, i) => {
      const sums = sumsAt(trials, indices);
      onResample?.(i + 1);
      return sums.map((sum) => sum / bars);
    }),
  };
}

/** Each trial's sum over a resample's bars, in their order. */
function sumsAt(trials: TrialReturns, indices: Int32Array): Float64Array {
  const sums = new Float64Array(trials.length);
  let k = 0;
  for (; k + 4 <= trials.length; k += 4) addFour(trials, k, indices, sums);
  for (; k < trials.length; k++) {
    for (let t = 0; t < indices.length; t++) sums[k] += trials[k][indices[t]];
  }
  return sums;
}

/** Four trials at once, because one sum alone waits for each of its additions. */
function addFour(trials: TrialReturns, k: number, indices: Int32Array, sums: Float64Array): void {
  const [a, b, c, d] = [trials[k], trials[k + 1], trials[k + 2], trials[k + 3]];
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let t = 0; t < indices.length; t++) {
    const bar = indices[t];
    sumA += a[bar];
    sumB += b[bar];
    sumC += c[bar];
    sumD += d[bar];
  }
  sums[k] = sumA;
  sums[k + 1] = sumB;
  sums[k + 2] = sumC;
  sums[k + 3] = sumD;
}

/** A lag of a smaller weight, times the number of lags, is below a double's resolution. */
const NEGLIGIBLE_WEIGHT = 1e-17;

/**
 * Deviation ω of √n times each trial's mean under the stationary bootstrap, Float64Array (trials):
 * ω² = γ(0) + 2 Σ κ(i)·γ(i), κ(i) = (n - i)/n·(1 - q)^i + i/n·(1 - q)^(n - i), γ(i) the lagged
 * product around the mean over n. From the kernel's formula, not from resamples. NaN for a trial
 * without variance: it has no statistic, and the tests leave it out.
 * Source: Politis & Romano (1994), as Hansen (2005) uses it.
 * @param jumpProbability q = 1 / mean block length of the resamples
 */
export function stationaryDeviations(trials: TrialReturns, jumpProbability: number): Float64Array {
  const weights = stationaryWeights(barsOf(trials), jumpProbability);
  return Float64Array.from(trials, (trial) => {
    if (isConstant(sampleDeviation(trial), mean(trial))) return Number.NaN;
    const differences = centred(trial);
    let total = laggedProduct(differences, 0);
    for (let lag = 1; lag < weights.length; lag++) {
      if (weights[lag] > 0) total += 2 * weights[lag] * laggedProduct(differences, lag);
    }
    return Math.sqrt(total / trial.length);
  });
}

/** κ(i), Float64Array (bars); 0 where it is negligible. */
function stationaryWeights(bars: number, jumpProbability: number): Float64Array {
  const stay = 1 - jumpProbability;
  return Float64Array.from({ length: bars }, (_, lag) => {
    const share = lag / bars;
    const weight = (1 - share) * power(stay, lag) + share * power(stay, bars - lag);
    return weight * bars > NEGLIGIBLE_WEIGHT ? weight : 0;
  });
}
