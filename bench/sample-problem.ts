/** The walk-forward problem on which forests are timed: the synthetic daily bars. */

import { syntheticBars } from '../data/synthetic.ts';
import { resolveOptions } from '../engine/core/options.ts';
import { FOREST_OPTIONS } from '../engine/forest/forest-options.ts';
import { buildDataset, columnsOf } from '../engine/learn/dataset.ts';
import { FOLD_OPTIONS, foldDataset, type FoldedDataset } from '../engine/learn/folds.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import { catalogue } from '../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../features/dataset-options.ts';
import { NAMED_SETS, DEFAULT_CANDIDATES } from '../features/named-sets.ts';

const SEED = 42;

/** Features in the order in which a set of k takes the first k: those of forward_6 come first. */
const ORDER: readonly string[] = [...new Set([...NAMED_SETS['forward_6']!, ...DEFAULT_CANDIDATES])];

export type SampleProblem = { readonly folded: FoldedDataset; readonly problem: ForestProblem };

/** The 31 candidates, with the commands' defaults for depth, leaves, epochs, folds and target. */
export function sampleProblem(settings: {
  readonly trees: number;
  readonly bins: number;
}): SampleProblem {
  const { target, threshold, rows, barsPerDay } = resolveOptions(DATASET_OPTIONS, {}, 'bench');
  const names = DEFAULT_CANDIDATES;
  const options = { target, threshold, rows, barsPerDay, names, timeframe: '1d' } as const;
  const dataset = buildDataset(syntheticBars('1d').bars, datasetPlan(catalogue, options));
  const folded = foldDataset(dataset, resolveOptions(FOLD_OPTIONS, {}, 'bench'));
  const { matrix, labels } = dataset;
  const defaults = resolveOptions(FOREST_OPTIONS, {}, 'bench');
  return {
    folded,
    problem: {
      matrix,
      labels,
      folds: folded.folds,
      settings: { ...defaults, ...settings, seed: SEED },
    },
  };
}

/** The subset of the first `count` features, as ascending column indices. */
export function firstColumns({ matrix }: ForestProblem, count: number): number[] {
  return columnsOf(matrix, ORDER.slice(0, count));
}
