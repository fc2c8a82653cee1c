/** How a selection goes: the options of `select` and of programs. */

import { checkSeeds } from '../engine/backtest/walk-forward-options.ts';
import type { OptionTable, OptionValues } from '../engine/core/options.ts';
import { FOREST_OPTIONS, SEED_OPTIONS } from '../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../engine/learn/folds.ts';
import { WORKER_OPTIONS } from '../engine/pool/worker-options.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { SELECTION_METHODS } from './choose-set.ts';
import { OBJECTIVES, type Objective } from './objective.ts';
import { POSITION_KINDS, type PositionKind } from './set-rows.ts';

const { regimeLabels: _regimes, ...SCORED } = TRADE_OPTIONS;

/** How sets are scored: as a backtest trades, without its labels of regimes, and by what. */
export const SCORE_OPTIONS = {
  objective: {
    kind: 'choice',
    default: 'sharpe' as Objective,
    choices: OBJECTIVES,
    doc:
      'What sets are compared by: sharpe (net Sharpe ratio of the most probable class), expected ' +
      '(that of holding P(up) - P(down)), log-loss (how probable the true classes were)',
  },
  positions: {
    kind: 'choice',
    default: 'signal' as PositionKind,
    choices: POSITION_KINDS,
    doc: 'What is traded and shown: the most probable class, or a position of P(up) - P(down)',
  },
  ...SCORED,
} as const satisfies OptionTable;

/** How sets are proposed. */
export const SELECTION_OPTIONS = {
  method: {
    kind: 'choice',
    default: 'forward',
    choices: SELECTION_METHODS,
    doc: 'Greedy forward steps, top features by an importance, or all with a threshold sweep',
  },
  maxFeatures: {
    kind: 'integer',
    default: 15,
    min: 1,
    max: 60,
    unit: 'features',
    doc: 'Largest number of features in a set',
  },
  patience: {
    kind: 'integer',
    default: 2,
    min: 1,
    max: 60,
    unit: 'steps',
    doc: 'Number of forward steps in a row without a new best set, after which it stops',
  },
  preSelect: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: 60,
    unit: 'features',
    doc: 'Choose among this many candidates, the first by Gini importance; left out: among all',
  },
} as const satisfies OptionTable;

/** The seeds of a selection. */
export const SELECT_SEED_OPTIONS = {
  ...SEED_OPTIONS,
  seeds: {
    kind: 'integers',
    default: undefined,
    min: 0,
    max: 2147483647,
    doc:
      'Compare sets by the mean over these seeds, and show what each seed chooses alone; --seed ' +
      'has no effect then. Each seed costs a selection, its own choices up to as much again',
  },
} as const satisfies OptionTable;

/**
 * The seeds of the values of SELECT_SEED_OPTIONS.
 * @throws InputError if one comes twice
 */
export function selectSeeds(
  { seed, seeds = [seed] }: OptionValues<typeof SELECT_SEED_OPTIONS>,
  where: string,
): readonly number[] {
  checkSeeds(seeds, where);
  return seeds;
}

/** The options of a program's `select`. */
export const SELECT_OPTIONS = {
  ...SELECTION_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...SCORE_OPTIONS,
  ...SELECT_SEED_OPTIONS,
  ...WORKER_OPTIONS,
} as const satisfies OptionTable;
