/**
 * What is left of a strategy after the search that found it. How much can be said hangs on what is
 * known of the search: the returns of all trials, their number alone, or nothing.
 * Vocabulary: `own` is the assessed strategy. Must not know: what a trial did.
 */

import { power } from '../core/power.ts';
import { deflatedSharpe } from '../statistics/deflated-sharpe.ts';
import { expectedMaximum, trialsOfMaximum } from '../statistics/expected-maximum.ts';
import { overfittingFigures, type OverfittingFigures } from '../statistics/overfitting-figures.ts';
import { probabilisticSharpe } from '../statistics/probabilistic-sharpe.ts';
import { sharpeSampleOf } from '../statistics/sharpe-error.ts';
import { testsOfTrials, type TrialTests } from '../statistics/tests-of-trials.ts';

/** A strategy that was tried; its returns are on the bars of the assessed one. */
export type NamedTrial = { readonly name: string; readonly returns: Float64Array };

/** What the returns of all trials tell. */
export type TrialsFound = {
  /** The trial that the assessed returns are; undefined: they were added as one more. */
  readonly ownName: string | undefined;
  readonly tests: TrialTests;
  /** Romano and Wolf's adjusted p-value of the assessed returns themselves. */
  readonly ownPValue: {
    readonly flat: number;
    /** Undefined without a benchmark. */
    readonly benchmark: number | undefined;
  };
  /** Undefined for fewer than two trials whose returns vary. */
  readonly overfitting: OverfittingFigures | undefined;
};

/** What the number of trials alone tells, if they are independent. */
type CountedTrials = {
  readonly count: number;
  /** Annual Sharpe ratio that the best of so many without skill shows on average. */
  readonly maximumOfIndependent: number;
  /** Bailey & López de Prado's of 2014; trials' variance 1 / bars. */
  readonly deflatedSharpe2014: number;
  /** Probability that the best of so many without skill shows this ratio or more: 1 - PSR^N. */
  readonly pValue: number;
};

export type TrialLuck = {
  readonly found: TrialsFound | undefined;
  /** By the number that was told; undefined if none was. */
  readonly counted: CountedTrials | undefined;
  /**
   * So many independent trials without skill show this Sharpe ratio in their best one on average;
   * at least 1, NaN without variance.
   */
  readonly trialsThatShowAsMuch: number;
};

/** Noise to compare a probability of overfitting with: the 5 % quantile is then the fifth. */
const MOST_DRAWS = 100;
/** With so few the quantiles are the extremes. */
const LEAST_DRAWS = 20;
/** Trials that may be ranked in all draws, about a second; draws are fewer then. */
const RANKED_TRIALS = 10_000;
/** Two series are one if no return differs by more: files keep fewer digits. */
const SAME = 1e-9;

/** The terms of the tests; `onProgress` is called after each draw of noise. */
type LuckTerms = {
  readonly periodsPerYear: number;
  readonly seed: number;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

export function trialLuck(
  own: Float64Array,
  told: {
    readonly trials: readonly NamedTrial[];
    readonly count: number | undefined;
    readonly benchmark: Float64Array | undefined;
  },
  on: LuckTerms,
): TrialLuck {
  const { trials, count, benchmark } = told;
  const { sharpe } = sharpeSampleOf(own);
  return {
    found: trials.length === 0 ? undefined : trialsFound(own, trials, { ...on, benchmark }),
    counted: count === undefined ? undefined : countedTrials(own, count, on.periodsPerYear),
    trialsThatShowAsMuch: trialsOfMaximum(sharpe * Math.sqrt(own.length)),
  };
}

function trialsFound(
  own: Float64Array,
  trials: readonly NamedTrial[],
  on: LuckTerms & { readonly benchmark: Float64Array | undefined },
): TrialsFound | undefined {
  const among = trials.findIndex(({ returns }) => isSame(returns, own));
  const given = trials.map(({ returns }) => returns);
  const all = among < 0 ? [...given, own] : given;
  const tested = testsOfTrials(all, own, on);
  if (tested === undefined) return undefined;
  const { tests, adjusted } = tested;
  const index = among < 0 ? all.length - 1 : among;
  const affordable = Math.floor(RANKED_TRIALS / all.length);
  const draws = Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, affordable));
  return {
    ownName: trials[among]?.name,
    tests,
    ownPValue: { flat: adjusted.flat[index]!, benchmark: adjusted.benchmark?.[index] },
    overfitting: overfittingFigures(all, { seed: on.seed, draws, onDraw: on.onProgress }),
  };
}

/** Šidák's level for N independent tests, JASA 62 (1967), with the p-value 1 - PSR. */
function countedTrials(own: Float64Array, count: number, periodsPerYear: number): CountedTrials {
  const sample = sharpeSampleOf(own);
  const bars = own.length;
  return {
    count,
    maximumOfIndependent: expectedMaximum(count, Math.sqrt(periodsPerYear / bars)),
    deflatedSharpe2014: deflatedSharpe(sample, { trials: count, variance: 1 / bars }),
    pValue: 1 - power(probabilisticSharpe(sample), count),
  };
}

function isSame(x: Float64Array, y: Float64Array): boolean {
  return x.every((value, i) => Math.abs(value - y[i]!) <= SAME);
}
