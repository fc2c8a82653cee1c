/**
 * How far a measured Sharpe ratio may be from the true one by the sample's length alone.
 * Must not know: how the returns came about, or how many other series were tried.
 */

/** Relative deviation below which returns are equal up to rounding, with room for long sums. */
const ROUNDING = 1e-12;

/**
 * Standard error of the annualised Sharpe ratio of `returns` (one a period, in time order), with
 * the returns' own skewness and kurtosis: with per-period SR, skewness g3, kurtosis g4 (3 for the
 * normal), sqrt((1 - g3·SR + (g4 - 1)/4·SR²) / (n - 1)) · sqrt(periodsPerYear). NaN for fewer
 * than three returns or without variance. Assumes that neighbouring returns are uncorrelated.
 * Source: E. Mertens (2002), as formula 4 of Bailey & López de Prado, "The Sharpe Ratio Efficient
 * Frontier", Journal of Risk 15 (2012).
 */
export function sharpeStandardError(returns: ArrayLike<number>, periodsPerYear: number): number {
  const n = returns.length;
  if (n < 3) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += returns[i]!;
  const mean = sum / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const difference = returns[i]! - mean;
    const square = difference * difference;
    second += square;
    third += square * difference;
    fourth += square * square;
  }
  const deviation = Math.sqrt(second / (n - 1));
  if (!(deviation > ROUNDING * Math.abs(mean))) return Number.NaN;
  const variance = second / n;
  const skewness = third / n / variance ** 1.5;
  const kurtosis = fourth / n / variance ** 2;
  const sharpe = mean / deviation;
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  return Math.sqrt((spread / (n - 1)) * periodsPerYear);
}
