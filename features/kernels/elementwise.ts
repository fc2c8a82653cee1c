/**
 * Elementwise kernels: row i of the target depends on row i of the sources, or on their rows i and
 * i - lag. All arrays of a call have the same length. With a lag, the first `lag` rows of the
 * target are NaN; without one, the target may be one of the sources. A division by zero gives
 * ±Infinity or NaN here, and `computeFeatures` replaces ±Infinity by NaN. Must not know: names,
 * dates.
 */

/** `log(source)`. */
export function logarithm(source: Float64Array, target: Float64Array): void {
  for (let i = 0; i < source.length; i++) target[i] = Math.log(source[i]);
}

/** `√source`. */
export function squareRoot(source: Float64Array, target: Float64Array): void {
  for (let i = 0; i < source.length; i++) target[i] = Math.sqrt(source[i]);
}

/** `above / below`. */
export function ratio(above: Float64Array, below: Float64Array, target: Float64Array): void {
  for (let i = 0; i < above.length; i++) target[i] = above[i] / below[i];
}

/** `above / below - 1`. */
export function excess(above: Float64Array, below: Float64Array, target: Float64Array): void {
  for (let i = 0; i < above.length; i++) target[i] = above[i] / below[i] - 1;
}

/** `left - right`. */
export function difference(left: Float64Array, right: Float64Array, target: Float64Array): void {
  for (let i = 0; i < left.length; i++) target[i] = left[i] - right[i];
}

/** `source[-lag]`. */
export function lagged(source: Float64Array, lag: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, lag);
  for (let i = lag; i < source.length; i++) target[i] = source[i - lag];
}

/** `source - source[-lag]`. */
export function change(source: Float64Array, lag: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, lag);
  for (let i = lag; i < source.length; i++) target[i] = source[i] - source[i - lag];
}

/** `source / source[-lag] - 1`. */
export function growth(source: Float64Array, lag: number, target: Float64Array): void {
  target.fill(Number.NaN, 0, lag);
  for (let i = lag; i < source.length; i++) target[i] = source[i] / source[i - lag] - 1;
}

/** `(source - before[-1]) / before[-1]`: the relative jump from another column's previous row. */
export function gapFrom(source: Float64Array, before: Float64Array, target: Float64Array): void {
  target.fill(Number.NaN, 0, 1);
  for (let i = 1; i < source.length; i++) target[i] = (source[i] - before[i - 1]) / before[i - 1];
}

/** Position of `value` between `low` (0) and `high` (`scale`); `whenFlat` if low = high. */
export function rangePosition(
  bounds: { readonly value: Float64Array; readonly low: Float64Array; readonly high: Float64Array },
  scale: number,
  whenFlat: number,
  target: Float64Array,
): void {
  const { value, low, high } = bounds;
  for (let i = 0; i < value.length; i++) {
    const range = high[i] - low[i];
    target[i] = range === 0 ? whenFlat : (scale * (value[i] - low[i])) / range;
  }
}

/** What Bollinger's bands `mean ± 2·deviation` are made of (Bollinger on Bollinger Bands, 2001). */
export type Bands = { readonly mean: Float64Array; readonly deviation: Float64Array };

/** %b: `(value - lower) / (upper - lower)`. */
export function bandPosition(value: Float64Array, bands: Bands, target: Float64Array): void {
  const { mean, deviation } = bands;
  for (let i = 0; i < value.length; i++) {
    const lower = mean[i] - 2 * deviation[i];
    target[i] = (value[i] - lower) / (4 * deviation[i]);
  }
}

/** Bandwidth: `(upper - lower) / mean`. */
export function bandWidth(bands: Bands, target: Float64Array): void {
  const { mean, deviation } = bands;
  for (let i = 0; i < mean.length; i++) target[i] = (4 * deviation[i]) / mean[i];
}

/** Replaces ±Infinity in `target` by NaN. */
export function dropInfinite(target: Float64Array): void {
  for (const infinity of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    let i = target.indexOf(infinity);
    for (; i !== -1; i = target.indexOf(infinity, i + 1)) target[i] = Number.NaN;
  }
}
