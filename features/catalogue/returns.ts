/** Returns over one and more days, lagged returns, momentum. `r` = log(c / c[-1]). */

import { newColumn, logReturn } from '../frame.ts';
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
    compute: (frame, { p }) => newColumn(frame, (target) => growth(frame.bars.close, p, target)),
  }),
  defineFeature({
    name: 'mom_divergence',
    group: 'returns',
    inputs: ['close'],
    formula: 'log(c / c[-fast]) - log(c / c[-slow])',
    periods: { fast: { days: 5 }, slow: { days: 20 } },
    lookback: ({ slow }) => slow,
    compute: (frame, { fast, slow }) =>
      newColumn(frame, (target) =>
        difference(logReturn(frame, fast), logReturn(frame, slow), target),
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
    compute: (frame, { p }) => logReturn(frame, p),
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
    compute: (frame, { p }) => newColumn(frame, (target) => lagged(logReturn(frame, 1), p, target)),
  });
}
