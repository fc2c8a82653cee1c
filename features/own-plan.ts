/**
 * What a program asks for, as the plan of a dataset: features by name or by set, and a target by
 * name or one of its own.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Target } from '../engine/core/feature-source.ts';
import { resolveOptions, type OptionTable, type OptionValues } from '../engine/core/options.ts';
import type { DatasetPlan } from '../engine/learn/dataset.ts';
import { catalogue, type Catalogue } from './catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from './dataset-options.ts';
import { resolveFeatures } from './named-sets.ts';

type DatasetTable = typeof DATASET_OPTIONS;

/** The features that a program names. */
export type FeatureChoice = {
  /** Where features come from; the built-in catalogue if left out. */
  readonly features?: Catalogue | undefined;
  /** Features and named sets (`forward_4`), in the order of the columns. */
  readonly names: readonly string[];
};

/** Options of `table`, each of which may be left out; the target may be one of your own. */
export type WithTarget<T extends DatasetTable> = Partial<Omit<OptionValues<T>, 'target'>> & {
  readonly target?: OptionValues<DatasetTable>['target'] | Target | undefined;
};

/** An options object of a program, resolved: its table's values and the plan of its dataset. */
export type OwnPlan<T extends DatasetTable> = {
  readonly values: OptionValues<T>;
  readonly plan: DatasetPlan;
};

/**
 * The plan of a dataset of bars of `timeframe`.
 * @param table `DATASET_OPTIONS` and whatever the caller has besides
 * @param where the caller's name, for messages
 * @throws InputError for an unknown option, feature or set, a value out of range, no name at all,
 *   a threshold beside a target of one's own
 */
export function ownPlan<T extends OptionTable & DatasetTable>(
  table: T,
  timeframe: Timeframe,
  options: FeatureChoice & WithTarget<T>,
  where: string,
): OwnPlan<T> {
  const { features = catalogue, names, ...given } = options;
  const { target, ...others }: Readonly<Record<string, unknown>> = given;
  const own = isTarget(target) ? target : undefined;
  if (own !== undefined && others['threshold'] !== undefined) {
    throw new InputError(
      `${where}: --threshold: expected none beside a target of your own, ` +
        `got ${String(others['threshold'])}`,
    );
  }
  const values = resolveOptions(table, own === undefined ? given : others, where);
  const settings: OptionValues<DatasetTable> = values;
  const chosen = resolveNames(names, features, where);
  const plan = datasetPlan(features, { ...settings, names: chosen, timeframe });
  return { values, plan: own === undefined ? plan : { ...plan, target: own } };
}

function isTarget(target: unknown): target is Target {
  return typeof target === 'object' && target !== null && 'codes' in target;
}

function resolveNames(
  names: readonly string[],
  features: Catalogue,
  where: string,
): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new InputError(`${where}: expected names of features or sets, got none`);
  }
  return resolveFeatures(names.join(','), features);
}
