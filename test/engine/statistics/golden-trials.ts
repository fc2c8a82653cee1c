/** Calls of ours for the golden functions about many trials and resamples, by their names. */

import { automaticBlockLength } from '../../../engine/statistics/automatic-block-length.ts';
import { andrewsBandwidth } from '../../../engine/statistics/andrews-bandwidth.ts';
import { sharpeIntervals } from '../../../engine/statistics/bootstrap-intervals.ts';
import { combinatorialPurgedSplits } from '../../../engine/statistics/combinatorial-purged.ts';
import { correlatedMaximum } from '../../../engine/statistics/correlated-maximum.ts';
import { deflatedSharpe, expectedBestSharpe } from '../../../engine/statistics/deflated-sharpe.ts';
import {
  trialsByEntropy,
  trialsByMeanCorrelation,
  trialsByParticipation,
} from '../../../engine/statistics/effective-trials.ts';
import { maximumOfNormals, trialsOfMaximum } from '../../../engine/statistics/expected-maximum.ts';
import { type Kernel, KERNELS } from '../../../engine/statistics/long-run-variance.ts';
import { sampleDeviation } from '../../../engine/statistics/moments.ts';
import { probabilityOfOverfitting } from '../../../engine/statistics/overfitting-probability.ts';
import { realityCheck } from '../../../engine/statistics/reality-check.ts';
import {
  resampleTrials,
  stationaryDeviations,
} from '../../../engine/statistics/resampled-trials.ts';
import {
  memmelTest,
  sharpeDifferenceBootstrap,
  sharpeDifferenceTest,
  type ReturnPair,
} from '../../../engine/statistics/sharpe-difference.ts';
import { sharpeSampleOf } from '../../../engine/statistics/sharpe-error.ts';
import { indicesFromUniforms } from '../../../engine/statistics/stationary-bootstrap.ts';
import { stepM } from '../../../engine/statistics/step-m.ts';
import {
  SPA_NULLS,
  superiorPredictiveAbility,
} from '../../../engine/statistics/superior-predictive-ability.ts';
import { clusterTrials } from '../../../engine/statistics/trial-clusters.ts';
import { correlationMatrix, type SquareMatrix } from '../../../engine/statistics/trial-returns.ts';
import type { GoldenInputs } from './golden-cases.ts';
import type { GoldenCall } from './golden-sharpe.ts';

/** Seed and draws of the simulated maximum: its error is then 0.002. */
const SIMULATION = { seed: 20260216, draws: 200_000 };

