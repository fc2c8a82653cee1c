/** A small model of the synthetic sample, for local runs of the functions without another model. */

import { syntheticBars } from '../../data/synthetic.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { FIT_OPTIONS } from '../../engine/forest/forest-options.ts';
import { trainModel } from '../../engine/live/model/train-model.ts';
import { catalogue } from '../../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../../features/dataset-options.ts';
import { NAMED_SETS } from '../../features/named-sets.ts';

type DataFacts = Parameters<typeof trainModel>[1];

/**
 * The bytes of the model file: the features of forward_4, the default depth, flat on neutral.
 * @param trained what it is trained on; by default the whole sample
 */
export function sampleModel(
  packageVersion: string,
  size: { readonly trees: number; readonly bins: number } = { trees: 100, bins: 64 },
  trained: { readonly bars: Bars; readonly source: DataFacts } = syntheticBars('1d'),
): Uint8Array {
  const { bars, source } = trained;
  const dataset = resolveOptions(DATASET_OPTIONS, {}, 'sample');
  const names = NAMED_SETS['forward_4']!;
  const { bytes } = trainModel(bars, source, {
    ...datasetPlan(catalogue, { ...dataset, names, timeframe: '1d' }),
    neutral: 'flat',
    settings: { ...resolveOptions(FIT_OPTIONS, size, 'sample'), seed: 42 },
    packageVersion,
    // The stand-in for the exchange shows the sample as this market.
    market: 'XBTUSD',
  });
  return bytes;
}
