/** Structure: the place of the close in the bar's range, the gap, the distance from the mean. */

import { newColumn, spreadClose } from '../frame.ts';
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
    compute: (frame) =>
      newColumn(frame, (target) => {
        const { close, low, high } = frame.bars;
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
    compute: (frame) =>
      newColumn(frame, (target) => gapFrom(frame.bars.open, frame.bars.close, target)),
  }),
  defineFeature({
    name: 'close_sma20_ratio',
    group: 'structure',
    inputs: ['close'],
    formula: 'c / sma(c, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => ratio(frame.bars.close, spreadClose(frame, p).mean, target)),
  }),
];