/** Calls by the golden function's name. */
export const TRIAL_CALLS: Readonly<Record<string, GoldenCall>> = {
  'effective number of trials': (inputs, wanted) => {
    const correlation = correlationIn(inputs);
    const clusters = clusterTrials(correlation);
    const maximum = inputs.has('rho')
      ? Math.sqrt(1 - inputs.number('rho')) * maximumOfNormals(correlation.size).mean
      : wanted.some((name) => name.startsWith('emax') || name === 'max_matched')
        ? correlatedMaximum(correlation, SIMULATION).mean
        : Number.NaN;
    return {
      N: correlation.size,
      mean_correlation: trialsByMeanCorrelation(correlation),
      participation: trialsByParticipation(correlation),
      entropy: trialsByEntropy(correlation),
      clusters: clusters.count,
      cluster_labels: clusters.labels,
      cluster_quality: clusters.quality,
      emax_simulated: maximum,
      emax_exact: maximum,
      max_matched: trialsOfMaximum(maximum),
    };
  },

  'DSR of the best trial': (inputs, wanted) => {
    const trials = inputs.trials('matrix');
    const samples = trials.map((trial) => sharpeSampleOf(trial));
    const sharpes = samples.map((sample) => sample.sharpe);
    const best = sharpes.indexOf(Math.max(...sharpes.filter((sharpe) => !Number.isNaN(sharpe))));
    const variance = sampleDeviation(sharpes) ** 2;
    const spread = { trials: trials.length, variance };
    const sample = samples[best]!;
    return {
      sharpes,
      best,
      best_name: wanted.includes('best_name')
        ? (inputs.named('names') as readonly string[])[best]
        : undefined,
      var_trials: variance,
      sr0: expectedBestSharpe(spread),
      dsr: deflatedSharpe(sample, spread),
      dsr_var_1_over_T: deflatedSharpe(sample, { ...spread, variance: 1 / sample.count }),
    };
  },

  'stationary bootstrap indices': (inputs) => {
    const pairs = inputs.rows('uniforms_jump_and_start') as unknown as readonly number[][][];
    const jumpProbability = inputs.number('p');
    return pairs.map(([jumps, starts]) =>
      indicesFromUniforms({ jumps: jumps!, starts: starts!, jumpProbability }),
    );
  },

  'automatic block length': (inputs, wanted) =>
    Object.fromEntries(
      wanted.map((variant) => {
        if (variant !== 'paper' && variant !== 'arch') throw new Error(`variant ${variant}`);
        const length = automaticBlockLength(inputs.series('series'), variant);
        return [
          variant,
          {
            stationary: length.stationary,
            circular: length.circular,
            m_hat: length.lag,
            M: length.bandwidth,
            max: length.maximum,
            G: length.curvature,
            long_run_variance: length.longRunVariance,
          },
        ];
      }),
    ),

  'bootstrap confidence intervals of the per-bar Sharpe ratio': (inputs) => {
    const found = sharpeIntervals(inputs.series('series'), {
      resamples: resamplesIn(inputs),
      level: inputs.number('level', 0.95),
      ...(inputs.has('L') ? { lags: inputs.number('L') } : {}),
    });
    return {
      sharpe: found.value,
      se_hac: found.error,
      bootstrap_mean: found.bootstrapMean,
      bootstrap_se: found.bootstrapError,
      percentile: [found.percentile.lower, found.percentile.upper],
      basic: [found.basic.lower, found.basic.upper],
      studentized: [found.studentized.lower, found.studentized.upper],
      share_not_above_zero: found.shareNotPositive,
      first_five: found.values.subarray(0, 5),
    };
  },

  'Ledoit-Wolf HAC test': (inputs) => {
    const pair = pairIn(inputs);
    return testOutputs(sharpeDifferenceTest(pair, kernelIn(inputs, pair)));
  },

  'Ledoit-Wolf bootstrap p-value': (inputs) => {
    const pair = pairIn(inputs);
    const found = sharpeDifferenceBootstrap(pair, {
      ...kernelIn(inputs, pair),
      blockLength: inputs.number('block'),
      blockStarts: inputs.rows('starts'),
    });
    return {
      ...testOutputs(found),
      p_bootstrap: found.bootstrapPValue,
      exceedances: found.exceedances,
    };
  },

  'JKM test': (inputs) => testOutputs(memmelTest(pairIn(inputs))),

  "White's Reality Check": (inputs) => {
    const found = realityCheck(resampleTrials(inputs.trials('matrix'), resamplesIn(inputs)));
    return {
      statistic: found.statistic,
      p_value: found.pValue,
      exceedances: found.exceedances,
      bootstrap_first_five: found.resampled.subarray(0, 5),
    };
  },

  "Hansen's SPA": (inputs) => {
    const trials = inputs.trials('matrix');
    const deviations = stationaryDeviations(trials, inputs.number('q'));
    const found = superiorPredictiveAbility(
      resampleTrials(trials, resamplesIn(inputs)),
      deviations,
    );
    const byNull = SPA_NULLS.flatMap((name): (readonly [string, unknown])[] => [
      [`p_${name}`, found[name].pValue],
      [`exceedances_${name}`, found[name].exceedances],
      [`bootstrap_first_five_${name}`, found[name].resampled.subarray(0, 5)],
    ]);
    return {
      statistic: found.statistic,
      omega: deviations,
      threshold: found.thresholds,
      recentred: found.recentred,
      ...Object.fromEntries(byNull),
    };
  },

  'Romano-Wolf StepM': (inputs) => {
    const trials = inputs.trials('matrix');
    const deviations = stationaryDeviations(trials, inputs.number('q'));
    const resampled = resampleTrials(trials, resamplesIn(inputs));
    const found = stepM(resampled, deviations, inputs.number('alpha', 0.05));
    return {
      t: found.t,
      critical_values: found.criticalValues,
      rejected: found.rejected,
      adjusted_p: found.adjustedPValues,
    };
  },

  'PBO by CSCV': (inputs) => {
    const found = probabilityOfOverfitting(inputs.trials('matrix'), inputs.number('S', 16));
    return {
      rows_used: found.bars,
      combinations: found.combinations,
      pbo: found.probability,
      count_not_positive: found.notPositive,
      mean_logit: found.meanLogit,
      median_logit: found.medianLogit,
      first_ten_logits: found.logits.subarray(0, 10),
      slope: found.slope,
      intercept: found.intercept,
      r_squared: found.rSquared,
      probability_of_loss: found.lossProbability,
      mean_is: found.meanInSample,
      mean_oos: found.meanOutOfSample,
      selected_counts: found.selectedCounts,
    };
  },

  CPCV: (inputs) => {
    const { groups, splits, paths } = combinatorialPurgedSplits({
      rows: inputs.number('n'),
      groups: inputs.number('N'),
      testGroups: inputs.number('k'),
      horizon: inputs.number('horizon', 0),
      embargo: inputs.number('embargo', 0),
    });
    return {
      group_starts: groups.map((group) => group.start),
      group_sizes: groups.map((group) => group.end - group.start),
      splits: splits.map((split) => ({
        groups: split.groups,
        test_runs: split.testRuns.map((run) => [run.start, run.end - 1]),
        train: split.train,
      })),
      paths,
    };
  },
};

