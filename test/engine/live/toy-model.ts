/** A small model of the synthetic sample, made by the same code as in `train`. */

import {
  trainModel,
  type ModelPlan,
  type TrainedModel,
} from '../../../engine/live/model/train-model.ts';
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
