/** The Sharpe ratio. Must not know: how the returns came about. */

import { isConstant, mean, sampleDeviation } from './moments.ts';

/**
 * Sharpe ratio of returns, mean / std (n-1) · √periodsPerYear, no risk-free rate (Sharpe 1966;
 * scaled as Lo 2002 for independent returns): per bar unless `periodsPerYear` is given. NaN for
 * fewer than two bars or where all are equal.
 */
export function sharpeRatio(returns: ArrayLike<number>, periodsPerYear = 1): number {
  const deviation = sampleDeviation(returns);
  const average = mean(returns);
  if (isConstant(deviation, average)) return Number.NaN;
  return (average / deviation) * Math.sqrt(periodsPerYear);
}
