/**
 * Sums, means, deviations, skewness and kurtosis of a series, each formula once.
 * All sums run in index order, so that equal inputs give equal bytes. An undefined figure is NaN.
 * Must not know: what the values are.
 */

/**
 * Relative deviation below which values are equal up to rounding, with room for long sums: equal
 * values leave a deviation of rounding's size, and a quotient by it means nothing.
 */
export const ROUNDING = 1e-12;

/** The first four moments of a series. */
export type Moments = {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation, divisor n - 1; NaN for fewer than two values. */
  readonly deviation: number;
  /** Standard deviation with divisor n. */
  readonly populationDeviation: number;
  /** m3 / m2^1.5, no correction for the sample's length; NaN without variance. */
  readonly skewness: number;
  /** m4 / m2², 3 for the normal distribution, no correction; NaN without variance. */
  readonly kurtosis: number;
};

/** Sum in index order; 0 without values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** Arithmetic mean; NaN without values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Sample standard deviation (divisor n - 1), two passes; NaN for fewer than two values. */
export function sampleDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  return Math.sqrt(squaresAround(values, mean(values)) / (values.length - 1));
}

/** Standard deviation with divisor n, two passes; NaN without values. */
export function populationDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(squaresAround(values, mean(values)) / values.length);
}

/** True where a deviation is no more than the rounding of a series with this mean. */
export function isConstant(deviation: number, mean: number): boolean {
  return !(deviation > ROUNDING * Math.abs(mean));
}

/** All of `Moments`, two passes. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const count = values.length;
  const centre = mean(values);
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < count; i++) {
    const difference = values[i] - centre;
    const square = difference * difference;
    second += square;
    third += square * difference;
    fourth += square * square;
  }
  const variance = second / count;
  const deviation = count < 2 ? Number.NaN : Math.sqrt(second / (count - 1));
  const shapeless = isConstant(deviation, centre);
  return {
    count,
    mean: centre,
    deviation,
    populationDeviation: Math.sqrt(variance),
    skewness: shapeless ? Number.NaN : third / count / (variance * Math.sqrt(variance)),
    kurtosis: shapeless ? Number.NaN : fourth / count / (variance * variance),
  };
}

/**
 * Skewness corrected for the sample's length, G1 = g1 · √(n(n - 1)) / (n - 2), as pandas' `skew`.
 * NaN for fewer than three values or without variance.
 * Source: Joanes & Gill, "Comparing measures of sample skewness and kurtosis", JRSS D 47 (1998).
 */
export function correctedSkewness({ count, skewness }: Moments): number {
  if (count < 3) return Number.NaN;
  return (skewness * Math.sqrt(count * (count - 1))) / (count - 2);
}

/**
 * Excess kurtosis (0 for the normal) corrected for the sample's length, as pandas' `kurt`:
 * G2 = (n - 1) / ((n - 2)(n - 3)) · ((n + 1)(g2 - 3) + 6). NaN for fewer than four values.
 * Source: Joanes & Gill (1998).
 */
export function correctedExcessKurtosis({ count, kurtosis }: Moments): number {
  if (count < 4) return Number.NaN;
  const scale = (count - 1) / ((count - 2) * (count - 3));
  return scale * ((count + 1) * (kurtosis - 3) + 6);
}

function squaresAround(values: ArrayLike<number>, centre: number): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i] - centre) * (values[i] - centre);
  }
  return squares;
}
