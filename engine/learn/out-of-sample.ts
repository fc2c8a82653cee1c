/**
 * What walk-forward forests predict out of sample: votes become probabilities and classes, and the
 * rows that they belong to stand beside them.
 * Vocabulary: a run is the votes of one seed (test rows × 3); signals are the classes -1, 0, +1.
 * Must not know: how votes are made (by a pool, by one thread), money.
 */

import { assert } from '../core/errors.ts';
import { mostProbableClasses, voteProbabilities } from '../forest/class-votes.ts';
import { CLASS_COUNT, type Fold } from '../forest/problem.ts';
import type { Dataset } from './dataset.ts';

/** The rows that the folds test, in time order, and the predictions for them. */
export type OutOfSample = {
  /** Float64Array (n): bar times, unix seconds. */
  readonly time: Float64Array;
  /** Float64Array (n): log return of the next bar. */
  readonly nextReturn: Float64Array;
  /** Uint8Array (n): true class codes 0, 1, 2. */
  readonly labels: Uint8Array;
  /** Float64Array (n × 3): probabilities of down, neutral, up. */
  readonly probabilities: Float64Array;
  /** Int8Array (n): the most probable class -1, 0, +1; the lowest of equally probable classes. */
  readonly classes: Int8Array;
};

/** The half-open range of rows that `folds` test. No row between its ends is left out. */
export function testRows(folds: readonly Fold[]): { readonly start: number; readonly end: number } {
  assert(folds.length > 0, 'there is a fold');
  return { start: folds[0]!.testStart, end: folds.at(-1)!.testEnd };
}

/** Int8Array (rows): for each row the class -1, 0, +1 with most votes, on a tie the lowest one. */
export function signalsFromVotes(votes: Uint32Array): Int8Array {
  return mostProbableClasses(votes);
}

/**
 * The out-of-sample rows of `dataset` with the mean probabilities of all runs, and the classes of
 * these mean probabilities.
 * @param runs the votes of each seed, Uint32Array (test rows × 3); at least one
 */
export function outOfSample(
  dataset: Dataset,
  folds: readonly Fold[],
  runs: readonly Uint32Array[],
): OutOfSample {
  const { start, end } = testRows(folds);
  const probabilities = meanProbabilities(runs);
  assert(probabilities.length === (end - start) * CLASS_COUNT, 'votes for every test row');
  return {
    time: dataset.time.subarray(start, end),
    nextReturn: dataset.nextReturn.subarray(start, end),
    labels: dataset.labels.subarray(start, end),
    probabilities,
    classes: mostProbableClasses(probabilities),
  };
}

/** How the predicted classes compare with the true ones. */
export type ClassFigures = {
  /** Share of rows whose predicted class is the true one, a fraction. */
  readonly accuracy: number;
  /** Number of rows that were predicted down, neutral and up. */
  readonly predicted: { readonly down: number; readonly neutral: number; readonly up: number };
};

/** How the predicted classes of `rows` compare with the true ones. Accuracy is NaN without rows. */
export function classFigures(rows: Pick<OutOfSample, 'classes' | 'labels'>): ClassFigures {
  const counts = [0, 0, 0];
  let right = 0;
  for (let i = 0; i < rows.classes.length; i++) {
    const code = rows.classes[i]! + 1;
    counts[code]!++;
    if (code === rows.labels[i]) right++;
  }
  return {
    accuracy: right / rows.classes.length,
    predicted: { down: counts[0]!, neutral: counts[1]!, up: counts[2]! },
  };
}

/** Float64Array (rows × 3): the mean probabilities of the runs, summed in the order of the runs. */
function meanProbabilities(runs: readonly Uint32Array[]): Float64Array {
  assert(runs.length > 0, 'there is a run');
  const [first, ...others] = runs.map(voteProbabilities);
  const sums = first!;
  for (const run of others) {
    assert(run.length === sums.length, 'runs have the same rows');
    for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + run[i]!;
  }
  return sums.map((sum) => sum / runs.length);
}
