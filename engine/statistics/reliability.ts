/**
 * Whether probabilities mean what they say: how often an event happened when it was given a
 * probability of about p.
 * Source: Murphy & Winkler, "Reliability of subjective probability forecasts of precipitation and
 * temperature", Applied Statistics 26 (1977); the expected calibration error after Naeini, Cooper &
 * Hauskrecht, AAAI (2015). Must not know: models, classes.
 */

import { assert } from '../core/errors.ts';

/** The forecasts with a probability from `from` (included) to `to`. */
type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability of these forecasts. */
  readonly predicted: number;
  /** Share of them whose event happened. */
  readonly observed: number;
};

/** Bins of equal width; those without a forecast are left out. */
export type Reliability = {
  readonly bins: readonly ReliabilityBin[];
  /** Mean |predicted - observed| over the forecasts; NaN without one. */
  readonly calibrationError: number;
};

/** Bins of 0.05: forests of shallow trees rarely leave 0.2 to 0.6, so tenths would be too few. */
const BIN_COUNT = 20;

/**
 * The reliability of forecasts.
 * @param probabilities one a forecast, from 0 to 1; a probability of 1 is in the last bin
 * @param happened one a forecast: 1 if the event happened, otherwise 0
 */
export function reliabilityOf(
  probabilities: ArrayLike<number>,
  happened: ArrayLike<number>,
  binCount = BIN_COUNT,
): Reliability {
  const total = probabilities.length;
  assert(happened.length === total, 'an outcome for each forecast');
  const counts = new Float64Array(binCount);
  const predicted = new Float64Array(binCount);
  const observed = new Float64Array(binCount);
  for (let i = 0; i < total; i++) {
    const bin = Math.min(binCount - 1, Math.floor(probabilities[i] * binCount));
    counts[bin]++;
    predicted[bin] += probabilities[i];
    observed[bin] += happened[i];
  }
  let error = 0;
  const bins: ReliabilityBin[] = [];
  for (let bin = 0; bin < binCount; bin++) {
    const count = counts[bin];
    if (count === 0) continue;
    error += Math.abs(predicted[bin] - observed[bin]);
    bins.push({
      from: bin / binCount,
      to: (bin + 1) / binCount,
      count,
      predicted: predicted[bin] / count,
      observed: observed[bin] / count,
    });
  }
  return { bins, calibrationError: error / total };
}
