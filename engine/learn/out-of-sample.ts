/**
 * What walk-forward forests say out of sample: votes turned into probabilities and classes beside
 * the rows they are about.
 * Vocabulary: a run is one seed's votes (test rows × 3); signals are classes -1, 0, +1. Must not
 * know: how votes come about (a pool, one thread), money.
 */

import { assert } from '../core/errors.ts';
import { mostProbableClasses, voteProbabilities } from '../forest/class-votes.ts';
import { CLASS_COUNT, type Fold } from '../forest/problem.ts';
import type { Dataset } from './dataset.ts';

/** The rows that the folds test, in time order, and what was predicted for them. */
export type OutOfSample = {
  /** Float64Array (n): bar times, unix seconds. */
  readonly time: Float64Array;
  /** Float64Array (n): log return of the next bar. */
  readonly nextReturn: Float64Array;
  /** Uint8Array (n): true class codes 0, 1, 2. */
  readonly labels: Uint8Array;
  /** Float64Array (n × 3): down, neutral, up. */
  readonly probabilities: Float64Array;
  /** Int8Array (n): the most probable class, the lowest on a tie. */
  readonly classes: Int8Array;
};

/** The half-open range of the rows that `folds` test; they follow one another without a hole. */
export function testRows(folds: readonly Fold[]): { readonly start: number; readonly end: number } {
  assert(folds.length > 0, 'there is a fold');
  return { start: folds[0]!.testStart, end: folds.at(-1)!.testEnd };
}

/** Int8Array (rows): the class -1, 0, +1 of each row with the most votes, the lowest on a tie. */
export function signalsFromVotes(votes: Uint32Array): Int8Array {
  return mostProbableClasses(votes);
}

/**
 * The out-of-sample rows of `dataset` with the mean of the runs' probabilities, and the classes
 * that follow from that mean.
 * @param runs votes of one seed each, Uint32Array (test rows × 3), at least one
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
  /** Share of rows with the right class, a fraction. */
  readonly accuracy: number;
  /** Rows predicted down, neutral and up. */
  readonly predicted: { readonly down: number; readonly neutral: number; readonly up: number };
};

/** The classes of `rows` counted and compared; accuracy is NaN without rows. */
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

/** Float64Array (rows × 3): the mean of the runs' probabilities, added up in their order. */
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
