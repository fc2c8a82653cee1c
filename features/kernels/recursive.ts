/**
 * Recursive kernels: row i is computed from the state after row i - 1 and from bar i. So each row
 * depends on all earlier bars, but their weight fades; `settledBars` says how fast. `alpha` is the
 * weight of the new value: 2 / (span + 1) for an EMA, 1 / period for Wilder's mean. The target may
 * be the source. Must not know: names, dates.
 */

import { power } from '../../engine/core/power.ts';

/** If all earlier bars together have at most this weight, they no longer matter. */
const SETTLED_WEIGHT = 1e-12;

/**
 * Number of bars after which the start of a recursion has a weight of at most 1e-12: the smallest n
 * with (1 - alpha)^n · (1 + (stages - 1)·n·alpha / (1 - alpha)) ≤ 1e-12. One stage is one mean, two
 * stages are a mean of a mean. If the two have different weights, pass the smaller one: the result
 * is then an upper bound.
 */
export function settledBars(alpha: number, stages: 1 | 2): number {
  if (alpha === 1) return stages - 1;
  const keep = 1 - alpha;
  let n = Math.ceil(Math.log(SETTLED_WEIGHT) / Math.log(keep));
  const tail = (): number => power(keep, n) * (1 + ((stages - 1) * n * alpha) / keep);
  while (tail() > SETTLED_WEIGHT) n++;
  return n;
}

/** `y = alpha·x + (1 - alpha)·y[-1]`; in the first row y = x. The source has no NaN. */
export function exponentialMean(source: Float64Array, alpha: number, target: Float64Array): void {
  if (source.length === 0) return;
  const keep = 1 - alpha;
  let mean = source[0];
  target[0] = mean;
  for (let i = 1; i < source.length; i++) {
    mean = alpha * source[i] + keep * mean;
    target[i] = mean;
  }
}

/**
 * The exponential mean of a source in which values may be missing (NaN), as pandas computes it with
 * `ewm(adjust=False, ignore_na=False)`: NaN before the first value; if a value is missing, the mean
 * stays; the next value v makes it (w·mean + alpha·v) / (w + alpha), where
 * w = (1 - alpha)^(bars since the last value).
 */
export function exponentialMeanWithGaps(
  source: Float64Array,
  alpha: number,
  target: Float64Array,
): void {
  const keep = 1 - alpha;
  let mean = Number.NaN;
  let weight = 1;
  for (let i = 0; i < source.length; i++) {
    const value = source[i];
    weight *= keep;
    if (!Number.isNaN(value)) {
      mean = Number.isNaN(mean) ? value : (weight * mean + alpha * value) / (weight + alpha);
      weight = 1;
    }
    target[i] = mean;
  }
}

/**
 * Wilder's RSI, `100 - 100 / (1 + mean gain / mean loss)`, with exponential means of the changes
 * from bar to bar; the first bar counts as no change (New Concepts in Technical Trading Systems,
 * 1978, where the first mean is a plain one). 100 if there was no loss yet, NaN if no change yet.
 */
export function relativeStrength(source: Float64Array, alpha: number, target: Float64Array): void {
  const keep = 1 - alpha;
  let gain = 0;
  let loss = 0;
  let before = source.length > 0 ? source[0] : 0;
  for (let i = 0; i < source.length; i++) {
    const change = source[i] - before;
    before = source[i];
    gain = alpha * (change > 0 ? change : 0) + keep * gain;
    loss = alpha * (change < 0 ? -change : 0) + keep * loss;
    target[i] = 100 - 100 / (1 + gain / loss);
  }
}

/**
 * The histogram of the MACD (Appel 1979): the line (fast mean - slow mean) minus the mean of the
 * line. All three means are exponential, with the weights `alpha`.
 */
export function convergenceHistogram(
  source: Float64Array,
  alpha: { readonly fast: number; readonly slow: number; readonly signal: number },
  target: Float64Array,
): void {
  const { fast: fastAlpha, slow: slowAlpha, signal: signalAlpha } = alpha;
  let fast = source.length > 0 ? source[0] : 0;
  let slow = fast;
  let signal = 0;
  for (let i = 0; i < source.length; i++) {
    fast = fastAlpha * source[i] + (1 - fastAlpha) * fast;
    slow = slowAlpha * source[i] + (1 - slowAlpha) * slow;
    const line = fast - slow;
    signal = signalAlpha * line + (1 - signalAlpha) * signal;
    target[i] = line - signal;
  }
}

/**
 * Wilder's directional index, `100·|up - down| / (up + down)`, where up and down are the
 * exponential means of the directional movements (Wilder 1978); the first bar counts as no
 * movement. (+DI and -DI are these means divided by the same mean true range, which cancels out.)
 * NaN before the first movement.
 */
export function directionalIndex(
  high: Float64Array,
  low: Float64Array,
  alpha: number,
  target: Float64Array,
): void {
  const keep = 1 - alpha;
  let up = 0;
  let down = 0;
  if (high.length > 0) target[0] = Number.NaN;
  for (let i = 1; i < high.length; i++) {
    const rise = high[i] - high[i - 1];
    const fall = low[i - 1] - low[i];
    up = alpha * (rise > fall && rise > 0 ? rise : 0) + keep * up;
    down = alpha * (fall > rise && fall > 0 ? fall : 0) + keep * down;
    target[i] = (100 * Math.abs(up - down)) / (up + down);
  }
}
