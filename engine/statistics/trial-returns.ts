/**
 * The returns of many trials over the same bars, and how they are correlated.
 * Vocabulary: a trial is one strategy that was tried; its series has one return a bar.
 * Must not know: what a trial did.
 */

import { InputError } from '../core/errors.ts';
import { centred } from './autocorrelation.ts';
import { isConstant, mean, sampleDeviation } from './moments.ts';

/** One series a trial, all of the same bars. */
export type TrialReturns = readonly Float64Array[];

/** A square matrix: entry (i, j) is `values[i · size + j]`. */
export type SquareMatrix = { readonly size: number; readonly values: Float64Array };

/**
 * Number of bars of the trials.
 * @throws InputError where there is no trial, or where two have different numbers of bars
 */
export function barsOf(trials: TrialReturns): number {
  const [first] = trials;
  if (first === undefined) throw new InputError('expected at least one trial, got none');
  trials.forEach((trial, i) => {
    if (trial.length === first.length) return;
    throw new InputError(
      `trial ${i}: expected ${first.length} returns as trial 0 has, got ${trial.length}`,
    );
  });
  return first.length;
}

/**
 * Pearson's correlations of the trials' returns. O(trials² · bars).
 * @throws InputError where a trial's returns are all equal, because it is correlated with nothing
 */
export function correlationMatrix(trials: TrialReturns): SquareMatrix {
  barsOf(trials);
  const size = trials.length;
  const standardised = trials.map(standardise);
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    values[i * size + i] = 1;
    for (let j = 0; j < i; j++) {
      const correlation = dot(standardised[i], standardised[j]);
      values[i * size + j] = correlation;
      values[j * size + i] = correlation;
    }
  }
  return { size, values };
}

/** A trial's returns less their mean, over the length of what remains. */
function standardise(trial: Float64Array, index: number): Float64Array {
  if (isConstant(sampleDeviation(trial), mean(trial))) {
    throw new InputError(`trial ${index}: expected returns that differ, got all equal`);
  }
  const differences = centred(trial);
  const length = Math.sqrt(dot(differences, differences));
  return differences.map((value) => value / length);
}

function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * y[i];
  return total;
}
