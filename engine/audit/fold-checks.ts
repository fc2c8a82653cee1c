/**
 * Whether folds, bins and forests use only what was known: labels that end before a fold's first
 * decision, edges from training rows, and votes that later rows cannot change. The rules of the
 * engine are handed in as functions, so that other rules can be audited as well.
 * Must not know: features by name, money.
 */

import { formatBarTime } from '../core/bar-time.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';
import { binEdges, epochsOf, sortColumn, type Epoch, type SortedColumn } from '../forest/bins.ts';
import {
  CLASS_COUNT,
  type FeatureMatrix,
  type Fold,
  type ForestProblem,
} from '../forest/problem.ts';
import { createWalkForwardForest, slowReason } from '../forest/walk-forward-forest.ts';
import type { Dataset } from '../learn/dataset.ts';
import { foldDataset, type FoldedDataset, type FoldSettings } from '../learn/folds.ts';

/** How a walk-forward test makes folds, bins and votes. */
export type FoldRules = {
  readonly folds: (dataset: Dataset, settings: FoldSettings) => FoldedDataset;
  /** Float64Array (edges): the edges of a column in an epoch. */
  readonly edges: (column: SortedColumn, epoch: Epoch, bins: number) => Float64Array;
  /** Uint32Array (test rows × 3): the votes of a forest on all columns. */
  readonly votes: (problem: ForestProblem) => Uint32Array;
};

/** The rules of this engine. */
export const ENGINE_RULES: FoldRules = {
  folds: foldDataset,
  edges: (column, { edgeRows, rowStart }, bins) => binEdges(column, edgeRows, bins, rowStart),
  votes: (problem) => {
    const columns = problem.matrix.names.map((_, column) => column);
    const trees = slowReason(problem) === null ? problem.settings.trees : 1;
    return createWalkForwardForest(problem).votes([columns], 0, trees)[0]!;
  },
};

/** Folds after which later rows are changed, to see whether earlier votes change. */
const CHANGED_AFTER = 6;

/** Why a training label is known too late, or why folds test their own training rows. */
export function purgeFault({ dataset, folds }: FoldedDataset): string | undefined {
  const { barIndex, bars, target } = dataset;
  const dateOf = (bar: number): string => formatBarTime(bars.time[bar]!);
  let tested = 0;
  for (const [i, { trainEnd, testStart, testEnd }] of folds.entries()) {
    const fold = `fold ${i + 1}`;
    if (trainEnd > testStart) return `${fold} trains on ${trainEnd - testStart} rows that it tests`;
    if (testStart < tested) return `${fold} tests rows that an earlier fold has tested`;
    tested = testEnd;
    const known = barIndex[trainEnd - 1]! + target.horizonBars;
    const decision = barIndex[testStart]!;
    if (known <= decision) continue;
    return (
      `${fold}: the label of its last training row, ${dateOf(barIndex[trainEnd - 1]!)}, is known ` +
      `${known - decision} bars after the close of ${dateOf(decision)}, its first decision`
    );
  }
  return undefined;
}

/** What `purgeFault` tries, as a text. */
export function purgeTried({ dataset, folds }: FoldedDataset): string {
  const { horizonBars } = dataset.target;
  return `${folds.length} folds; every training label (horizon ${horizonBars}) is known in time`;
}

/** Why the edges of the bins use more than training rows. */
export function binsFault(problem: ForestProblem, rules: FoldRules): string | undefined {
  const { matrix, folds, settings } = problem;
  const sorted = matrix.names.map((_, column) => sortColumn(matrix, column));
  for (const epoch of epochsOf(folds, settings)) {
    const known = folds[epoch.foldStart]!.trainEnd;
    const later = changedMatrix(matrix, known, settings.seed);
    for (const [column, name] of matrix.names.entries()) {
      const edges = rules.edges(sorted[column]!, epoch, settings.bins);
      const others = rules.edges(sortColumn(later, column), epoch, settings.bins);
      const same = edges.length === others.length && edges.every((edge, i) => edge === others[i]);
      if (same) continue;
      return (
        `${name}: the edges of folds ${epoch.foldStart + 1} to ${epoch.foldEnd} change with the ` +
        `values of rows that are not yet known to fold ${epoch.foldStart + 1}`
      );
    }
  }
  return undefined;
}

/** Why votes change if later features, or labels after the training rows, are others. */
export function votesFault(problem: ForestProblem, rules: FoldRules): string | undefined {
  const { folds, matrix, labels, settings } = problem;
  const votes = rules.votes(problem);
  for (const fold of changedAfter(folds)) {
    const { trainEnd, testEnd } = folds[fold]!;
    const other: ForestProblem = {
      ...problem,
      matrix: changedMatrix(matrix, testEnd, settings.seed),
      labels: labels.map((code, row) => (row < trainEnd ? code : (code + 1) % CLASS_COUNT)),
    };
    const others = rules.votes(other);
    const end = (testEnd - folds[0]!.testStart) * CLASS_COUNT;
    const at = votes.findIndex((vote, i) => i < end && vote !== others[i]);
    if (at < 0) continue;
    const row = folds[0]!.testStart + Math.floor(at / CLASS_COUNT);
    return (
      `with other rows after fold ${fold + 1} and other labels after its training rows, the ` +
      `votes on row ${row} are others`
    );
  }
  return undefined;
}

/** What `votesFault` tries, as a text. */
export function votesTried({ folds }: Pick<ForestProblem, 'folds'>): string {
  const count = changedAfter(folds).length;
  return `the same with other later rows and labels after each of ${count} folds`;
}

/** Some folds, spread over all of them, the last one included: only its labels can change. */
function changedAfter(folds: readonly Fold[]): readonly number[] {
  const count = Math.min(CHANGED_AFTER, folds.length);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * folds.length) / count) - 1);
}

/** `matrix` with other values in the rows from `start` on, far outside of what was there. */
function changedMatrix(matrix: FeatureMatrix, start: number, seed: number): FeatureMatrix {
  const { rows, values } = matrix;
  const random = randomStream(deriveSeed(seed, 'changed matrix', start));
  const target = new Float64Array(new SharedArrayBuffer(values.byteLength));
  target.set(values);
  for (let column = 0; column < matrix.names.length; column++) {
    for (let row = start; row < rows; row++) {
      const at = column * rows + row;
      target[at] = 3 * values[at]! + random.normal();
    }
  }
  return { ...matrix, values: target };
}
