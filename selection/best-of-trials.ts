/**
 * The figures that must stand beside the Sharpe ratio of a selection: its standard error, and the
 * Sharpe ratio that the best of as many trials reaches by chance alone. Must not know: how the
 * trials were made.
 */

import type { Evaluation } from './objective.ts';
import { expectedMaximum } from '../engine/statistics/expected-maximum.ts';
import { sampleDeviation } from '../engine/statistics/moments.ts';

export type BestOfTrials = {
  /** Standard error of the best trial's Sharpe ratio, which follows from the number of rows. */
  readonly sharpeError: number;
  /** Number of scored trials, including those without a defined Sharpe ratio. */
  readonly trials: number;
  /** Standard deviation (n - 1) of the defined Sharpe ratios; NaN if fewer than two are defined. */
  readonly trialSpread: number;
  /**
   * The mean of the best Sharpe ratio of as many independent trials with this spread and without
   * any skill (`expectedMaximum`). The trials of a greedy selection are correlated, so they count
   * as fewer independent trials.
   */
  readonly expectedMaximum: number;
};

/**
 * The statistics of the `best` trial among all trials.
 * @param best undefined if no trial has a defined Sharpe ratio
 * @param sharpes the Sharpe ratios of all trials, NaN for an undefined one
 */
export function bestOfTrials(
  best: Evaluation | undefined,
  sharpes: readonly number[],
): BestOfTrials {
  const defined = sharpes.filter((sharpe) => !Number.isNaN(sharpe));
  const trialSpread = sampleDeviation(defined);
  return {
    sharpeError: best?.sharpeError ?? Number.NaN,
    trials: sharpes.length,
    trialSpread,
    expectedMaximum: expectedMaximum(defined.length, trialSpread),
  };
}
