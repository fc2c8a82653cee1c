/** The dataset plans of tests: the commands' defaults on daily bars, with what a test changes. */

import { resolveOptions } from '../engine/core/options.ts';
import type { DatasetPlan } from '../engine/learn/dataset.ts';
import { catalogue } from '../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../features/dataset-options.ts';

type Changes = Partial<Omit<Parameters<typeof datasetPlan>[1], 'names'>>;

/** The plan for the features `names`. */
export function planOf(names: readonly string[], changes: Changes = {}): DatasetPlan {
  const defaults = resolveOptions(DATASET_OPTIONS, {}, 'test');
  return datasetPlan(catalogue, { ...defaults, timeframe: '1d', ...changes, names });
}
