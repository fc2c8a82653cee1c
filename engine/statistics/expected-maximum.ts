/**
 * What the best of many trials shows where none of them has any skill.
 * Must not know: what the trials were.
 */

import { power, square } from '../core/power.ts';
import { normalDensity, normalDistribution, normalQuantile } from './normal.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Expected maximum of `trials` independent normal figures of mean 0 and standard deviation
 * `spread`: spread · ((1 - γ)·z(1 - 1/N) + γ·z(1 - 1/(N·e))), z the normal quantile; 0 for one
 * trial, NaN where `spread` is. An approximation for large N (0.036 too high at N = 10, 0.023 at
 * N = 100). Correlated trials have a smaller maximum than this.
 * Source: Bailey & López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management
 * 40 (2014), formula 1.
 */
export function expectedMaximum(trials: number, spread: number): number {
  if (Number.isNaN(spread)) return Number.NaN;
  if (trials <= 1) return 0;
  const z =
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials) +
    EULER_MASCHERONI * normalQuantile(1 - 1 / (trials * Math.E));
  return spread * z;
}

/** Range of the integral, in standard deviations: what lies outside is below 1e-30. */
const INTEGRAL_LIMIT = 12;
/** Steps a standard deviation: the trapezoid rule has long converged on so smooth a function. */
const INTEGRAL_STEPS = 32;

/**
 * Mean and variance of the maximum of `trials` independent standard normal figures, exact to
 * about 1e-12: moments of the density N·φ(x)·Φ(x)^(N - 1), by the trapezoid rule. `trials` may
 * be a fraction ≥ 1; the range is enough for 1e12 of them.
 * Source: David & Nagaraja, "Order Statistics" (2003), chapters 2 and 3.
 */
export function maximumOfNormals(trials: number): {
  readonly mean: number;
  readonly variance: number;
} {
  let mean = 0;
  let square = 0;
  for (let i = -INTEGRAL_LIMIT * INTEGRAL_STEPS; i <= INTEGRAL_LIMIT * INTEGRAL_STEPS; i++) {
    const x = i / INTEGRAL_STEPS;
    const others = power(normalDistribution(x), trials - 1);
    const weight = (trials * normalDensity(x) * others) / INTEGRAL_STEPS;
    mean += weight * x;
    square += weight * x * x;
  }
  return { mean, variance: square - mean * mean };
}

/** Halvings of the search: the last interval is below a double's resolution. */
const HALVINGS = 120;
/** log of the most trials that are looked for. */
const MAX_LOG_TRIALS = 70;

/**
 * Number of independent trials whose `expectedMaximum` (spread 1) is `maximum`: how many such
 * trials correlated ones are worth. Not a whole number; 1 where `maximum` ≤ 0, NaN where it is.
 */
export function trialsOfMaximum(maximum: number): number {
  if (Number.isNaN(maximum)) return Number.NaN;
  if (maximum <= 0) return 1;
  // Invariant: the maximum of exp(low) trials is below `maximum`, that of exp(high) is not.
  let low = 0;
  let high = MAX_LOG_TRIALS;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (expectedMaximum(Math.exp(middle), 1) < maximum) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/**
 * Years of returns below which the best of `trials` skill-less strategies is expected to show
 * an annual Sharpe ratio of `targetSharpe` or more: (E[max of N] / target)².
 * Source: Bailey, Borwein, López de Prado & Zhu, "Pseudo-Mathematics and Financial
 * Charlatanism", Notices of the AMS 61 (2014).
 */
export function minimumBacktestYears(trials: number, targetSharpe: number): number {
  return square(expectedMaximum(trials, 1) / targetSharpe);
}
