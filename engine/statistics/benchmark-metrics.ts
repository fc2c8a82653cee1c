/**
 * A strategy's returns beside a benchmark's over the same bars.
 * Vocabulary: beta and alpha are the slope and the constant of the least squares of the
 * strategy's returns on the benchmark's. Must not know: what either does.
 */

import { InputError } from '../core/errors.ts';
import { leastSquaresLine } from './least-squares.ts';
import { sampleDeviation } from './moments.ts';
import { sharpeRatio } from './sharpe-ratio.ts';

export type BenchmarkMetrics = {
  readonly beta: number;
  /** mean - beta · the benchmark's mean. */
  readonly alphaPerBar: number;
  /** alphaPerBar · periodsPerYear. */
  readonly alpha: number;
  /** alphaPerBar over its least-squares standard error (n - 2 degrees of freedom). */
  readonly alphaT: number;
  /** Pearson's. */
  readonly correlation: number;
  /** mean / sample deviation of the excess over the benchmark · √periodsPerYear. */
  readonly informationRatio: number;
  /** Sample deviation of the excess · √periodsPerYear. */
  readonly trackingError: number;
};

/**
 * All of `BenchmarkMetrics` of simple returns. Alphas, beta and correlation are NaN where the
 * benchmark has no variance, and alphaT is where the benchmark explains every bar.
 * @throws InputError where the two differ in length
 */
export function benchmarkMetrics(
  returns: Float64Array,
  benchmark: Float64Array,
  periodsPerYear: number,
): BenchmarkMetrics {
  if (returns.length !== benchmark.length) {
    throw new InputError(
      `benchmark: expected ${returns.length} returns, one a bar, got ${benchmark.length}`,
    );
  }
  const line = leastSquaresLine(benchmark, returns);
  const excess = returns.map((value, i) => value - benchmark[i]);
  return {
    beta: line.slope,
    alphaPerBar: line.constant,
    alpha: line.constant * periodsPerYear,
    alphaT: line.constantT,
    correlation: line.correlation,
    informationRatio: sharpeRatio(excess, periodsPerYear),
    trackingError: sampleDeviation(excess) * Math.sqrt(periodsPerYear),
  };
}
