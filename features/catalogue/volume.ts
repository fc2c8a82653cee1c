/** Volume: on-balance volume, volume over its mean, money flow, accumulation/distribution. */

import { newColumn, scratch } from '../frame.ts';
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
    compute: (frame) =>
      newColumn(frame, (target) => onBalanceVolume(frame.bars.close, frame.bars.volume, target)),
  }),
  defineFeature({
    name: 'vol_ratio_20d',
    group: 'volume',
    inputs: ['volume'],
    formula: 'v / sma(v, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        windowMean(frame.bars.volume, p, target);
        ratio(frame.bars.volume, target, target);
      }),
  }),
  defineFeature({
    name: 'mfi_14',
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    formula: '100 - 100 / (1 + P / N), P, N = sum of tp·v over p where tp > tp[-1], tp < tp[-1]',
    periods: { p: { days: 14 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        const flow = scratch(frame);
        signedFlow(frame.bars, frame.bars.volume, flow);
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
    compute: (frame) =>
      newColumn(frame, (target) => accumulation(frame.bars, frame.bars.volume, target)),
  }),
];
