/** Volatility: true range, Garman-Klass, deviation of returns, the range of a bar. */

import { newColumn, logReturn, scratch, shapeReturn, wilderAlpha } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { garmanKlassVariance, relativeRange, trueRange } from '../kernels/bar-shape.ts';
import { ratio, squareRoot } from '../kernels/elementwise.ts';
import { exponentialMean, settledBars } from '../kernels/recursive.ts';
import { windowMean, windowSpread } from '../kernels/window-moments.ts';

export const VOLATILITY: readonly FeatureDefinition[] = [
  defineFeature({
    name: 'atr_14',
    group: 'volatility',
    inputs: ['high', 'low', 'close'],
    formula: 'rma(tr, p), in price units',
    periods: { p: { days: 14 } },
    lookback: () => 0,
    warmup: ({ p }) => settledBars(wilderAlpha(p), 1),
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        trueRange(frame.bars, target);
        exponentialMean(target, wilderAlpha(p), target);
      }),
  }),
  defineFeature({
    name: 'gk_vol',
    group: 'volatility',
    inputs: ['open', 'high', 'low', 'close'],
    formula: 'sqrt(sma(0.5·log(h / l)² - (2·log 2 - 1)·log(c / o)², p))',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        const variance = scratch(frame);
        garmanKlassVariance(frame.bars, variance);
        windowMean(variance, p, target);
        squareRoot(target, target);
      }),
  }),
  defineFeature({
    name: 'vol_ratio',
    group: 'volatility',
    inputs: ['close'],
    formula: 'std(r, fast) / std(r, slow)',
    periods: { fast: { days: 5 }, slow: { days: 20 } },
    lookback: ({ slow }) => slow,
    compute: (frame, { fast, slow }) =>
      newColumn(frame, (target) => {
        const fastSpread = { mean: scratch(frame), deviation: target };
        windowSpread(logReturn(frame, 1), fast, fastSpread);
        ratio(target, shapeReturn(frame, slow).deviation, target);
      }),
  }),
  defineFeature({
    name: 'ret_std_20d',
    group: 'volatility',
    inputs: ['close'],
    formula: 'std(r, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) => shapeReturn(frame, p).deviation,
  }),
  defineFeature({
    name: 'intraday_range',
    group: 'volatility',
    inputs: ['high', 'low', 'close'],
    formula: '(h - l) / c',
    periods: {},
    lookback: () => 0,
    compute: (frame) => newColumn(frame, (target) => relativeRange(frame.bars, target)),
  }),
];
