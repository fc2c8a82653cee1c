/**
 * What is to be foreseen, of which rows: the options of every command that learns, and how their
 * values become what the engine's dataset is handed.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { FeatureSource } from '../engine/core/feature-source.ts';
import type { OptionTable, OptionValues } from '../engine/core/options.ts';
import type { DatasetPlan } from '../engine/learn/dataset.ts';
import { BASE_FEATURES } from './named-sets.ts';
import { SCALE_OPTIONS, scaleOf } from './scale.ts';
import { namedTarget, TARGET_NAMES, THRESHOLD_OPTION } from './targets.ts';

/**
 * What decides which bars are rows: the features of the run (`used`); the 37 base features as well
 * (`base`); these and every target there is (`original`, as the original system has it).
 */
export const ROWS_RULES = ['used', 'base', 'original'] as const;
export type RowsRule = (typeof ROWS_RULES)[number];

/** Commands that learn have these rows. */
export const DATASET_OPTIONS = {
  target: {
    kind: 'choice',
    default: 'bucket',
    choices: TARGET_NAMES,
    doc: 'What is foreseen; bucket: the next return as down, neutral or up by the threshold',
  },
  threshold: THRESHOLD_OPTION,
  rows: {
    kind: 'choice',
    default: 'used',
    choices: ROWS_RULES,
    doc:
      'Bars that are rows: those with all features of the run; base: with all 37 base ' +
      'features; original: with every target as well, as the original system',
  },
  ...SCALE_OPTIONS,
} as const satisfies OptionTable;

/**
 * The plan of a dataset of `names` from option values.
 * @param options.names the union of the features of all sets or candidates that are compared
 * @throws InputError if the threshold is out of range
 */
export function datasetPlan(
  features: FeatureSource,
  options: OptionValues<typeof DATASET_OPTIONS> & {
    readonly names: readonly string[];
    readonly timeframe: Timeframe;
  },
): DatasetPlan {
  const { names, target, threshold, rows, timeframe, barsPerDay } = options;
  return {
    features,
    names,
    target: namedTarget(target, threshold),
    scale: scaleOf(timeframe, barsPerDay),
    rowFeatures: rows === 'used' ? [] : BASE_FEATURES,
    rowTargets: rows === 'original' ? TARGET_NAMES.map((name) => namedTarget(name)) : [],
  };
}
