/**
 * How many independent trials correlated ones are worth, by the measures that are in use. They
 * differ a lot: on 24 real trials from 2 to 8. Only the simulated maximum
 * (`correlatedMaximum`, turned into a number by `trialsOfMaximum`) answers the question of
 * deflation; the others are here to be compared with it.
 * Must not know: what the trials were.
 */

import type { SquareMatrix } from './trial-returns.ts';
import { symmetricEigenvalues } from './eigenvalues.ts';

/**
 * ρ + (1 - ρ)·N, ρ the mean correlation of two different trials; 1 for one trial.
 * Source: Bailey & López de Prado, "The Deflated Sharpe Ratio" (2014), appendix.
 */
export function trialsByMeanCorrelation({ size, values }: SquareMatrix): number {
  if (size === 1) return 1;
  let total = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) if (i !== j) total += values[i * size + j];
  }
  const average = total / (size * (size - 1));
  return average + (1 - average) * size;
}

/**
 * Participation ratio of the eigenvalues, (Σ λ)² / Σ λ²: the trace squared over the sum of all
 * squared entries, without an eigenvalue.
 */
export function trialsByParticipation({ size, values }: SquareMatrix): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += values[i * size + i];
  let squares = 0;
  for (const value of values) squares += value * value;
  return (trace * trace) / squares;
}

/**
 * exp of the entropy of the eigenvalues as shares of their sum; those that rounding leaves below
 * 0 count as 0. O(size³).
 * Source: Roy & Vetterli, "The effective rank: a measure of effective dimensionality" (2007).
 */
export function trialsByEntropy(correlation: SquareMatrix): number {
  const eigenvalues = symmetricEigenvalues(correlation);
  let entropy = 0;
  for (const eigenvalue of eigenvalues) {
    const share = eigenvalue / correlation.size;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}
