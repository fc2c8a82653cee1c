/**
 * Confidence intervals of a strategy's figures by the stationary bootstrap.
 * The studentized interval is the one to show: for a Sharpe ratio it covers 94 to 95 % at a level
 * of 95 %. Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 12
 * and 13; Politis & Romano, JASA 89 (1994). Must not know: where the returns come from.
 */

import type { Resamples } from './stationary-bootstrap.ts';
import { deepestDrawdown } from './drawdowns.ts';
import { automaticLags, longRunVariance } from './long-run-variance.ts';
import { centred } from './autocorrelation.ts';
import { mean, sampleDeviation } from './moments.ts';
import { ascending, quantileOfSorted } from './quantile.ts';
import { hacSharpeError } from './sharpe-error.ts';
import { sharpeRatio } from './sharpe-ratio.ts';
import { takeResample } from './stationary-bootstrap.ts';

/** A range; NaN at both ends where it is not defined. */
export type Interval = { readonly lower: number; readonly upper: number };

/** A figure of a sample and its standard error, NaN where there is no formula for the error. */
export type Estimate = { readonly value: number; readonly error: number };

export type BootstrapIntervals = Estimate & {
  /** Mean and sample deviation of the resamples' figures. */
  readonly bootstrapMean: number;
  readonly bootstrapError: number;
  /** Quantiles of the resamples' figures. */
  readonly percentile: Interval;
  /** Twice the figure less the quantiles. */
  readonly basic: Interval;
  /** The figure less its error times quantiles of (figure* - figure)/error*. */
  readonly studentized: Interval;
  /** Share of resamples whose figure is 0 or less. */
  readonly shareNotPositive: number;
  /** Float64Array (resamples): the figures, NaN where a resample has none. */
  readonly values: Float64Array;
};

export type IntervalOptions = {
  readonly resamples: Resamples;
  /** Level of confidence, 0.95 where nothing else is said. */
  readonly level?: number;
};

/** Intervals of the per-bar Sharpe ratio; errors are HAC with Bartlett's kernel over `lags`. */
export function sharpeIntervals(
  returns: Float64Array,
  options: IntervalOptions & { readonly lags?: number },
): BootstrapIntervals {
  const lags = options.lags ?? automaticLags(returns.length);
  const estimate = (sample: Float64Array): Estimate => ({
    value: sharpeRatio(sample),
    error: hacSharpeError(sample, lags),
  });
  return bootstrapIntervals(returns, estimate, options);
}

/**
 * Intervals of the mean log growth a bar, mean of log(1 + r) of simple returns r, with HAC errors.
 * Growth over a year of P bars is expm1(P · it). A return of -1 or less leaves no growth: NaN.
 */
export function growthIntervals(
  returns: Float64Array,
  options: IntervalOptions & { readonly lags?: number },
): BootstrapIntervals {
  const bandwidth = (options.lags ?? automaticLags(returns.length)) + 1;
  const growth = returns.map((value) => (value > -1 ? Math.log1p(value) : Number.NaN));
  const estimate = (sample: Float64Array): Estimate => {
    const variance = longRunVariance(centred(sample), { kernel: 'bartlett', bandwidth });
    return { value: mean(sample), error: Math.sqrt(variance / sample.length) };
  };
  return bootstrapIntervals(growth, estimate, options);
}

/**
 * Intervals of the deepest drawdown of simple returns, a fraction ≤ 0. There is no formula for
 * its error, so the studentized interval is NaN; the percentile interval tells how deep other
 * orders of the same blocks of returns would have gone.
 */
export function drawdownIntervals(
  returns: Float64Array,
  options: IntervalOptions,
): BootstrapIntervals {
  const estimate = (sample: Float64Array): Estimate => ({
    value: deepestDrawdown(sample),
    error: Number.NaN,
  });
  return bootstrapIntervals(returns, estimate, options);
}

/** Intervals of any figure of a series. `estimate` may not keep the array that it is given. */
export function bootstrapIntervals(
  series: Float64Array,
  estimate: (sample: Float64Array) => Estimate,
  { resamples, level = 0.95 }: IntervalOptions,
): BootstrapIntervals {
  const whole = estimate(series);
  const values = new Float64Array(resamples.length);
  const ratios = new Float64Array(resamples.length);
  const sample = new Float64Array(series.length);
  resamples.forEach((indices, i) => {
    takeResample(series, indices, sample);
    const { value, error } = estimate(sample);
    values[i] = value;
    ratios[i] = error > 0 ? (value - whole.value) / error : Number.NaN;
  });
  const defined = values.filter((value) => !Number.isNaN(value));
  const percentile = middle(defined, level);
  const ratio = middle(
    ratios.filter((value) => !Number.isNaN(value)),
    level,
  );
  return {
    ...whole,
    bootstrapMean: mean(defined),
    bootstrapError: sampleDeviation(defined),
    percentile,
    basic: {
      lower: 2 * whole.value - percentile.upper,
      upper: 2 * whole.value - percentile.lower,
    },
    // The upper end takes the lower quantile: a small ratio means that figures come out too high.
    studentized: {
      lower: whole.value - ratio.upper * whole.error,
      upper: whole.value - ratio.lower * whole.error,
    },
    shareNotPositive: defined.filter((value) => value <= 0).length / defined.length,
    values,
  };
}

/** The middle `level` share of values, with linear quantiles. */
function middle(values: Float64Array, level: number): Interval {
  const sorted = ascending(values);
  return {
    lower: quantileOfSorted(sorted, (1 - level) / 2),
    upper: quantileOfSorted(sorted, (1 + level) / 2),
  };
}
