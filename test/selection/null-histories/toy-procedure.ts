/** A small selection on the first bars of a sample: it takes a fraction of a second. */

import { sampleBars } from '../../../data/sample-bars.ts';
import { tradePlan } from '../../../engine/backtest/trade-plan.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { marketCalendar } from '../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import { phaseTimer } from '../../../engine/core/phase-timer.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import type { ForestPool } from '../../../engine/pool/forest-pool.ts';
import { TRADE_OPTIONS } from '../../../engine/trade/trade-options.ts';
import { meanImportance } from '../../../selection/feature-importance.ts';
import type { NullPlan } from '../../../selection/null-histories/null-histories.ts';
import type { NestedRunPlan } from '../../../selection/run-nested.ts';
import { selectionForests, type SelectionForests } from '../../../selection/selection-forests.ts';
import { planOf } from '../../dataset-plan.ts';

export const NAMES = ['ema_ratio_12', 'log_ret_5d', 'gk_vol'];

/** Two and a half years. */
export const BARS = sliceBars(sampleBars('1d', 7), 0, 900);

const CALENDAR = marketCalendar(BARS.time, '1d');

/**
 * The procedure with `changes`; the target of `bucket` has three classes.
 * @param own of the forests; left out: the seed 42 alone, and no window
 */
export function toyPlan(
  changes: Partial<NestedRunPlan & NullPlan['forests']['score']> = {},
  own: { readonly seeds?: readonly number[]; readonly window?: number } = {},
): NullPlan {
  const options = resolveOptions(TRADE_OPTIONS, {}, 'test');
  const kinds = { objective: 'sharpe', positions: 'signal', ...changes } as const;
  return {
    selection: {
      method: 'forward',
      candidates: NAMES.map((_, column) => column),
      maxFeatures: 2,
      patience: 1,
      threshold: 0.01,
      sweep: [0.005, 0.01, 0.02],
      nested: 'quarter',
      barsPerYear: CALENDAR.barsPerYear,
      seed: 42,
      objective: 'sharpe',
      ...changes,
    },
    forests: {
      folds: { initialTrain: 300, step: 60, embargo: 0 },
      settings: {
        trees: 6,
        maxDepth: 3,
        minLeafRows: 10,
        bins: 32,
        epochFolds: 4,
        seed: 42,
        window: own.window,
      },
      seeds: own.seeds,
      score: { ...tradePlan(options, CALENDAR), ...kinds },
    },
    datasetPlanAt: (threshold) => planOf(NAMES, { threshold }),
  };
}

/** The forests of `plan` on `bars`. */
export function toyForests(plan: NullPlan, bars: Bars, pool: ForestPool): SelectionForests {
  return selectionForests(
    {
      ...plan.forests,
      datasetAt: (threshold) => buildDataset(bars, plan.datasetPlanAt(threshold)),
    },
    { pool, timer: phaseTimer(() => 0) },
  );
}

export const toyImportance = meanImportance;
