/**
 * Combinatorial purged cross-validation of a dataset: the splits of its rows, the forest problem of
 * a split, and which tests a path joins.
 * Vocabulary: see engine/statistics/combinatorial-purged.ts. A training row is left out if its
 * label shares a bar with the label of a test row, on either side of each run of test rows. The
 * bars that a feature looks back on are inputs, not answers, so they are not purged: a training
 * row after a test may see bars of the test, as every later bar of the market does. Must not know:
 * features by name, money.
 */

import { InputError } from '../core/errors.ts';
import type { ForestSettings } from '../forest/forest-options.ts';
import type { FeatureMatrix, Fold, ForestProblem } from '../forest/problem.ts';
import {
  combinatorialPurgedSplits,
  type PurgedSplit,
  type PurgedSplits,
} from '../statistics/combinatorial-purged.ts';
import type { Dataset } from './dataset.ts';
import { FOLD_OPTIONS } from './folds.ts';

/** How rows are split. */
export type PurgedPlan = {
  readonly groups: number;
  readonly testGroups: number;
  /** Rows left out after each run of test rows, in addition to the purge. */
  readonly embargo: number;
};

/**
 * The splits of all rows of `dataset`, purged by the horizon of its target.
 * @throws InputError if a split leaves too few rows to train on
 */
export function purgedSplits(
  { matrix, target }: Pick<Dataset, 'matrix' | 'target'>,
  plan: PurgedPlan,
): PurgedSplits {
  const { rows } = matrix;
  const found = combinatorialPurgedSplits({ ...plan, rows, horizon: target.horizonBars });
  const fewest = Math.min(...found.splits.map(({ train }) => train.length));
  const { min } = FOLD_OPTIONS.initialTrain;
  if (fewest < min) {
    throw new InputError(
      `--cpcv ${plan.groups},${plan.testGroups}: expected at least ${min} training rows in each ` +
        `split, got ${fewest} of ${rows} rows: use more bars or test fewer groups`,
    );
  }
  return found;
}

/** Int32Array: the test rows of a split, ascending. */
export function testRowsOf({ testRuns }: Pick<PurgedSplit, 'testRuns'>): Int32Array {
  return Int32Array.from(
    testRuns.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
  );
}

/** Rows to learn from in one fold, in the form in which forests are grown. */
export type SplitRows = {
  readonly dataset: Pick<Dataset, 'matrix' | 'labels'>;
  readonly folds: readonly [Fold];
};

/**
 * The rows of a split in a new order: the training rows first, then the test rows, both in time
 * order. So one fold trains on the first and tests the others, and the kernel grows it as any
 * other fold; the random numbers of a row follow its new place. O(rows × columns).
 */
export function splitRows(
  { matrix, labels }: Pick<Dataset, 'matrix' | 'labels'>,
  split: PurgedSplit,
): SplitRows {
  const rows = Int32Array.of(...split.train, ...testRowsOf(split));
  const trainEnd = split.train.length;
  return {
    dataset: { matrix: rowsOfMatrix(matrix, rows), labels: labelsOf(labels, rows) },
    folds: [{ trainEnd, testStart: trainEnd, testEnd: rows.length }],
  };
}

/** The forest problem of a split's rows. */
export function splitProblem(
  { dataset, folds }: SplitRows,
  settings: ForestSettings,
): ForestProblem {
  return { ...dataset, folds, settings };
}

/** The rows `rows` of `matrix`, in their order, in shared memory. */
export function rowsOfMatrix(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  const bytes = matrix.names.length * rows.length * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  for (let column = 0; column < matrix.names.length; column++) {
    const source = column * matrix.rows;
    const target = column * rows.length;
    for (let i = 0; i < rows.length; i++) values[target + i] = matrix.values[source + rows[i]!]!;
  }
  return { ...matrix, rows: rows.length, values };
}

/** Uint8Array: the labels of `rows`, in their order. */
export function labelsOf(labels: Uint8Array, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row]!);
}

/** A part of a path: rows [start, end) of the dataset, tested by a split. */
export type PathPart = {
  /** The split's number. */
  readonly split: number;
  readonly start: number;
  readonly end: number;
  /** Where the part begins among the split's test rows. */
  readonly testStart: number;
};

/** The parts of path number `path`, one a group, in time order. */
export function pathParts({ groups, splits, paths }: PurgedSplits, path: number): PathPart[] {
  return paths[path]!.map((split, group) => {
    const { start, end } = groups[group]!;
    const before = splits[split]!.groups.filter((tested) => tested < group);
    const sizes = before.map((tested) => groups[tested]!.end - groups[tested]!.start);
    return { split, start, end, testStart: sizes.reduce((sum, size) => sum + size, 0) };
  });
}
