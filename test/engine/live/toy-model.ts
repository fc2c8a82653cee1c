/** A small model of the synthetic sample, made by the same code as in `train`. */

import {
  trainModel,
  type ModelPlan,
  type TrainedModel,
} from '../../../engine/live/model/train-model.ts';
import { joinSeries } from '../../../features/join-series.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { planOf } from '../../dataset-plan.ts';
import type { Bars } from '../../../engine/core/bars.ts';

export const TOY_PLAN: ModelPlan = {
  ...planOf(['ema_ratio_12', 'mfi_14', 'log_ret_20d']),
  neutral: 'hold',
  settings: { trees: 25, maxDepth: 4, minLeafRows: 20, bins: 64, seed: 42 },
  packageVersion: '0.0.0',
  market: 'XBTUSD',
};

const SOURCE = { name: 'toy', sha256: '00', synthetic: true };

/** The model of `plan` on `bars`. */
export function toyModel(
  bars: Bars = sampleBars('1d', 3),
  plan: ModelPlan = TOY_PLAN,
): TrainedModel {
  return trainModel(bars, SOURCE, plan);
}

/** A model that needs the series `x`, which no source but a file has. */
export function seriesModel(bars: Bars): TrainedModel {
  const plan = { column: 'series:x', source: 'x', lagDays: 0, carryDays: 5, neutral: null };
  const joined = joinSeries(bars, '1d', [plan], { x: { time: bars.time, value: bars.close } });
  const { features, names } = planOf(['ema_ratio_12', 'series:x']);
  const source = { ...SOURCE, synthetic: false };
  return trainModel(joined, source, { ...TOY_PLAN, features, names, series: [plan] });
}
