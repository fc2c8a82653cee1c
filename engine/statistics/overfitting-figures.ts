/**
 * The probability of overfitting of a choice among trials, beside what it is on noise: alone the
 * figure says nothing. Must not know: what a trial did.
 */

import { deriveSeed } from '../core/hash.ts';
import { overfittingNull } from './overfitting-null.ts';
import { probabilityOfOverfitting } from './overfitting-probability.ts';
import { ascending, quantileOfSorted } from './quantile.ts';
import { varies } from './tests-of-trials.ts';
import { correlationMatrix, type TrialReturns } from './trial-returns.ts';

/** The probability of overfitting beside what it is on noise that is correlated like the trials. */
export type OverfittingFigures = {
  readonly probability: number;
  readonly blocks: number;
  /** Quantiles over noise; a probability between them says nothing. */
  readonly onNoise: {
    readonly lower: number;
    readonly median: number;
    readonly upper: number;
    readonly draws: number;
  };
};

/** Bailey, Borwein, López de Prado and Zhu's 16 blocks: 12,870 combinations. */
const BLOCKS = 16;
/**
 * Bars of a draw of noise at most. What ranks high by chance does not hang on their number: with
 * 60 trials the quantiles of 64, 128, 256 and 1,600 bars are the same within their errors.
 */
const NOISE_BARS = 256;

/**
 * The figures of `trials`; undefined if fewer than two of them have returns that vary, or if there
 * are too few bars for the blocks. O(draws · combinations · trials).
 * @param on.draws of noise: of 100, the 5 % quantile is the fifth; of 20, about the lowest
 * @throws InputError where series differ in length
 */
export function overfittingFigures(
  trials: TrialReturns,
  on: {
    readonly seed: number;
    readonly draws: number;
    /** Called after each draw of noise. */
    readonly onDraw?: ((done: number, total: number) => void) | undefined;
  },
): OverfittingFigures | undefined {
  const { seed, draws, onDraw } = on;
  const varying = trials.filter(varies);
  const bars = varying[0]?.length ?? 0;
  if (varying.length < 2 || bars < 2 * BLOCKS) return undefined;
  const { probability } = probabilityOfOverfitting(varying, BLOCKS);
  const noise = overfittingNull({
    trials: varying.length,
    bars: Math.min(bars, NOISE_BARS),
    blocks: BLOCKS,
    draws,
    seed: deriveSeed(seed, 'overfitting null', 0),
    correlation: correlationMatrix(varying),
    onDraw: (done) => onDraw?.(done, draws),
  });
  const sorted = ascending(noise);
  return {
    probability,
    blocks: BLOCKS,
    onNoise: {
      lower: quantileOfSorted(sorted, 0.05),
      median: quantileOfSorted(sorted, 0.5),
      upper: quantileOfSorted(sorted, 0.95),
      draws,
    },
  };
}
