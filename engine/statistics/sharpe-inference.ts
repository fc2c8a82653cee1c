/**
 * Tests of a Sharpe ratio by the forms of 2025/26: the error is the one at the NULL's ratio, its
 * divisor is n, and returns may follow a first-order autoregression. All ratios are per bar.
 * Source of all formulas: López de Prado, Lipton & Zoonekynd, "How to Use the Sharpe Ratio"
 * (ADIA Lab, 2025/26). Must not know: how the returns came about.
 */

import { square } from '../core/power.ts';
import type { SharpeSample } from './sharpe-error.ts';
import { normalDistribution, normalQuantile } from './normal.ts';
import { autocorrelatedSharpeError, autocorrelatedSharpeVariance } from './sharpe-error.ts';

/** A sample and the coefficient of its first-order autoregression, 0 for independent returns. */
export type AutocorrelatedSample = SharpeSample & { readonly rho: number };

/** What is tested: the null's ratio, the alternative's, the level, and the share of true ones. */
export type SharpeHypotheses = {
  /** The null's ratio SR0. */
  readonly benchmark: number;
  /** The alternative's ratio SR1. */
  readonly alternative: number;
  /** Level of the test, such as 0.05. */
  readonly level: number;
  /** P(H1): the share of strategies that have the alternative's ratio, before any look. */
  readonly alternativeShare: number;
};

/** Standard error of the measured ratio if the true one were `sharpe`. */
export function sharpeErrorAt(sample: AutocorrelatedSample, sharpe: number): number {
  return autocorrelatedSharpeError({ ...sample, sharpe }, sample.rho);
}

/** Probability that the true ratio is above `benchmark`: Φ((SR - SR0) / error at SR0). */
export function probabilisticSharpeAtNull(sample: AutocorrelatedSample, benchmark = 0): number {
  return normalDistribution((sample.sharpe - benchmark) / sharpeErrorAt(sample, benchmark));
}

/**
 * Returns needed before `probabilisticSharpeAtNull` exceeds `confidence`, not rounded: the
 * variance at SR0 times (z / (SR - SR0))². NaN where the ratio is not above the benchmark.
 */
export function minimumTrackRecordAtNull(
  sample: Omit<AutocorrelatedSample, 'count'>,
  {
    benchmark = 0,
    confidence = 0.95,
  }: { readonly benchmark?: number; readonly confidence?: number } = {},
): number {
  const distance = sample.sharpe - benchmark;
  if (!(distance > 0)) return Number.NaN;
  const variance = autocorrelatedSharpeVariance({ ...sample, sharpe: benchmark }, sample.rho);
  return variance * square(normalQuantile(confidence) / distance);
}

/** Probability β that a strategy of the alternative's ratio is not found at this level. */
export function missProbability(
  sample: AutocorrelatedSample,
  { benchmark, alternative, level }: Omit<SharpeHypotheses, 'alternativeShare'>,
): number {
  const critical = benchmark + normalQuantile(1 - level) * sharpeErrorAt(sample, benchmark);
  return normalDistribution((critical - alternative) / sharpeErrorAt(sample, alternative));
}

/** Share of false finds among all finds of a test at this level, before the ratio is known. */
export function plannedFalseDiscoveryRate(
  sample: AutocorrelatedSample,
  hypotheses: SharpeHypotheses,
): number {
  const { level, alternativeShare } = hypotheses;
  const found = 1 - missProbability(sample, hypotheses);
  return shareOfNull(level, found, alternativeShare);
}

/** Probability that the null holds, given a ratio at least as large as the observed one. */
export function observedFalseDiscoveryRate(
  sample: AutocorrelatedSample,
  { benchmark, alternative, alternativeShare }: Omit<SharpeHypotheses, 'level'>,
): number {
  const underNull = 1 - probabilisticSharpeAtNull(sample, benchmark);
  const underAlternative = 1 - probabilisticSharpeAtNull(sample, alternative);
  return shareOfNull(underNull, underAlternative, alternativeShare);
}

/** Bayes: the null's share of an event that has these probabilities under the two hypotheses. */
function shareOfNull(
  underNull: number,
  underAlternative: number,
  alternativeShare: number,
): number {
  const ofNull = underNull * (1 - alternativeShare);
  return ofNull / (ofNull + underAlternative * alternativeShare);
}
