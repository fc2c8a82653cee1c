/** The real Bitcoin files as walk-forward problems, all settings at their defaults. */

import { loadBars } from '../../../data/load-bars.ts';
import type { Timeframe } from '../../../engine/core/bar-time.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import type { ForestProblem } from '../../../engine/forest/problem.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { FOLD_OPTIONS, foldDataset } from '../../../engine/learn/folds.ts';
import { FOREST_OPTIONS } from '../../../engine/forest/forest-options.ts';
import { planOf } from '../../dataset-plan.ts';
import { BTC_4H, BTC_DAILY, sharedPath } from '../../shared-data.ts';

/** The problem on `features`, in their order, and its test rows' bar times (unix seconds). */
export async function marketProblem(
  timeframe: Timeframe,
  features: readonly string[],
): Promise<{ readonly problem: ForestProblem; readonly time: Float64Array }> {
  const path = sharedPath(timeframe === '1d' ? BTC_DAILY : BTC_4H);
  const { bars } = await loadBars(path, { timeframe });
  const dataset = buildDataset(bars, planOf(features, { timeframe, rows: 'base' }));
  const { matrix, labels } = dataset;
  const { folds } = foldDataset(dataset, resolveOptions(FOLD_OPTIONS, {}, 'test'));
  const settings = { ...resolveOptions(FOREST_OPTIONS, {}, 'test'), seed: 42 };
  const problem = { matrix, labels, folds, settings };
  return { problem, time: dataset.time.subarray(folds[0]!.testStart) };
}
