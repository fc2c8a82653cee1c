/**
 * What the best of many trials shows where none of them has any skill.
 * Must not know: what the trials were.
 */

import { normalQuantile } from './normal.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Expected maximum of `trials` independent normal figures of mean 0 and standard deviation
 * `spread`: spread · ((1 - γ)·z(1 - 1/N) + γ·z(1 - 1/(N·e))), z the normal quantile; 0 for one
 * trial, NaN where `spread` is. An approximation for large N (at N = 10 it is 2 % too high).
 * Correlated trials have a smaller maximum than this.
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
