/**
 * The Sharpe ratio of the best of many trials, deflated by how many there were.
 * Three forms carry this name. They differ in the error by which the excess over SR0, the
 * expected maximum of skill-less trials, is judged. All ratios are per bar; so is the trials'
 * variance (0.5 a year is 0.5/250 a day).
 * Must not know: what the trials were.
 */

import type { SharpeSample } from './sharpe-error.ts';
import type { AutocorrelatedSample } from './sharpe-inference.ts';
import { expectedMaximum, maximumOfNormals } from './expected-maximum.ts';
import { normalDistribution } from './normal.ts';
import { probabilisticSharpe } from './probabilistic-sharpe.ts';
import { sharpeErrorAt } from './sharpe-inference.ts';

/** How many trials there were, and how much their Sharpe ratios differ. */
export type TrialSpread = {
  /** Number of trials, independent ones; may be an effective number. */
  readonly trials: number;
  /**
   * Variance of the trials' per-bar Sharpe ratios. For correlated trials pass 1 / bars: with their
   * own variance the test finds skill where there is none in 24 to 40 % of the cases, not in 5 %.
   */
  readonly variance: number;
};

/** SR0: the ratio that the best of skill-less trials is expected to show. */
export function expectedBestSharpe({ trials, variance }: TrialSpread): number {
  return expectedMaximum(trials, Math.sqrt(variance));
}

/**
 * Deflated Sharpe ratio of 2014: `probabilisticSharpe` against SR0. It is printed because people
 * know it; it has almost no power. NaN where the sample has no variance.
 * Source: Bailey & López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management
 * 40 (2014).
 */
export function deflatedSharpe(sample: SharpeSample, spread: TrialSpread): number {
  return probabilisticSharpe(sample, expectedBestSharpe(spread));
}

/**
 * Deflated Sharpe ratio by the published code of 2025: Φ((SR - SR0) / (error at SR0 · σmax)),
 * σmax² the variance of the maximum of N standard normal figures.
 * Source: code of López de Prado, Lipton & Zoonekynd, "How to Use the Sharpe Ratio" (2025).
 */
export function deflatedSharpeAtNull(sample: AutocorrelatedSample, spread: TrialSpread): number {
  const best = expectedBestSharpe(spread);
  const { variance } = maximumOfNormals(spread.trials);
  return normalDistribution(
    (sample.sharpe - best) / (sharpeErrorAt(sample, best) * Math.sqrt(variance)),
  );
}

/**
 * Deflated Sharpe ratio by the text of 2026: Φ((SR - SR0) / √(V · Var[max of N])), V the trials'
 * variance. Source: López de Prado, Lipton & Zoonekynd, "How to Use the Sharpe Ratio" (2026).
 */
export function deflatedSharpeBySpread(sharpe: number, spread: TrialSpread): number {
  return normalDistribution((sharpe - expectedBestSharpe(spread)) / bestSharpeDeviation(spread));
}

/** Standard deviation of the best ratio of skill-less trials: √(V · Var[max of N]). */
export function bestSharpeDeviation({ trials, variance }: TrialSpread): number {
  return Math.sqrt(variance * maximumOfNormals(trials).variance);
}
