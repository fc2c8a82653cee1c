/** Volume: on-balance volume, volume against its mean, money flow, accumulation/distribution. */

import { column, scratch } from '../shared-columns.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { accumulation, onBalanceVolume } from '../kernels/cumulative.ts';
import { ratio } from '../kernels/elementwise.ts';
import { moneyFlowIndex, signedFlow } from '../kernels/money-flow.ts';
import { windowMean } from '../kernels/window-moments.ts';

export const VOLUME: readonly FeatureDefinition[] = [
  defineFeature({
    name: 'obv',
    group: 'volume',
    inputs: ['close', 'volume'],
    formula: 'cumulative sum of sign(c - c[-1])·v, from the second bar',
    periods: {},
    lookback: () => 1,
    warmup: 'never',
    compute: (columns) =>
      column(columns, (target) => onBalanceVolume(columns.bars.close, columns.bars.volume, target)),
  }),
  defineFeature({
    name: 'vol_ratio_20d',
    group: 'volume',
    inputs: ['volume'],
    formula: 'v / sma(v, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (columns, { p }) =>
      column(columns, (target) => {
        windowMean(columns.bars.volume, p, target);
        ratio(columns.bars.volume, target, target);
      }),
  }),
  defineFeature({
    name: 'mfi_14',
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    formula: '100 - 100 / (1 + P / N), P, N = sum of tp·v over p where tp > tp[-1], tp < tp[-1]',
    periods: { p: { days: 14 } },
    lookback: ({ p }) => p,
    compute: (columns, { p }) =>
      column(columns, (target) => {
        const flow = scratch(columns);
        signedFlow(columns.bars, columns.bars.volume, flow);
        moneyFlowIndex(flow, p, target);
      }),
  }),
  defineFeature({
    name: 'adi',
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    formula: 'cumulative sum of ((c - l) - (h - c)) / (h - l)·v, a bar with h = l adding 0',
    periods: {},
    lookback: () => 0,
    warmup: 'never',
    compute: (columns) =>
      column(columns, (target) => accumulation(columns.bars, columns.bars.volume, target)),
  }),
];
