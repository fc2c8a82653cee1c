/**
 * How far a measured Sharpe ratio may be from the true one by the sample's length alone.
 * All ratios and errors are per bar unless a function says otherwise; an error is annualised like
 * the ratio, by √periodsPerYear. Must not know: how the returns came about, or how many other
 * series were tried.
 */

import { automaticLags, longRunVariance } from './long-run-variance.ts';
import { isConstant, momentsOf } from './moments.ts';

/** The shape of a sample of returns, as far as a Sharpe ratio's error depends on it. */
export type SharpeShape = {
  /** Per bar, mean / sample deviation (divisor n - 1). */
  readonly sharpe: number;
  /** Biased skewness g1, see `Moments`. */
  readonly skewness: number;
  /** Biased kurtosis g2, 3 for the normal distribution. */
  readonly kurtosis: number;
};

/** A shape measured on `count` returns. */
export type SharpeSample = SharpeShape & { readonly count: number };

/** Shape and count of `returns`; ratio, skewness and kurtosis are NaN without variance. */
export function sharpeSampleOf(returns: ArrayLike<number>): SharpeSample {
  const { count, mean, deviation, skewness, kurtosis } = momentsOf(returns);
  const sharpe = isConstant(deviation, mean) ? Number.NaN : mean / deviation;
  return { sharpe, skewness, kurtosis, count };
}

/**
 * Standard error of the annualised Sharpe ratio of `returns` (one a period, in time order), with
 * the returns' own skewness and kurtosis: with per-period SR, skewness g1, kurtosis g2 (3 for the
 * normal), sqrt((1 - g1·SR + (g2 - 1)/4·SR²) / (n - 1)) · sqrt(periodsPerYear). NaN for fewer
 * than three returns or without variance. Assumes that neighbouring returns are uncorrelated.
 * Source: E. Mertens (2002), as formula 4 of Bailey & López de Prado, "The Sharpe Ratio Efficient
 * Frontier", Journal of Risk 15 (2012).
 */
export function sharpeStandardError(returns: ArrayLike<number>, periodsPerYear = 1): number {
  if (returns.length < 3) return Number.NaN;
  const sample = sharpeSampleOf(returns);
  return Math.sqrt((sharpeVariance(sample) / (sample.count - 1)) * periodsPerYear);
}

/**
 * Variance of √n times the measured ratio, for independent returns: 1 - g1·SR + (g2 - 1)/4·SR².
 * Source: E. Mertens, "Comments on variance of the IID estimator in Lo (2002)" (2002).
 */
export function sharpeVariance({ sharpe, skewness, kurtosis }: SharpeShape): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}

/** Error for normal, independent returns: √((1 + SR²/2)/n). Source: Lo (2002), formula 9. */
export function loSharpeError({ sharpe, count }: Pick<SharpeSample, 'sharpe' | 'count'>): number {
  return Math.sqrt((1 + 0.5 * sharpe * sharpe) / count);
}

/** Error for independent returns of any shape, √(`sharpeVariance` / n). Source: Mertens (2002). */
export function mertensSharpeError(sample: SharpeSample): number {
  return Math.sqrt(sharpeVariance(sample) / sample.count);
}

/**
 * Variance of √n times the measured ratio for returns that follow a first-order autoregression
 * with coefficient `rho`: a - b·g1·SR + c·(g2 - 1)/4·SR², a = (1 + ρ)/(1 - ρ),
 * b = 1 + ρ/(1 - ρ) + ρ²/(1 - ρ²), c = (1 + ρ²)/(1 - ρ²). Mertens' for ρ = 0.
 * Source: López de Prado, Lipton & Zoonekynd, "How to Use the Sharpe Ratio" (ADIA Lab, 2025/26).
 */
export function autocorrelatedSharpeVariance(shape: SharpeShape, rho: number): number {
  const { sharpe, skewness, kurtosis } = shape;
  const square = 1 - rho * rho;
  const level = (1 + rho) / (1 - rho);
  const skew = 1 + rho / (1 - rho) + (rho * rho) / square;
  const tails = (1 + rho * rho) / square;
  return level - skew * skewness * sharpe + ((tails * (kurtosis - 1)) / 4) * sharpe * sharpe;
}

/** Error for autoregressive returns, √(`autocorrelatedSharpeVariance` / n). */
export function autocorrelatedSharpeError(sample: SharpeSample, rho: number): number {
  return Math.sqrt(autocorrelatedSharpeVariance(sample, rho) / sample.count);
}

/**
 * What each bar adds to the Sharpe ratio's error, as a Float64Array (bars) of mean 0:
 * ψ(t) = (r - m)/s - SR/(2s²)·((r - m)² - s²), with divisor n in s. NaN without variance.
 * A bootstrap of a Sharpe ratio takes its block length from this series: the squared returns
 * would only measure how volatility clusters. Source: the delta method, as Lo (2002).
 */
export function sharpeInfluence(returns: ArrayLike<number>): Float64Array {
  const { mean, deviation, populationDeviation } = momentsOf(returns);
  const scale = isConstant(deviation, mean) ? Number.NaN : populationDeviation;
  const half = mean / scale / 2;
  const influence = new Float64Array(returns.length);
  for (let i = 0; i < returns.length; i++) {
    const z = (returns[i] - mean) / scale;
    influence[i] = z - half * (z * z - 1);
  }
  return influence;
}

/**
 * Error that allows for autocorrelation and changing volatility: √(long-run variance of ψ / n),
 * Bartlett's kernel over `lags` lags. With 0 lags it is Mertens' error, the ratio taken with
 * divisor n. NaN without variance. Source: Newey & West (1987); Lo (2002).
 */
export function hacSharpeError(
  returns: ArrayLike<number>,
  lags = automaticLags(returns.length),
): number {
  const psi = sharpeInfluence(returns);
  const options = { kernel: 'bartlett', bandwidth: lags + 1 } as const;
  return Math.sqrt(longRunVariance(psi, options) / returns.length);
}
