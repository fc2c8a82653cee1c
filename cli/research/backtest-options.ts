/** The options of `backtest`, and what must be true of them together. */

import { COLUMN_FILE } from '../../data/column-file.ts';
import type { FeatureSet } from '../../engine/backtest/set-figures.ts';
import { checkSeeds, SEEDS_OPTIONS } from '../../engine/backtest/walk-forward-options.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import { FOREST_OPTIONS } from '../../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../../engine/learn/folds.ts';
import { POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { DATASET_OPTIONS } from '../../features/dataset-options.ts';
import { DEFAULT_SETS, NAMED_SETS } from '../../features/named-sets.ts';
import { DATA_OPTIONS } from '../framework/command.ts';
import { SERIES_OPTIONS } from '../framework/series-option.ts';
import { BASELINE_OPTIONS } from './baselines-option.ts';
import { cpcvOptions } from './cpcv-option.ts';
import { FUNDING_OPTIONS } from './funding-option.ts';
import { REPORT_OPTIONS } from './report-options.ts';

/** The options that decide what is tested; `audit` has them, too. */
export const TESTED_OPTIONS = {
  ...DATA_OPTIONS,
  features: {
    kind: 'list',
    default: DEFAULT_SETS,
    repeatable: true,
    placeholder: 'SET|a,b,…|select.json',
    path: 'file',
    pathEnding: '.json',
    doc: 'A named set, a list of features, or a saved selection, whose settings are taken too',
  },
  ...SERIES_OPTIONS,
  ...SEEDS_OPTIONS,
  ...DATASET_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...TRADE_OPTIONS,
  ...FUNDING_OPTIONS,
} as const;

/** All options of `backtest`. */
export const BACKTEST_OPTIONS = {
  ...TESTED_OPTIONS,
  ...POOL_OPTIONS,
  predictions: {
    kind: 'text',
    default: undefined,
    placeholder: COLUMN_FILE,
    path: 'file',
    doc: 'Write one row for each tested bar to this file; --features must name one set only',
    recorded: false,
  },
  trades: {
    kind: 'text',
    default: undefined,
    placeholder: COLUMN_FILE,
    path: 'file',
    doc: 'Write the trades to this file; --features must name one set only',
    recorded: false,
  },
  sensitivity: {
    kind: 'flag',
    default: false,
    doc: 'Change one setting at a time, from costs to folds, and show what is left of each set',
  },
  ...BASELINE_OPTIONS,
  ...cpcvOptions(
    'Cut all rows into this many groups, train without each choice of TESTED of them, and join ' +
      'the tests into paths; 6,2 grows 15 forests a tree and set: as long as the walk or longer',
  ),
  ...REPORT_OPTIONS,
  folds: {
    kind: 'flag',
    default: false,
    doc: 'Print the table of folds and grow no forest',
  },
} as const;

export type BacktestOptions = OptionValues<typeof BACKTEST_OPTIONS>;

/** The texts of `--features`. With `--onchain` the default sets include those that need it. */
export function askedSets({ features, onchain }: BacktestOptions): readonly string[] {
  const isDefault = features.join('\n') === DEFAULT_SETS.join('\n');
  return isDefault && onchain !== undefined ? Object.keys(NAMED_SETS) : features;
}

/** @throws InputError for options that do not go together */
export function checkTogether(options: BacktestOptions, sets: readonly FeatureSet[]): void {
  for (const name of ['predictions', 'trades'] as const) {
    if (options[name] !== undefined && sets.length > 1) {
      throw new InputError(
        `command line: --${name}: expected --features with one set, got ${sets.length} sets`,
      );
    }
  }
  checkSeeds(options.seeds, 'command line');
}
