/**
 * The options for the target and the rows, which every command that learns has, and how their
 * values become the plan of a dataset.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { FeatureSource } from '../engine/core/feature-source.ts';
import type { OptionTable, OptionValues } from '../engine/core/options.ts';
import { FIT_OPTIONS, SEED_OPTIONS } from '../engine/forest/forest-options.ts';
import type { DatasetPlan } from '../engine/learn/dataset.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { BASE_FEATURES } from './named-sets.ts';
import { SCALE_OPTIONS, scaleOf } from './scale.ts';
import { namedTarget, TARGET_NAMES, THRESHOLD_OPTION } from './targets.ts';

/**
 * Which bars are rows. `used`: bars on which all features of the run are defined. `base`: bars on
 * which the 37 base features are defined as well. `original`: bars on which all targets are known
 * as well, as in the original system.
 */
const ROWS_RULES = ['used', 'base', 'original'] as const;

/** Every command that learns has these options. */
export const DATASET_OPTIONS = {
  target: {
    kind: 'choice',
    default: 'bucket',
    choices: TARGET_NAMES,
    doc: 'What is predicted; bucket: the class of the next return by the threshold',
  },
  threshold: THRESHOLD_OPTION,
  rows: {
    kind: 'choice',
    default: 'used',
    choices: ROWS_RULES,
    doc:
      'Which bars are rows; used: bars with all features of the run; base: with all 37 base ' +
      'features as well; original: with all targets as well, as in the original system',
  },
  ...SCALE_OPTIONS,
} as const satisfies OptionTable;

/** What a model is made of besides bars and features: `train` has these rows. */
export const MODEL_OPTIONS = {
  ...DATASET_OPTIONS,
  neutral: TRADE_OPTIONS.neutral,
  ...FIT_OPTIONS,
  ...SEED_OPTIONS,
} as const satisfies OptionTable;

/**
 * The plan of a dataset with the features `names`, from the values of the options.
 * @param options.names all features of all sets or candidates that are compared
 * @throws InputError if the threshold is out of range
 */
export function datasetPlan(
  features: FeatureSource,
  options: OptionValues<typeof DATASET_OPTIONS> & {
    readonly names: readonly string[];
    /** Further features that decide rows, such as a selection's candidates; none if left out. */
    readonly rowFeatures?: readonly string[] | undefined;
    readonly timeframe: Timeframe;
  },
): DatasetPlan {
  const { names, target, threshold, rows, timeframe, barsPerDay, rowFeatures = [] } = options;
  return {
    features,
    names,
    target: namedTarget(target, threshold),
    scale: scaleOf(timeframe, barsPerDay),
    rowFeatures: [...new Set([...rowFeatures, ...(rows === 'used' ? [] : BASE_FEATURES)])],
    rowTargets: rows === 'original' ? TARGET_NAMES.map((name) => namedTarget(name)) : [],
  };
}
