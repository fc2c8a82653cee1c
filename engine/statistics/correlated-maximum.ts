/**
 * What the best of correlated trials shows where none of them has any skill, by simulation: no
 * formula for an "effective number" of trials is exact. Must not know: what the trials were.
 */

import type { SquareMatrix } from './trial-returns.ts';
import { randomStream } from '../core/random.ts';
import { choleskyFactor, multiplyFactor } from './cholesky.ts';

/** Mean and variance of the maximum of correlated standard normal figures. */
export type CorrelatedMaximum = {
  readonly mean: number;
  readonly variance: number;
  /** Standard error of `mean` by the number of draws. */
  readonly error: number;
};

/** Draws of the simulation where nothing else is said: the mean's error is then 0.005 or less. */
const DEFAULT_MAXIMUM_DRAWS = 40_000;

/**
 * The maximum of N(0, C), C = `correlation`, over `draws` draws from the stream of `seed`: each is
 * L·z with C's Cholesky factor L. O(draws · size²). Multiply the mean by a trial's standard error,
 * such as 1/√bars for a Sharpe ratio without skill.
 * @throws InputError where C is no correlation matrix, see `choleskyFactor`
 */
export function correlatedMaximum(
  correlation: SquareMatrix,
  { draws = DEFAULT_MAXIMUM_DRAWS, seed }: { readonly draws?: number; readonly seed: number },
): CorrelatedMaximum {
  const { size } = correlation;
  const factor = choleskyFactor(correlation);
  const random = randomStream(seed);
  const z = new Float64Array(size);
  const figures = new Float64Array(size);
  let sum = 0;
  let squares = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < size; i++) z[i] = random.normal();
    multiplyFactor(factor, z, figures);
    const best = figures.reduce((largest, value) => Math.max(largest, value));
    sum += best;
    squares += best * best;
  }
  const mean = sum / draws;
  const variance = (squares - draws * mean * mean) / (draws - 1);
  return { mean, variance, error: Math.sqrt(variance / draws) };
}
