/**
 * Moments of a sliding window. The window of row i is the `period` values up to and including row
 * i; the first period - 1 rows are NaN. Each window is summed anew, in order, from its start. So a
 * row depends on the values of its window only, and computing a tail of the history gives the same
 * last row, bit for bit. The sums run over d = x - (the window's first value). Because that value
 * belongs to the window, the sum of d² is at most (period + 1) times the sum of squares about the
 * mean. So a single pass loses at most that factor of precision, and a window of equal values has
 * a deviation of exactly 0. Two rows, i and i + step, are summed at the same time, each in the
 * order of a single one, because two independent additions do not wait for each other. `step` is
 * 1; it is 0 if row i is the last row and has no neighbour, which is then computed twice. Must not
 * know: names, dates.
 */

/** The mean of each window. O(rows · period). */
export function windowMean(source: Float64Array, period: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, period - 1);
  for (let i = period - 1; i < source.length; i += 2) {
    const step = i + 1 < source.length ? 1 : 0;
    const start = i - period + 1;
    const first0 = source[start];
    const first1 = source[start + step];
    let sum0 = 0;
    let sum1 = 0;
    for (let j = start + 1; j <= i; j++) {
      sum0 += source[j] - first0;
      sum1 += source[j + step] - first1;
    }
    target[i] = first0 + sum0 / period;
    target[i + step] = first1 + sum1 / period;
  }
}

/** Mean and standard deviation of a window, Float64Array (rows) each. */
export type Spread = { readonly mean: Float64Array; readonly deviation: Float64Array };

/** Mean and sample standard deviation (divisor n - 1) of each window. O(rows · period). */
export function windowSpread(source: Float64Array, period: number, target: Spread): void {
  const { mean, deviation } = target;
  mean.fill(Number.NaN, 0, period - 1);
  deviation.fill(Number.NaN, 0, period - 1);
  for (let i = period - 1; i < source.length; i += 2) {
    const step = i + 1 < source.length ? 1 : 0;
    const start = i - period + 1;
    const first0 = source[start];
    const first1 = source[start + step];
    let sum0 = 0;
    let sum1 = 0;
    let squares0 = 0;
    let squares1 = 0;
    for (let j = start + 1; j <= i; j++) {
      const d0 = source[j] - first0;
      const d1 = source[j + step] - first1;
      sum0 += d0;
      sum1 += d1;
      squares0 += d0 * d0;
      squares1 += d1 * d1;
    }
    mean[i] = first0 + sum0 / period;
    mean[i + step] = first1 + sum1 / period;
    deviation[i] = sampleDeviation(sum0, squares0, period);
    deviation[i + step] = sampleDeviation(sum1, squares1, period);
  }
}

/** The deviation from Σd and Σd². A variance below 0, which rounding can cause, becomes 0. */
function sampleDeviation(sum: number, squares: number, count: number): number {
  const centred = squares - (sum * sum) / count;
  return Math.sqrt((centred < 0 ? 0 : centred) / (count - 1));
}

/**
 * `(last value - mean) / (scale · mean absolute deviation)` of each window. NaN if all its values
 * are equal. O(rows · period).
 */
export function windowStandardised(
  source: Float64Array,
  period: number,
  scale: number,
  target: Float64Array,
): void {
  windowMean(source, period, target);
  for (let i = period - 1; i < source.length; i += 2) {
    const step = i + 1 < source.length ? 1 : 0;
    const mean0 = target[i];
    const mean1 = target[i + step];
    let absolute0 = 0;
    let absolute1 = 0;
    for (let j = i - period + 1; j <= i; j++) {
      absolute0 += Math.abs(source[j] - mean0);
      absolute1 += Math.abs(source[j + step] - mean1);
    }
    target[i] = (source[i] - mean0) / ((scale * absolute0) / period);
    target[i + step] = (source[i + step] - mean1) / ((scale * absolute1) / period);
  }
}

/** Moments of a window beyond its mean, Float64Array (rows) each. */
export type Shape = {
  readonly deviation: Float64Array;
  readonly skewness: Float64Array;
  readonly kurtosis: Float64Array;
};

/**
 * The sample standard deviation, and the bias-corrected skewness and excess kurtosis (G1 and G2 of
 * Joanes and Gill 1998), which are those of pandas' rolling `skew` and `kurt`. If all values of a
 * window are equal, skewness and kurtosis are NaN; some versions of pandas give 0 and -3.
 * O(rows · period).
 */
export function windowShape(source: Float64Array, period: number, target: Shape): void {
  const { deviation, skewness, kurtosis } = target;
  const n = period;
  deviation.fill(Number.NaN, 0, n - 1);
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
    deviation[i] = sampleDeviation(sum1, sum2, n);
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
 * Pearson's correlation between the last n - 1 values of a window and its first n - 1 values, each
 * about its own mean. NaN if either part is constant. The sums run over d = x - (the window's
 * second value), because that value belongs to both parts.
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
