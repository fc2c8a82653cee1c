/**
 * What must stand beside a selection's Sharpe ratio: its own error, and the height that chance
 * alone reaches in as many trials. Must not know: how the trials were made.
 */

import type { Evaluation } from './objective.ts';
import { expectedMaximum } from '../engine/statistics/expected-maximum.ts';
import { sampleDeviation } from '../engine/statistics/moments.ts';

export type BestOfTrials = {
  /** Standard error of the best trial's Sharpe ratio by its number of rows. */
  readonly sharpeError: number;
  /** Trials scored, those without a defined Sharpe ratio included. */
  readonly trials: number;
  /** Standard deviation (n-1) of the trials' Sharpe ratios; NaN with fewer than two defined. */
  readonly trialSpread: number;
  /**
   * The best Sharpe ratio that as many independent trials of this spread show on average where
   * none has any skill (`expectedMaximum`). Greedy trials are correlated: few of them count fully.
   */
  readonly expectedMaximum: number;
};

/**
 * The statistics of the `best` of trials with these Sharpe ratios (NaN where undefined).
 * @param best undefined where no trial has a defined Sharpe ratio
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
