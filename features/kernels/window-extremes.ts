/**
 * Largest and smallest value of a sliding window, O(rows) for any period: the source is cut into
 * blocks of `period`; a window reaches into at most two, so its extreme is that of one block's
 * suffix and the next one's prefix (van Herk 1992, Gil and Werman 1993). Exact: nothing is summed.
 * Must not know: names, dates.
 */

/** Maximum of the last `period` values, NaN before. The source has no NaN. */
export function windowMaximum(source: Float64Array, period: number, target: Float64Array): void {
  // suffix[k] = max of the finished block's values [k, period), suffix[period] of none
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

/** Minimum of the last `period` values, NaN before. The source has no NaN. */
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
