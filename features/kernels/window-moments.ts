/**
 * Moments of a sliding window: row i sees source[i - period, i] half-open at the start, that is
 * `period` values ending with its own; rows before have NaN. A window is summed from its start, in
 * one order and from nothing, so a row depends on its window's values alone: the last row of a
 * tail equals the same row of the full history bit for bit.
 * Sums run over d = x - (the window's first value). That value being one of the sample, no sum of
 * squares exceeds (period + 1) times the centred one, so one pass loses at most that factor of
 * precision, and a window of equal values has a deviation of exactly 0.
 * Must not know: names, dates.
 */

/**
 * The mean. O(rows · period). Two rows at a time: their sums do not wait for each other, which
 * hides the latency of an addition; each is summed in the order of a single one.
 */
export function windowMean(source: Float64Array, period: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, period - 1);
  let i = period - 1;
  for (; i + 1 < source.length; i += 2) {
    const start = i - period + 1;
    const first0 = source[start];
    const first1 = source[start + 1];
    let sum0 = 0;
    let sum1 = 0;
    for (let j = start + 1; j <= i; j++) {
      sum0 += source[j] - first0;
      sum1 += source[j + 1] - first1;
    }
    target[i] = first0 + sum0 / period;
    target[i + 1] = first1 + sum1 / period;
  }
  if (i < source.length) target[i] = meanOf(source, i - period + 1, period);
}

function meanOf(source: Float64Array, start: number, period: number): number {
  const first = source[start];
  let sum = 0;
  for (let j = start + 1; j < start + period; j++) sum += source[j] - first;
  return first + sum / period;
}

/** The sample standard deviation (n - 1). O(rows · period), two rows at a time. */
export function windowDeviation(source: Float64Array, period: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, period - 1);
  let i = period - 1;
  for (; i + 1 < source.length; i += 2) {
    const start = i - period + 1;
    const first0 = source[start];
    const first1 = source[start + 1];
    let sum0 = 0;
    let sum1 = 0;
    let squares0 = 0;
    let squares1 = 0;
    for (let j = start + 1; j <= i; j++) {
      const d0 = source[j] - first0;
      const d1 = source[j + 1] - first1;
      sum0 += d0;
      sum1 += d1;
      squares0 += d0 * d0;
      squares1 += d1 * d1;
    }
    target[i] = sampleDeviation(sum0, squares0, period);
    target[i + 1] = sampleDeviation(sum1, squares1, period);
  }
  if (i < source.length) target[i] = deviationOf(source, i - period + 1, period);
}

function deviationOf(source: Float64Array, start: number, period: number): number {
  const first = source[start];
  let sum = 0;
  let squares = 0;
  for (let j = start + 1; j < start + period; j++) {
    const d = source[j] - first;
    sum += d;
    squares += d * d;
  }
  return sampleDeviation(sum, squares, period);
}

/** Deviation from Σd and Σd²; rounding may leave a variance just below 0, which is 0. */
function sampleDeviation(sum: number, squares: number, count: number): number {
  const centred = squares - (sum * sum) / count;
  return Math.sqrt((centred < 0 ? 0 : centred) / (count - 1));
}

/** `(last value - mean) / (scale · mean absolute deviation)`. NaN where the window is flat. */
export function windowStandardised(
  source: Float64Array,
  period: number,
  scale: number,
  target: Float64Array,
): void {
  target.fill(Number.NaN, 0, period - 1);
  for (let i = period - 1; i < source.length; i++) {
    const start = i - period + 1;
    const first = source[start];
    let sum = 0;
    for (let j = start + 1; j <= i; j++) sum += source[j] - first;
    const mean = first + sum / period;
    let absolute = 0;
    for (let j = start; j <= i; j++) absolute += Math.abs(source[j] - mean);
    target[i] = (source[i] - mean) / ((scale * absolute) / period);
  }
}

/**
 * Bias-corrected skewness and excess kurtosis, as pandas' rolling `skew` and `kurt` (Joanes and
 * Gill 1998, G1 and G2). NaN where the window is flat (pandas says 0 and -3 in some versions).
 */
export function windowShape(
  source: Float64Array,
  period: number,
  skewness: Float64Array,
  kurtosis: Float64Array,
): void {
  const n = period;
  skewness.fill(Number.NaN, 0, n - 1);
  kurtosis.fill(Number.NaN, 0, n - 1);
  const skewFactor = Math.sqrt(n * (n - 1)) / (n - 2);
  const kurtFactor = 1 / ((n - 2) * (n - 3));
  for (let i = n - 1; i < source.length; i++) {
    const first = source[i - n + 1];
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let sum4 = 0;
    for (let j = i - n + 2; j <= i; j++) {
      const d = source[j] - first;
      const square = d * d;
      sum1 += d;
      sum2 += square;
      sum3 += square * d;
      sum4 += square * square;
    }
    const mean = sum1 / n;
    const square = mean * mean;
    const moment2 = sum2 / n - square;
    const moment3 = sum3 / n - (3 * mean * sum2) / n + 2 * square * mean;
    const moment4 =
      sum4 / n - (4 * mean * sum3) / n + (6 * square * sum2) / n - 3 * square * square;
    skewness[i] = (skewFactor * moment3) / (moment2 * Math.sqrt(moment2));
    const ratio = moment4 / (moment2 * moment2);
    kurtosis[i] = ((n * n - 1) * ratio - 3 * (n - 1) * (n - 1)) * kurtFactor;
  }
}

/**
 * Pearson's correlation of a window's last n - 1 values with its first n - 1, each with its own
 * mean. NaN where either is constant. Sums run over d = x - (the window's second value), which is
 * in both samples.
 */
export function windowAutocorrelation(
  source: Float64Array,
  period: number,
  target: Float64Array,
): void {
  const pairs = period - 1;
  target.fill(Number.NaN, 0, pairs);
  for (let i = pairs; i < source.length; i++) {
    const start = i - pairs;
    const shift = source[start + 1];
    const head = source[start] - shift;
    let before = head;
    let inner = 0;
    let innerSquares = 0;
    let products = 0;
    for (let j = start + 1; j < i; j++) {
      const d = source[j] - shift;
      inner += d;
      innerSquares += d * d;
      products += before * d;
      before = d;
    }
    const tail = source[i] - shift;
    products += before * tail;
    const sumX = inner + tail;
    const sumY = head + inner;
    const xx = innerSquares + tail * tail - (sumX * sumX) / pairs;
    const yy = head * head + innerSquares - (sumY * sumY) / pairs;
    target[i] = (products - (sumX * sumY) / pairs) / Math.sqrt(xx * yy);
  }
}
