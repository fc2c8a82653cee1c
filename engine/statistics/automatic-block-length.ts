/**
 * The mean block length that a block bootstrap of a mean needs for a given series.
 * Two variants are in use. `paper` follows the text. `arch` follows the Python package of that
 * name and A. Patton's code: it looks for the first small lag, takes one lag more, and normalises
 * lag k by the sums of the rows it pairs. On a first-order autoregression the text gives 14.40
 * where the code gives 13.64.
 * Source: Politis & White, "Automatic block-length selection for the dependent bootstrap",
 * Econometric Reviews 23 (2004), with the correction by Patton, Politis & White, 28 (2009).
 * Must not know: what the series is.
 */

import { square } from '../core/power.ts';
import { centred, laggedProduct } from './autocorrelation.ts';

const BLOCK_LENGTH_VARIANTS = ['paper', 'arch'] as const;
export type BlockLengthVariant = (typeof BLOCK_LENGTH_VARIANTS)[number];

export type BlockLength = {
  /** Mean block of the stationary bootstrap, in bars. It can be below 1: use max(1, it). */
  readonly stationary: number;
  /** Block of the circular bootstrap, in bars. */
  readonly circular: number;
  /** Lags found to matter; NaN where no run of small ones was found and all of them are taken. */
  readonly lag: number;
  /** Lags taken in: twice as many, at least 2. */
  readonly bandwidth: number;
  /** The cap of both lengths: ceil(min(3·√n, n/3)). */
  readonly maximum: number;
  /** Ĝ = Σ λ(k/M)·|k|·R(k) over both signs of k. */
  readonly curvature: number;
  /** ĝ(0) = Σ λ(k/M)·R(k). */
  readonly longRunVariance: number;
};

/** A lag is small below this many √(log10(n)/n). */
const SMALL_CORRELATION = 2;
/** So many small lags in a row end the search, as long as log10(n) is below its square. */
const MIN_RUN = 5;

/** Block lengths for `values`, with what they were made of. O(n^1.5). NaN without variance. */
export function automaticBlockLength(
  values: ArrayLike<number>,
  variant: BlockLengthVariant = 'paper',
): BlockLength {
  const count = values.length;
  const differences = centred(values);
  const run = Math.max(MIN_RUN, Math.floor(Math.sqrt(Math.log10(count))));
  const maxLag = Math.min(Math.ceil(Math.sqrt(count)) + run, count - 1);
  const lag = findLag(differences, variant, run, maxLag);
  const bandwidth = Math.min(Number.isNaN(lag) ? maxLag : 2 * Math.max(lag, 1), maxLag);
  const maximum = Math.ceil(Math.min(3 * Math.sqrt(count), count / 3));
  let curvature = 0;
  let longRunVariance = laggedProduct(differences, 0) / count;
  // Lag `bandwidth` has the weight 0.
  for (let k = 1; k < bandwidth; k++) {
    const weighted = (2 * flatTop(k / bandwidth) * laggedProduct(differences, k)) / count;
    curvature += weighted * k;
    longRunVariance += weighted;
  }
  const ratio = square(curvature / longRunVariance) * count;
  return {
    stationary: Math.min(Math.cbrt(ratio), maximum),
    circular: Math.min(Math.cbrt(1.5 * ratio), maximum),
    lag,
    bandwidth,
    maximum,
    curvature,
    longRunVariance,
  };
}

/** 1 up to half the bandwidth, then falling to 0 at its end. */
function flatTop(x: number): number {
  return x <= 0.5 ? 1 : 2 * (1 - x);
}

/**
 * `paper`: the least m whose next `run` lags are all small; `arch`: the first of the run itself,
 * which is one more. NaN where there is no run within `maxLag`.
 */
function findLag(
  differences: Float64Array,
  variant: BlockLengthVariant,
  run: number,
  maxLag: number,
): number {
  const count = differences.length;
  const limit = SMALL_CORRELATION * Math.sqrt(Math.log10(count) / count);
  const squares = laggedProduct(differences, 0);
  // The code of `arch` leaves the last lag out of its search.
  const last = variant === 'paper' ? maxLag : maxLag - 1;
  let small = 0;
  for (let lag = 1; lag <= last; lag++) {
    const scale = variant === 'paper' ? squares : pairedScale(differences, lag);
    small = Math.abs(laggedProduct(differences, lag)) / scale < limit ? small + 1 : 0;
    if (small === run) return variant === 'paper' ? lag - run : lag - run + 1;
  }
  return Number.NaN;
}

/** √ of two sums of squares: without the first lag + 1 rows, and without the last. */
function pairedScale(differences: Float64Array, lag: number): number {
  const late = differences.subarray(lag + 1);
  const early = differences.subarray(0, differences.length - lag - 1);
  return Math.sqrt(laggedProduct(late, 0) * laggedProduct(early, 0));
}
