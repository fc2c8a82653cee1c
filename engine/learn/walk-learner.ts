/**
 * Any learner of class probabilities walked forward on the folds that the forests have: the same
 * rows, the same purge. Vocabulary: a learner fits itself to the standardised rows of a fold and
 * answers for the rows that the fold tests. Must not know: which learner it is, money.
 */

import { setImmediate } from 'node:timers/promises';
import { assert, Cancelled } from '../core/errors.ts';
import type { WindowedFold } from '../forest/bins.ts';
import { mostProbableClasses } from '../forest/class-votes.ts';
import { CLASS_COUNT, type FeatureMatrix } from '../forest/problem.ts';
import { testRows } from './out-of-sample.ts';
import { standardisedRows, standardiserOf, type Rows } from './standardised-rows.ts';

/** The standardised rows of a fold with their class codes, Uint8Array (rows). */
export type TrainingRows = { readonly rows: Rows; readonly labels: Uint8Array };

/**
 * The probabilities of down, neutral and up, Float64Array (tested rows × 3), of a model that is
 * fitted to `train` alone.
 */
export type Learner = (train: TrainingRows, tested: Rows) => Float64Array;

/** What a learner walks over. */
export type LearnedWalk = {
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes. */
  readonly labels: Uint8Array;
  readonly folds: readonly WindowedFold[];
  /** Indices of the columns that the learner sees. */
  readonly columns: readonly number[];
};

/** What a learner predicts on the test rows of all folds, in time order. */
export type LearnedRows = {
  /** Float64Array (test rows × 3). */
  readonly probabilities: Float64Array;
  /** Int8Array (test rows): the most probable class -1, 0, +1; the lowest on a tie. */
  readonly classes: Int8Array;
};

/** Follows the work, and can stop it. */
export type LearnerWatch = {
  readonly signal?: AbortSignal | undefined;
  /** Called after each fold. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/**
 * What `learner` predicts out of sample. A fold's model and its standardisation see the rows
 * [trainStart, trainEnd) of that fold alone.
 * @throws Cancelled if the watch's signal aborts, within a fold's time
 */
export async function walkLearner(
  { matrix, labels, folds, columns }: LearnedWalk,
  learner: Learner,
  { signal, onProgress }: LearnerWatch = {},
): Promise<LearnedRows> {
  const { start, end } = testRows(folds);
  const probabilities = new Float64Array((end - start) * CLASS_COUNT);
  for (const [i, { trainStart, trainEnd, testStart, testEnd }] of folds.entries()) {
    // Lets Ctrl-C through.
    await setImmediate();
    if (signal?.aborted === true) throw new Cancelled();
    const known = { start: trainStart, end: trainEnd };
    const standardiser = standardiserOf(matrix, columns, known);
    const rows = standardisedRows(matrix, standardiser, known);
    const tested = standardisedRows(matrix, standardiser, { start: testStart, end: testEnd });
    const own = learner({ rows, labels: labels.subarray(trainStart, trainEnd) }, tested);
    assert(own.length === tested.count * CLASS_COUNT, 'probabilities for every tested row');
    probabilities.set(own, (testStart - start) * CLASS_COUNT);
    onProgress?.(i + 1, folds.length);
  }
  return { probabilities, classes: mostProbableClasses(probabilities) };
}
