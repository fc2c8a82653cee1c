/**
 * What a selection's trials prove together: tests of the best of them that allow for how many there
 * were and how alike they are. All trials made their returns on the same bars, so each resample of
 * these bars is one for all. Must not know: features, forests.
 */

import type { TestedMarket } from '../engine/backtest/tested-market.ts';
import { deriveSeed } from '../engine/core/hash.ts';
import { automaticBlockLength } from '../engine/statistics/automatic-block-length.ts';
import { correlatedMaximum } from '../engine/statistics/correlated-maximum.ts';
import { deflatedSharpe } from '../engine/statistics/deflated-sharpe.ts';
import { expectedMaximum } from '../engine/statistics/expected-maximum.ts';
import { isConstant, mean, sampleDeviation } from '../engine/statistics/moments.ts';
import {
  resampleTrials,
  stationaryDeviations,
  type ResampledTrials,
} from '../engine/statistics/resampled-trials.ts';
import { sharpeInfluence, sharpeSampleOf } from '../engine/statistics/sharpe-error.ts';
import { stationaryBootstrapIndices } from '../engine/statistics/stationary-bootstrap.ts';
import { stepM } from '../engine/statistics/step-m.ts';
import { superiorPredictiveAbility } from '../engine/statistics/superior-predictive-ability.ts';
import { correlationMatrix } from '../engine/statistics/trial-returns.ts';
import { accountOf } from '../engine/trade/account.ts';
import { buyAndHold } from '../engine/trade/trade.ts';
import type { ScoreSettings } from './objective.ts';
import { decisionsOf, type SetRows } from './set-rows.ts';

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
  /** Mean block of the resamples in bars, by the selected set's returns. */
  readonly blockLength: number;
  readonly againstFlat: BenchmarkTest;
  /** Undefined for an account in bitcoin: holding bitcoin earns nothing in it. */
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

/** 1,000 resamples: a p-value of 0.05 then has the standard error 0.007. */
const RESAMPLES = 1000;
/** The mean of the maximum has the standard error 0.005 then. */
const DRAWS = 10_000;

/**
 * The tests of trials that traded these test rows; undefined if the selected one's returns do not
 * vary. O(trials · bars · resamples).
 */
export function trialTests(
  trials: readonly SetRows[],
  selected: SetRows,
  on: { readonly tested: TestedMarket; readonly score: ScoreSettings; readonly seed: number },
): TrialTests | undefined {
  const { tested, score, seed } = on;
  const { terms, periodsPerYear, capital, positions } = score;
  const { market, bar } = tested;
  const netOf = (rows: SetRows): Float64Array =>
    accountOf(market, decisionsOf(rows, positions, bar), terms).net;
  const returns = trials.map(netOf).filter(varies);
  const best = netOf(selected);
  const { stationary } = automaticBlockLength(sharpeInfluence(best));
  if (returns.length === 0 || Number.isNaN(stationary)) return undefined;
  const bars = best.length;
  const blockLength = Math.max(1, stationary);
  const resamples = stationaryBootstrapIndices({
    length: bars,
    blockLength,
    resamples: RESAMPLES,
    seed: deriveSeed(seed, 'trial tests', 0),
  });
  const figures = { payoff: terms.payoff, periodsPerYear, capital };
  const held = buyAndHold(market, decisionsOf(selected, positions, bar), figures).account.net;
  const excess = (): Float64Array[] => returns.map((net) => net.map((r, t) => r - held[t]!));
  // Means are linear: one pass over the bars serves both benchmarks.
  const resampled = resampleTrials([...returns, held], resamples);
  const year = Math.sqrt(periodsPerYear / bars);
  const maximum = correlatedMaximum(correlationMatrix(returns), {
    draws: DRAWS,
    seed: deriveSeed(seed, 'trial tests', 1),
  });
  const spread = { trials: returns.length, variance: 1 / bars };
  return {
    trials: returns.length,
    bars,
    blockLength,
    againstFlat: benchmarkTest(returns, meansLess(resampled, 0), blockLength),
    againstBuyHold:
      terms.payoff === 'inverse'
        ? undefined
        : benchmarkTest(excess(), meansLess(resampled, 1), blockLength),
    maximumOfCorrelated: maximum.mean * year,
    maximumOfIndependent: expectedMaximum(returns.length, year),
    deflatedSharpe2014: deflatedSharpe(sharpeSampleOf(best), spread),
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
): BenchmarkTest {
  const deviations = stationaryDeviations(returns, 1 / blockLength);
  const { t, adjustedPValues } = stepM(resampled, deviations);
  const best = t.reduce((index, value, k) => (value > (t[index] ?? -Infinity) ? k : index), -1);
  return {
    spa: superiorPredictiveAbility(resampled, deviations).consistent.pValue,
    stepM: adjustedPValues[best] ?? Number.NaN,
  };
}

function varies(returns: Float64Array): boolean {
  return !isConstant(sampleDeviation(returns), mean(returns));
}
