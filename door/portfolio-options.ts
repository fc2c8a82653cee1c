/** The options of a portfolio that a program and the command have in common. */

import { SEEDS_OPTIONS } from '../engine/backtest/walk-forward-options.ts';
import type { OptionTable } from '../engine/core/options.ts';
import { FOREST_OPTIONS } from '../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../engine/learn/folds.ts';
import { WEIGHT_RULES, type WeightRule } from '../engine/portfolio/target-weights.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { DATASET_OPTIONS } from '../features/dataset-options.ts';

export const PORTFOLIO_RUN_OPTIONS = {
  weights: {
    kind: 'choice',
    default: 'equal' as WeightRule,
    choices: WEIGHT_RULES,
    doc:
      'Shares of the capital: equal, or by the inverse of the volatility of the price, on the ' +
      'closes of earlier bars',
  },
  volatilityWindow: {
    kind: 'integer',
    default: 60,
    min: 5,
    max: 2520,
    unit: 'bars',
    doc: "Last returns of an asset's price that its volatility is taken from",
  },
  probabilityThresholds: {
    kind: 'list',
    default: ['0.40', '0.45', '0.50', '0.55', '0.60'],
    placeholder: '0.40,0.45,…',
    pattern: '0?\\.\\d+',
    doc: 'Compared with the most probable class: long above P(up), else short above P(down)',
  },
  pooled: {
    kind: 'flag',
    default: false,
    doc: 'Compare with one model that trains on the rows of all assets',
  },
  ...SEEDS_OPTIONS,
  ...DATASET_OPTIONS,
  threshold: { ...DATASET_OPTIONS.threshold, default: 0.005 },
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...TRADE_OPTIONS,
  payoff: {
    ...TRADE_OPTIONS.payoff,
    doc:
      'What a position earns: linear, inverse (contracts settled in coins: each share of the ' +
      "capital is kept in its asset), or log (the original system's: the mean of the assets' log " +
      'returns, which is no account and flatters shorts)',
  },
} as const satisfies OptionTable;
