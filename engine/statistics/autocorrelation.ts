/**
 * How a series is related to its own past, and what this does to annualised figures.
 * Vocabulary: lag k compares a value with the one k bars before it. Must not know: money.
 */

import { isConstant, mean } from './moments.ts';

/** `values` less their mean; zeros for a constant series, whose mean may miss it by rounding. */
export function centred(values: ArrayLike<number>): Float64Array {
  const average = mean(values);
  const differences = new Float64Array(values.length);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    differences[i] = values[i] - average;
    squares += differences[i] ** 2;
  }
  const constant = isConstant(Math.sqrt(squares / values.length), average);
  return constant ? differences.fill(0) : differences;
}

/** Sum of products of a series with itself `lag` bars before: Σ x(t)·x(t - lag). */
export function laggedProduct(values: Float64Array, lag: number): number {
  let total = 0;
  for (let i = lag; i < values.length; i++) total += values[i] * values[i - lag];
  return total;
}

/**
 * Sample autocorrelations of lags 1 … `maxLag` as a Float64Array (maxLag): the lagged products
 * around the mean over the sum of squares around it, 0 beyond the series' length, NaN without
 * variance. All n - 1 of them sum to -1/2, whatever the series: long lags are noise.
 */
export function autocorrelations(values: ArrayLike<number>, maxLag: number): Float64Array {
  const differences = centred(values);
  const squares = laggedProduct(differences, 0);
  return Float64Array.from(
    { length: maxLag },
    (_, i) => laggedProduct(differences, i + 1) / squares,
  );
}

/**
 * Factor that turns the Sharpe ratio of a bar into that of `bars` bars where returns are
 * autocorrelated: q / √(q + 2 Σ (q - k)·ρ(k)), √q where they are not. NaN where the
 * autocorrelations are no possible ones and the root's content is not positive.
 * Source: Lo, "The Statistics of Sharpe Ratios", Financial Analysts Journal 58 (2002), formula 20.
 * @param correlations ρ(1), ρ(2), … at least `bars` - 1 of them; use it for `bars` ≤ 21, because
 *   sample autocorrelations of many lags are noise
 */
export function annualisationFactor(correlations: ArrayLike<number>, bars: number): number {
  let total = bars;
  for (let lag = 1; lag < bars; lag++) total += 2 * (bars - lag) * correlations[lag - 1];
  return total > 0 ? bars / Math.sqrt(total) : Number.NaN;
}

/**
 * `annualisationFactor` of a first-order autoregression with coefficient `rho` in (-1, 1):
 * √q / √(1 + 2ρ/(1 - ρ) · (1 - (1 - ρ^q)/(q(1 - ρ)))). Source: Lo (2002), formula 22.
 */
export function annualisationFactorOfAr1(rho: number, bars: number): number {
  const shortfall = 1 - (1 - rho ** bars) / (bars * (1 - rho));
  return Math.sqrt(bars) / Math.sqrt(1 + ((2 * rho) / (1 - rho)) * shortfall);
}
