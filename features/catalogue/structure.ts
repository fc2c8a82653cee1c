/** Structure: where a bar closes in its range, its gap, its distance from the mean. */

import { column, spreadClose } from '../shared-columns.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { gapFrom, rangePosition, ratio } from '../kernels/elementwise.ts';

export const STRUCTURE: readonly FeatureDefinition[] = [
  defineFeature({
    name: 'close_pos_range',
    group: 'structure',
    inputs: ['high', 'low', 'close'],
    formula: '(c - l) / (h - l)',
    periods: {},
    lookback: () => 0,
    compute: (columns) =>
      column(columns, (target) => {
        const { close, low, high } = columns.bars;
        rangePosition({ value: close, low, high }, 1, Number.NaN, target);
      }),
  }),
  defineFeature({
    name: 'gap',
    group: 'structure',
    inputs: ['open', 'close'],
    formula: '(o - c[-1]) / c[-1]',
    periods: {},
    lookback: () => 1,
    compute: (columns) =>
      column(columns, (target) => gapFrom(columns.bars.open, columns.bars.close, target)),
  }),
  defineFeature({
    name: 'close_sma20_ratio',
    group: 'structure',
    inputs: ['close'],
    formula: 'c / sma(c, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (columns, { p }) =>
      column(columns, (target) => ratio(columns.bars.close, spreadClose(columns, p).mean, target)),
  }),
];
