/** A small model of the synthetic sample, for the function's local run where there is no other. */

import { syntheticBars } from '../../data/synthetic.ts';
import { trainModel } from '../../engine/live/model/train-model.ts';

/** The model file's bytes: forward_4's features, depth 5, flat on neutral. */
export function sampleModel(
  packageVersion: string,
  size: { readonly trees: number; readonly bins: number } = { trees: 100, bins: 64 },
): Uint8Array {
  const { bars, source } = syntheticBars('1d');
  const { bytes } = trainModel(bars, source, {
    features: ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14'],
    timeframe: '1d',
    barsPerDay: 6.5,
    target: 'bucket',
    threshold: 0.01,
    neutral: 'flat',
    settings: { ...size, maxDepth: 5, minLeafRows: 50, seed: 42 },
    packageVersion,
  });
  return bytes;
}
