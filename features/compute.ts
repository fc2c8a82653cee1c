/** Features of bars: asks the catalogue, returns columns. The same code in research and live. */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { barColumns } from './shared-columns.ts';
import { featureDefinition } from './catalogue.ts';
import type { FeatureDefinition } from './definition.ts';
import { dropInfinite } from './kernels/elementwise.ts';
import { scaleOf } from './scale.ts';

export type FeatureColumns = {
  readonly names: readonly string[];
  /** In the order of `names`: Float64Array (rows), NaN where undefined, never ±Infinity. */
  readonly columns: readonly Float64Array[];
};

export type FeatureOptions = {
  readonly timeframe: Timeframe;
  /** Bars that a day's period becomes on 4-hour bars; 6.5 where left out. */
  readonly barsPerDay?: number;
};

/**
 * The columns of `names` over all of `bars`; only what they need is computed, shared parts once.
 * @throws InputError for an unknown feature, or one that does not exist on the timeframe
 */
export function computeFeatures(
  bars: Bars,
  names: readonly string[],
  options: FeatureOptions,
): FeatureColumns {
  const scale = scaleOf(options.timeframe, options.barsPerDay);
  const definitions = definitionsOn(names, options.timeframe);
  const memory = barColumns(bars, scale);
  const columns = definitions.map((definition) => definition.compute(memory));
  for (const column of columns) dropInfinite(column);
  return { names, columns };
}

/**
 * The definitions of `names`.
 * @throws InputError for an unknown feature, or one that does not exist on the timeframe
 */
export function definitionsOn(
  names: readonly string[],
  timeframe: Timeframe,
): readonly FeatureDefinition[] {
  const definitions = names.map(featureDefinition);
  for (const { name, timeframes } of definitions) {
    if (!timeframes.includes(timeframe)) {
      throw new InputError(
        `feature ${name}: expected timeframe ${timeframes.join(' or ')}, got ${timeframe}`,
      );
    }
  }
  return definitions;
}
