/**
 * What the probability of overfitting shows on noise: the scale to read one such figure on.
 * Must not know: what the trials were.
 */

import type { SquareMatrix, TrialReturns } from './trial-returns.ts';
import { InputError } from '../core/errors.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';
import { choleskyFactor, multiplyFactor } from './cholesky.ts';
import { probabilityOfOverfitting } from './overfitting-probability.ts';

/**
 * `probabilityOfOverfitting` of noise of the given shape, Float64Array (draws), ascending:
 * standard normal returns without skill, correlated as `correlation` says, independent where it
 * is absent. The mean is near 0.5 and the spread is wide, so a figure says something only outside
 * of it. Trials from one search are alike: give their correlations. Draw i is a function of
 * (seed, i) alone.
 * @throws InputError as `probabilityOfOverfitting` and `choleskyFactor`
 */
export function overfittingNull(options: {
  readonly trials: number;
  readonly bars: number;
  readonly blocks?: number;
  readonly draws: number;
  readonly seed: number;
  readonly correlation?: SquareMatrix;
  /** Called after each draw, with how many are done. */
  readonly onDraw?: (done: number) => void;
}): Float64Array {
  const { trials, bars, blocks, draws, seed, correlation, onDraw } = options;
  const factor = correlation === undefined ? undefined : choleskyFactor(correlation);
  if (factor !== undefined && factor.size !== trials) {
    throw new InputError(`correlation: expected ${trials} trials, got ${factor.size}`);
  }
  const probabilities = Float64Array.from({ length: draws }, (_, i) => {
    const noise = noiseTrials({ trials, bars, seed: deriveSeed(seed, 'noise', i), factor });
    const { probability } = probabilityOfOverfitting(noise, blocks);
    onDraw?.(i + 1);
    return probability;
  });
  return probabilities.sort();
}

/** Normal noise, one series a trial; with a factor L, the figures of a bar are L·z. */
function noiseTrials(options: {
  readonly trials: number;
  readonly bars: number;
  readonly seed: number;
  readonly factor: SquareMatrix | undefined;
}): TrialReturns {
  const { trials, bars, seed, factor } = options;
  const random = randomStream(seed);
  const series = Array.from({ length: trials }, () => new Float64Array(bars));
  const z = new Float64Array(trials);
  const figures = factor === undefined ? z : new Float64Array(trials);
  for (let bar = 0; bar < bars; bar++) {
    for (let k = 0; k < trials; k++) z[k] = random.normal();
    if (factor !== undefined) multiplyFactor(factor, z, figures);
    for (let k = 0; k < trials; k++) series[k][bar] = figures[k];
  }
  return series;
}
