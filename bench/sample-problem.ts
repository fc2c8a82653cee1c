/** The walk-forward problem that forests are timed on: the synthetic sample's daily bars. */

import { syntheticBars } from '../data/synthetic.ts';
import { FOREST_OPTIONS } from '../engine/learn/forest-options.ts';
import { DATASET_OPTIONS, buildDataset, columnsOf, type Dataset } from '../engine/learn/dataset.ts';
import { FOLD_OPTIONS, walkForwardFolds } from '../engine/learn/folds.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import { NAMED_SETS, DEFAULT_CANDIDATES } from '../features/named-sets.ts';

const SEED = 42;

/** Columns in the order in which sets of k are made of them: forward_6 first. */
const ORDER: readonly string[] = [...new Set([...NAMED_SETS['forward_6']!, ...DEFAULT_CANDIDATES])];

export type SampleProblem = { readonly dataset: Dataset; readonly problem: ForestProblem };

/** The pool's 31 features with the commands' defaults: depth, leaves, epochs, folds, target. */
export function sampleProblem(settings: {
  readonly trees: number;
  readonly bins: number;
}): SampleProblem {
  const { initialTrain, step, embargo } = FOLD_OPTIONS;
  const { maxDepth, minLeafRows, epochFolds } = FOREST_OPTIONS;
  const dataset = buildDataset(syntheticBars('1d').bars, {
    features: DEFAULT_CANDIDATES,
    timeframe: '1d',
    barsPerDay: DATASET_OPTIONS.barsPerDay.default,
    target: DATASET_OPTIONS.target.default,
    threshold: DATASET_OPTIONS.threshold.default,
  });
  const { matrix, labels, horizonBars } = dataset;
  const folds = walkForwardFolds({
    rows: matrix.rows,
    initialTrain: initialTrain.default,
    step: step.default,
    embargo: embargo.default,
    horizonBars,
  });
  const problem: ForestProblem = {
    matrix,
    labels,
    folds,
    settings: {
      ...settings,
      maxDepth: maxDepth.default,
      minLeafRows: minLeafRows.default,
      epochFolds: epochFolds.default,
      seed: SEED,
    },
  };
  return { dataset, problem };
}

/** The subset of the first `count` features, those of forward_6 first; ascending columns. */
export function firstColumns({ matrix }: ForestProblem, count: number): number[] {
  return columnsOf(matrix, ORDER.slice(0, count));
}
