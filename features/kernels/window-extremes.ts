/**
 * Largest and smallest value of a sliding window, in O(rows) for any period (van Herk 1992, Gil and
 * Werman 1993). The source is divided into blocks of `period` rows. A window covers the end of one
 * block and the start of the next, so its maximum is the larger one of the maxima of these two
 * parts. Must not know: names, dates.
 */

/** Maximum of the last `period` values; NaN in the first period - 1 rows. The source has no NaN. */
export function windowMaximum(source: Float64Array, period: number, target: Float64Array): void {
  // suffix[k] is the maximum of values [k, period) of the block before; suffix[period] is
  // -Infinity.
  const suffix = new Float64Array(period + 1).fill(Number.NEGATIVE_INFINITY);
  for (let start = 0; start < source.length; start += period) {
    const end = Math.min(start + period, source.length);
    let prefix = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      if (source[i] > prefix) prefix = source[i];
      const k = i - start + 1;
      target[i] = suffix[k] > prefix ? suffix[k] : prefix;
    }
    if (end - start < period) break;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = period - 1; k > 0; k--) {
      if (source[start + k] > largest) largest = source[start + k];
      suffix[k] = largest;
    }
  }
  target.fill(Number.NaN, 0, period - 1);
}

/** Minimum of the last `period` values; NaN in the first period - 1 rows. The source has no NaN. */
export function windowMinimum(source: Float64Array, period: number, target: Float64Array): void {
  const suffix = new Float64Array(period + 1).fill(Number.POSITIVE_INFINITY);
  for (let start = 0; start < source.length; start += period) {
    const end = Math.min(start + period, source.length);
    let prefix = Number.POSITIVE_INFINITY;
    for (let i = start; i < end; i++) {
      if (source[i] < prefix) prefix = source[i];
      const k = i - start + 1;
      target[i] = suffix[k] < prefix ? suffix[k] : prefix;
    }
    if (end - start < period) break;
    let smallest = Number.POSITIVE_INFINITY;
    for (let k = period - 1; k > 0; k--) {
      if (source[start + k] < smallest) smallest = source[start + k];
      suffix[k] = smallest;
    }
  }
  target.fill(Number.NaN, 0, period - 1);
}
