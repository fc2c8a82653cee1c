/** Calls of ours for the golden functions about Sharpe ratios, by the function's name. */

import {
  annualisationFactor,
  annualisationFactorOfAr1,
  autocorrelations,
} from '../../../engine/statistics/autocorrelation.ts';
import {
  bestSharpeDeviation,
  deflatedSharpe,
  deflatedSharpeAtNull,
  deflatedSharpeBySpread,
  expectedBestSharpe,
} from '../../../engine/statistics/deflated-sharpe.ts';
import {
  expectedMaximum,
  maximumOfNormals,
  minimumBacktestYears,
} from '../../../engine/statistics/expected-maximum.ts';
import { automaticLags } from '../../../engine/statistics/long-run-variance.ts';
import {
  correctedExcessKurtosis,
  correctedSkewness,
  momentsOf,
} from '../../../engine/statistics/moments.ts';
import {
  minimumTrackRecord,
  probabilisticSharpe,
} from '../../../engine/statistics/probabilistic-sharpe.ts';
import {
  autocorrelatedSharpeError,
  hacSharpeError,
  loSharpeError,
  mertensSharpeError,
  sharpeSampleOf,
  sharpeStandardError,
} from '../../../engine/statistics/sharpe-error.ts';
import {
  minimumTrackRecordAtNull,
  missProbability,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  probabilisticSharpeAtNull,
  sharpeErrorAt,
} from '../../../engine/statistics/sharpe-inference.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import type { GoldenInputs } from './golden-cases.ts';

/** Ours for a case: `wanted` are the names of the outputs that the case has. */
export type GoldenCall = (inputs: GoldenInputs, wanted: readonly string[]) => unknown;

