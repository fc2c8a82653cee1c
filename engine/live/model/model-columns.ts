/**
 * A model's features on some bars, as the model means them: an anchored feature, which is a running
 * sum, goes on from the value that the model knows. Must not know: the forest, the clock.
 */

import { formatBarTime } from '../../core/bar-time.ts';
import type { Bars } from '../../core/bars.ts';
import { InputError } from '../../core/errors.ts';
import type { FeatureSource } from '../../core/feature-source.ts';
import { scaleOfModel, type ModelFeature, type ModelHeader } from './model-header.ts';

/** The names of the model's features, in the order of the forest's columns. */
export function modelFeatureNames({ features }: ModelHeader): readonly string[] {
  return features.map(({ name }) => name);
}

/**
 * One column for each feature of the model, Float64Array (bars), NaN where it is undefined.
 * @throws InputError if an anchored feature's anchor is at none of the bars
 */
export function modelColumns(
  bars: Bars,
  header: ModelHeader,
  features: FeatureSource,
): readonly Float64Array[] {
  const columns = features.columns(bars, modelFeatureNames(header), scaleOfModel(header));
  return header.features.map((feature, i) => anchored(feature, columns[i]!, bars.time));
}

/**
 * The column of a feature. That of an anchored one is a running sum from the first bar at hand:
 * what it grew by since the anchor's bar is added to the anchor's value.
 */
function anchored(
  { name, anchor }: ModelFeature,
  column: Float64Array,
  time: Float64Array,
): Float64Array {
  if (anchor === null) return column;
  const start = time.indexOf(anchor.time);
  if (start < 0 || Number.isNaN(column[start]!)) {
    throw new InputError(
      `feature ${name} is anchored: expected the bars to reach back before ` +
        `${formatBarTime(anchor.time)}, got bars from ${formatBarTime(time[0]!)}`,
    );
  }
  const known = column[start]!;
  return column.map((value) => anchor.value + (value - known));
}