function resamplesIn(inputs: GoldenInputs): readonly Int32Array[] {
  return inputs.rows('indices').map((row) => Int32Array.from(row));
}

/** Two series: `x` and `y`, or both in one input. */
function pairIn(inputs: GoldenInputs): ReturnPair {
  if (inputs.has('x')) return { first: inputs.series('x'), second: inputs.series('y') };
  const [first, second] = inputs.rows('series').map((row) => Float64Array.from(row));
  return { first: first!, second: second! };
}

function kernelIn(inputs: GoldenInputs, pair: ReturnPair): { kernel: Kernel; bandwidth: number } {
  const kernel = KERNELS.find((name) => name === inputs.text('kernel'));
  if (kernel === undefined) throw new Error(`kernel ${inputs.text('kernel')}`);
  const bandwidth = inputs.has('bandwidth')
    ? inputs.number('bandwidth')
    : andrewsBandwidth(pair, kernel);
  return { kernel, bandwidth };
}

function testOutputs(found: ReturnType<typeof memmelTest>) {
  return { difference: found.difference, se: found.error, z: found.z, p_value: found.pValue };
}

/**
 * The correlations of a matrix of returns, or of N trials that share one correlation, or have
 * `within` and `between` groups; the inputs do not say which trials make a group: the case's
 * stated labels do.
 */
function correlationIn(inputs: GoldenInputs): SquareMatrix {
  if (inputs.has('matrix')) return correlationMatrix(inputs.trials('matrix'));
  const size = inputs.number('N');
  const { cluster_labels: labels } = inputs.golden.outputs as { cluster_labels?: number[] };
  const values = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    if (i === j) return 1;
    if (inputs.has('rho')) return inputs.number('rho');
    return inputs.number(labels![i] === labels![j] ? 'within' : 'between');
  });
  return { size, values };
}