/** Calls by the golden function's name. */
export const SHARPE_CALLS: Readonly<Record<string, GoldenCall>> = {
  moments: (inputs) => {
    const series = inputs.series('series');
    const moments = momentsOf(series);
    return {
      n: moments.count,
      mean: moments.mean,
      std: moments.deviation,
      std_ddof0: moments.populationDeviation,
      sharpe: sharpeRatio(series),
      skew: moments.skewness,
      kurtosis: moments.kurtosis,
      skew_bias_corrected: correctedSkewness(moments),
      excess_kurtosis_bias_corrected: correctedExcessKurtosis(moments),
    };
  },

  'standard errors of the per-bar Sharpe ratio': (inputs, wanted) => {
    const series = inputs.series('series');
    const sample = sharpeSampleOf(series);
    const [rho] = autocorrelations(series, 1);
    const lags = inputs.has('hac_lags') ? inputs.list('hac_lags') : [];
    return {
      lo_iid: loSharpeError(sample),
      mertens: mertensSharpeError(sample),
      bailey: sharpeStandardError(series),
      hac: byKey(lags, (lag) => hacSharpeError(series, lag)),
      auto_lag: automaticLags(series.length),
      ar1_2026: autocorrelatedSharpeError(sample, rho!),
      rho1: rho,
      ...numbered(wanted, /^annual_factor_(\d+)$/, (periods) => Math.sqrt(periods)),
    };
  },

  'eta(q)': (inputs, wanted) => {
    const series = inputs.series('series');
    const bars = inputs.list('q');
    const correlations = autocorrelations(series, Math.max(...bars));
    return {
      ...numbered(wanted, /^rho_1_to_(\d+)$/, (lag) => autocorrelations(series, lag)),
      eta: byKey(bars, (q) => annualisationFactor(correlations, q)),
      sqrt_q: byKey(bars, Math.sqrt),
    };
  },

  'eta(q) for AR(1)': (inputs) =>
    byKey(inputs.list('rho'), (rho) =>
      byKey(inputs.list('q'), (q) => annualisationFactorOfAr1(rho, q)),
    ),

  'deflated Sharpe ratio': (inputs) => {
    const variance = inputs.has('var_trials')
      ? inputs.number('var_trials')
      : inputs.number('var_trials_annual') / inputs.number('periods');
    const spread = { trials: inputs.number('N'), variance };
    return { sr0: expectedBestSharpe(spread), dsr: deflatedSharpe(sampleIn(inputs), spread) };
  },

  'probabilistic Sharpe ratio': (inputs) => {
    const sample = sampleIn(inputs);
    const benchmark = perBar(inputs, 'benchmark', 0);
    return {
      psr: probabilisticSharpe(sample, benchmark),
      psr_if_normal: probabilisticSharpe({ ...sample, skewness: 0, kurtosis: 3 }, benchmark),
    };
  },

  'minimum track record length': (inputs) => {
    const observations = minimumTrackRecord(sampleIn(inputs), {
      benchmark: perBar(inputs, 'benchmark', 0),
      confidence: inputs.number('confidence', 0.95),
    });
    return { observations, years: observations / inputs.number('periods', 1) };
  },

  'expected maximum of N': (inputs) =>
    byKey(inputs.list('N'), (trials) => {
      const { mean, variance } = maximumOfNormals(trials);
      return { approximation: expectedMaximum(trials, 1), exact: mean, variance_exact: variance };
    }),

  'minimum backtest length': (inputs) =>
    byKey(inputs.list('N'), (trials) =>
      minimumBacktestYears(trials, inputs.number('target_annual_sharpe', 1)),
    ),

  'the 2025/26 inference set': (inputs, wanted) => {
    const sample = {
      sharpe: inputs.number('mu') / inputs.number('sigma'),
      skewness: inputs.number('skew'),
      kurtosis: inputs.number('kurtosis'),
      count: inputs.number('T'),
      rho: inputs.number('rho', 0),
    };
    const level = inputs.number('alpha', 0.05);
    const alternativeShare = inputs.number('pH1');
    const test = { benchmark: 0, alternative: inputs.number('sr1'), level, alternativeShare };
    const at01 = { benchmark: 0.1, confidence: 1 - level };
    const spread = { trials: inputs.number('K'), variance: inputs.number('var_trials') };
    return {
      sr: sample.sharpe,
      sigma: sharpeErrorAt(sample, sample.sharpe),
      sigma_normal: loSharpeError(sample),
      psr0: probabilisticSharpeAtNull(sample),
      psr01: probabilisticSharpeAtNull(sample, at01.benchmark),
      mintrl0: minimumTrackRecordAtNull(sample, { confidence: 1 - level }),
      mintrl01: minimumTrackRecordAtNull(sample, at01),
      beta: missProbability(sample, test),
      pfdr: plannedFalseDiscoveryRate(sample, test),
      ofdr: observedFalseDiscoveryRate(sample, test),
      ...numbered(wanted, /^ofdr_at_pH1_0(\d+)$/, (_, digits) =>
        observedFalseDiscoveryRate(sample, { ...test, alternativeShare: Number(`0.${digits}`) }),
      ),
      sr0: expectedBestSharpe(spread),
      sigma_max: bestSharpeDeviation(spread),
      dsr: deflatedSharpeBySpread(sample.sharpe, spread),
      dsr_null_variance_times_varmax: deflatedSharpeAtNull(sample, spread),
      dsr_2014: deflatedSharpe(sample, spread),
    };
  },

  'PSR, MinTRL, DSR on a series': (inputs) => {
    const sample = sharpeSampleOf(inputs.series('series'));
    const [benchmark = 0, annualOne = Number.NaN] = inputs.list('benchmarks');
    const trials = inputs.list('N');
    const spread = (count: number) => ({ trials: count, variance: 1 / sample.count });
    const year = Math.sqrt(inputs.number('periods', 252));
    return {
      psr0: probabilisticSharpe(sample, benchmark),
      psr_annual1: probabilisticSharpe(sample, annualOne),
      mintrl0: minimumTrackRecord(sample, { benchmark }),
      dsr: byKey(trials, (count) => deflatedSharpe(sample, spread(count))),
      sr0_annual: byKey(trials, (count) => expectedBestSharpe(spread(count)) * year),
    };
  },
};

/** One output for each key, by the key's text. */
function byKey<T>(keys: readonly number[], output: (key: number) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [String(key), output(key)]));
}

/** One output for each wanted name that has a number in it. */
function numbered<T>(
  wanted: readonly string[],
  pattern: RegExp,
  output: (figure: number, digits: string) => T,
): Record<string, T> {
  const matches = wanted.flatMap((name) => pattern.exec(name) ?? []);
  const names = wanted.filter((name) => pattern.test(name));
  return Object.fromEntries(
    names.map((name, i) => {
      const digits = matches[2 * i + 1]!;
      return [name, output(Number(digits), digits)];
    }),
  );
}

/** A ratio per bar: `KEY` itself, or `KEY_annual` over √periods. */
function perBar(inputs: GoldenInputs, key: string, otherwise?: number): number {
  const annual = `${key}_annual`;
  if (!inputs.has(annual)) return inputs.number(key, otherwise);
  return inputs.number(annual) / Math.sqrt(inputs.number('periods'));
}

function sampleIn(inputs: GoldenInputs) {
  return {
    sharpe: perBar(inputs, 'sharpe'),
    skewness: inputs.number('skew', 0),
    kurtosis: inputs.number('kurtosis', 3),
    count: inputs.number('T', Number.NaN),
  };
}
