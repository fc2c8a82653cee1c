/**
 * What many trials on the same bars prove together: tests of the best of them that allow for how
 * many there were and how alike they are. Each resample of the bars is one for all trials.
 * Must not know: what a trial did.
 */

import { deriveSeed } from '../core/hash.ts';
import { automaticBlockLength } from './automatic-block-length.ts';
import { correlatedMaximum } from './correlated-maximum.ts';
import { deflatedSharpe } from './deflated-sharpe.ts';
import { expectedMaximum } from './expected-maximum.ts';
import { isConstant, mean, sampleDeviation } from './moments.ts';
import { resampleTrials, stationaryDeviations, type ResampledTrials } from './resampled-trials.ts';
import { sharpeInfluence, sharpeSampleOf } from './sharpe-error.ts';
import { stationaryBootstrapIndices } from './stationary-bootstrap.ts';
import { stepM } from './step-m.ts';
import { superiorPredictiveAbility } from './superior-predictive-ability.ts';
import { correlationMatrix, type TrialReturns } from './trial-returns.ts';

/** p-values of "no trial is better than this benchmark". */
type BenchmarkTest = {
  /** Hansen's consistent p-value. */
  readonly spa: number;
  /** Romano and Wolf's adjusted p-value of the best trial. */
  readonly stepM: number;
};

export type TrialTests = {
  /** Trials tested: those whose returns vary. */
  readonly trials: number;
  readonly bars: number;
  /** Mean block of the resamples in bars, by the returns of the trial in question. */
  readonly blockLength: number;
  readonly againstFlat: BenchmarkTest;
  /** Undefined without a benchmark. */
  readonly againstBuyHold: BenchmarkTest | undefined;
  /**
   * The annualised Sharpe ratio that the best of as many trials without any skill shows on average,
   * if they are as correlated as these (simulated), and if they are independent.
   */
  readonly maximumOfCorrelated: number;
  readonly maximumOfIndependent: number;
  /** Bailey & López de Prado's of 2014, a probability; trials' variance 1 / bars. */
  readonly deflatedSharpe2014: number;
};

/** Romano and Wolf's adjusted p-value of each trial, in their order; NaN if it does not vary. */
type AdjustedPValues = {
  readonly flat: Float64Array;
  /** Undefined without a benchmark. */
  readonly benchmark: Float64Array | undefined;
};

/** 1,000 resamples: a p-value of 0.05 then has the standard error 0.007. */
export const RESAMPLES = 1000;
/** The mean of the maximum has the standard error 0.005 then. */
const DRAWS = 10_000;

/**
 * The tests of `trials`; undefined if the returns of `own`, the trial in question, do not vary.
 * O(trials · bars · resamples).
 * @throws InputError where series differ in length
 */
export function testsOfTrials(
  trials: TrialReturns,
  own: Float64Array,
  on: {
    /** Its returns on the same bars; undefined if there is none. */
    readonly benchmark: Float64Array | undefined;
    readonly periodsPerYear: number;
    readonly seed: number;
    /** Called after each resample, which takes most of the time. */
    readonly onResample?: ((done: number, total: number) => void) | undefined;
  },
): { readonly tests: TrialTests; readonly adjusted: AdjustedPValues } | undefined {
  const { benchmark, periodsPerYear, seed, onResample } = on;
  const varying = trials.map((_, k) => k).filter((k) => varies(trials[k]));
  const returns = varying.map((k) => trials[k]);
  const { stationary } = automaticBlockLength(sharpeInfluence(own));
  if (returns.length === 0 || Number.isNaN(stationary)) return undefined;
  const bars = own.length;
  const blockLength = Math.max(1, stationary);
  const resamples = stationaryBootstrapIndices({
    length: bars,
    blockLength,
    resamples: RESAMPLES,
    seed: deriveSeed(seed, 'trial tests', 0),
  });
  const held = benchmark ?? new Float64Array(bars);
  // Means are linear: one pass over the bars serves both benchmarks.
  const resampled = resampleTrials([...returns, held], resamples, (done) =>
    onResample?.(done, RESAMPLES),
  );
  const flat = benchmarkTest(returns, meansLess(resampled, 0), blockLength);
  const excess = returns.map((net) => net.map((r, t) => r - held[t]));
  const against =
    benchmark === undefined
      ? undefined
      : benchmarkTest(excess, meansLess(resampled, 1), blockLength);
  const year = Math.sqrt(periodsPerYear / bars);
  const maximum = correlatedMaximum(correlationMatrix(returns), {
    draws: DRAWS,
    seed: deriveSeed(seed, 'trial tests', 1),
  });
  const spread = { trials: returns.length, variance: 1 / bars };
  const ofAll = (adjusted: Float64Array): Float64Array =>
    Float64Array.from(trials, (_, k) => adjusted[varying.indexOf(k)] ?? Number.NaN);
  return {
    tests: {
      trials: returns.length,
      bars,
      blockLength,
      againstFlat: flat.test,
      againstBuyHold: against?.test,
      maximumOfCorrelated: maximum.mean * year,
      maximumOfIndependent: expectedMaximum(returns.length, year),
      deflatedSharpe2014: deflatedSharpe(sharpeSampleOf(own), spread),
    },
    adjusted: {
      flat: ofAll(flat.adjusted),
      benchmark: against === undefined ? undefined : ofAll(against.adjusted),
    },
  };
}

/** The trials' means less `share` of the last one's, which is the benchmark. */
function meansLess(
  { bars, means, resampledMeans }: ResampledTrials,
  share: 0 | 1,
): ResampledTrials {
  const less = (all: Float64Array): Float64Array => {
    const benchmark = share * all.at(-1)!;
    return all.subarray(0, -1).map((value) => value - benchmark);
  };
  return { bars, means: less(means), resampledMeans: resampledMeans.map(less) };
}

/** @param returns each trial's returns less the benchmark's, of which `resampled` has the means */
function benchmarkTest(
  returns: readonly Float64Array[],
  resampled: ResampledTrials,
  blockLength: number,
): { readonly test: BenchmarkTest; readonly adjusted: Float64Array } {
  const deviations = stationaryDeviations(returns, 1 / blockLength);
  const { t, adjustedPValues } = stepM(resampled, deviations);
  const best = t.reduce((index, value, k) => (value > (t[index] ?? -Infinity) ? k : index), -1);
  const spa = superiorPredictiveAbility(resampled, deviations).consistent.pValue;
  const test = { spa, stepM: adjustedPValues[best] ?? Number.NaN };
  return { test, adjusted: adjustedPValues };
}

/** False if a trial earned the same on every bar: it has no Sharpe ratio. */
export function varies(returns: Float64Array): boolean {
  return !isConstant(sampleDeviation(returns), mean(returns));
}
