/** Returns over one and more days, lagged returns, momentum. `r` = log(c / c[-1]). */

import { column, logReturn } from '../shared-columns.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { difference, growth, lagged } from '../kernels/elementwise.ts';

export const RETURNS: readonly FeatureDefinition[] = [
  ...[1, 2, 5, 10, 20].map(logReturnDays),
  ...[1, 2, 3].map(laggedReturn),
  defineFeature({
    name: 'roc_10d',
    group: 'returns',
    inputs: ['close'],
    formula: 'c / c[-p] - 1',
    periods: { p: { days: 10 } },
    lookback: ({ p }) => p,
    compute: (columns, { p }) => column(columns, (target) => growth(columns.bars.close, p, target)),
  }),
  defineFeature({
    name: 'mom_divergence',
    group: 'returns',
    inputs: ['close'],
    formula: 'log(c / c[-fast]) - log(c / c[-slow])',
    periods: { fast: { days: 5 }, slow: { days: 20 } },
    lookback: ({ slow }) => slow,
    compute: (columns, { fast, slow }) =>
      column(columns, (target) =>
        difference(logReturn(columns, fast), logReturn(columns, slow), target),
      ),
  }),
];

function logReturnDays(days: number): FeatureDefinition {
  return defineFeature({
    name: `log_ret_${days}d`,
    group: 'returns',
    inputs: ['close'],
    formula: 'log(c / c[-p])',
    periods: { p: { days } },
    lookback: ({ p }) => p,
    compute: (columns, { p }) => logReturn(columns, p),
  });
}

function laggedReturn(bars: number): FeatureDefinition {
  return defineFeature({
    name: `lag_ret_${bars}`,
    group: 'returns',
    inputs: ['close'],
    formula: 'r[-p]',
    periods: { p: { bars } },
    lookback: ({ p }) => p + 1,
    compute: (columns, { p }) =>
      column(columns, (target) => lagged(logReturn(columns, 1), p, target)),
  });
}
