/**
 * Scores all candidates at several thresholds of the target. This shows how much a result depends
 * on the threshold at which up and down begin. Every threshold counts as a trial like any other.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Evaluate, Evaluation, Score } from './objective.ts';

/** The thresholds of a sweep, which are log returns. */
export const SWEEP_THRESHOLDS: Readonly<Record<Timeframe, readonly number[]>> = {
  '1d': [0.005, 0.01, 0.015, 0.02],
  '4h': [0.001, 0.002, 0.003, 0.004, 0.005],
  '1h': [0.0005, 0.001, 0.0015, 0.002, 0.0025],
};

/** The score of all candidates at one threshold. */
export type ThresholdScore<S extends Score = Evaluation> = {
  readonly threshold: number;
  readonly evaluation: S;
};

/** The word in place of a threshold that leaves it to the sweep. */
export const BEST_THRESHOLD = 'best';

/**
 * The threshold with the highest score, the first of equals. Scores of `log-loss` at two thresholds
 * are of different classes and must not be compared.
 * @throws InputError if no score is defined
 */
export function bestThreshold(scores: readonly ThresholdScore<Score>[]): number {
  const defined = scores.filter(({ evaluation }) => !Number.isNaN(evaluation.score));
  const [best] = defined.toSorted((a, b) => b.evaluation.score - a.evaluation.score);
  if (best === undefined) {
    throw new InputError(
      `expected a defined Sharpe ratio at one threshold at least, got none at ` +
        `${scores.map(({ threshold }) => threshold).join(', ')}: set --threshold to a number`,
    );
  }
  return best.threshold;
}

/** The scores of `columns` at each threshold, computed one after the other, in that order. */
export async function thresholdSweep<S extends Score>(options: {
  readonly thresholds: readonly number[];
  readonly columns: readonly number[];
  /** A function that scores subsets on the labels of `threshold`. */
  readonly evaluateAt: (threshold: number) => Evaluate<S>;
}): Promise<readonly ThresholdScore<S>[]> {
  const scores: ThresholdScore<S>[] = [];
  for (const threshold of options.thresholds) {
    const [evaluation] = await options.evaluateAt(threshold)([options.columns]);
    scores.push({ threshold, evaluation: evaluation! });
  }
  return scores;
}
