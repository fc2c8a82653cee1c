/**
 * The target's threshold varied with all candidates as features: how much of a result hangs on
 * where up and down begin. Every threshold is a trial like any other.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Evaluate, Evaluation } from './objective.ts';

/** Thresholds of a sweep: log returns, fractions. */
export const SWEEP_THRESHOLDS: Readonly<Record<Timeframe, readonly number[]>> = {
  '1d': [0.005, 0.01, 0.015, 0.02],
  '4h': [0.001, 0.002, 0.003, 0.004, 0.005],
};

/** All candidates scored at one threshold. */
export type ThresholdScore = { readonly threshold: number; readonly evaluation: Evaluation };

/** `columns` scored at each threshold, in the thresholds' order, one after the other. */
export async function thresholdSweep(options: {
  readonly thresholds: readonly number[];
  readonly columns: readonly number[];
  /** Scores subsets against the labels of `threshold`. */
  readonly evaluateAt: (threshold: number) => Evaluate;
}): Promise<readonly ThresholdScore[]> {
  const scores: ThresholdScore[] = [];
  for (const threshold of options.thresholds) {
    const [evaluation] = await options.evaluateAt(threshold)([options.columns]);
    scores.push({ threshold, evaluation: evaluation! });
  }
  return scores;
}
