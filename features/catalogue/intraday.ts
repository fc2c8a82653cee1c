/**
 * Intraday features: they exist only for bars shorter than a day and are used only if they are
 * named. The periods 30 and 200 are bars, so they are not scaled.
 */

import { newColumn, meanClose, wilderAlpha } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { bodyRatio, bodyRun } from '../kernels/bar-shape.ts';
import { byHour } from '../kernels/weekday.ts';
import { excess, growth } from '../kernels/elementwise.ts';
import { relativeStrength, settledBars } from '../kernels/recursive.ts';
import { stochastic } from './oscillators.ts';

const WITHIN_A_DAY = { group: 'intraday', timeframes: ['4h', '1h'] } as const;

/** The warm-up of `consec_bars`: at even odds, a longer run has a probability below 1e-12. */
const LONGEST_RUN = 40;

export const INTRADAY: readonly FeatureDefinition[] = [
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'rsi_30',
    inputs: ['close'],
    formula: '100 - 100 / (1 + rma(gain, p) / rma(loss, p))',
    periods: { p: { bars: 30 } },
    lookback: () => 1,
    warmup: ({ p }) => settledBars(wilderAlpha(p), 1),
    compute: (frame, { p }) =>
      newColumn(frame, (target) => relativeStrength(frame.bars.close, wilderAlpha(p), target)),
  }),
  ...[30, 200].map(stochasticBars),
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'momentum_30',
    inputs: ['close'],
    formula: 'c / c[-p] - 1',
    periods: { p: { bars: 30 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) => newColumn(frame, (target) => growth(frame.bars.close, p, target)),
  }),
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'williams_r',
    inputs: ['high', 'low', 'close'],
    // Equal to (100 - 100·(max - c) / (max - min)) / 100.
    formula: '(c - min(l, p)) / (max(h, p) - min(l, p))',
    periods: { p: { days: 14 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) => stochastic(frame, p, 1, Number.NaN),
  }),
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'disparity_7',
    inputs: ['close'],
    formula: 'c / sma(c, p) - 1',
    periods: { p: { days: 7 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => excess(frame.bars.close, meanClose(frame, p), target)),
  }),
  hourWave('hour_sin', 'sin', Math.sin),
  hourWave('hour_cos', 'cos', Math.cos),
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'bar_body_ratio',
    inputs: ['open', 'high', 'low', 'close'],
    formula: '(c - o) / (h - l), 0 where h = l',
    periods: {},
    lookback: () => 0,
    compute: (frame) => newColumn(frame, (target) => bodyRatio(frame.bars, target)),
  }),
  defineFeature({
    ...WITHIN_A_DAY,
    name: 'consec_bars',
    inputs: ['open', 'close'],
    formula: 'bars in a row with the same sign of c - o, times that sign; 0 where c = o',
    periods: {},
    lookback: () => 0,
    warmup: () => LONGEST_RUN,
    compute: (frame) => newColumn(frame, (target) => bodyRun(frame.bars, target)),
  }),
];

function stochasticBars(bars: number): FeatureDefinition {
  return defineFeature({
    ...WITHIN_A_DAY,
    name: `stoch_k_${bars}`,
    inputs: ['high', 'low', 'close'],
    formula: '100·(c - min(l, p)) / (max(h, p) - min(l, p)), 50 where the range is 0',
    periods: { p: { bars } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) => stochastic(frame, p, 100, 50),
  });
}

function hourWave(
  name: string,
  functionName: string,
  wave: (angle: number) => number,
): FeatureDefinition {
  const values = Float64Array.from({ length: 24 }, (_, hour) => wave((2 * Math.PI * hour) / 24));
  return defineFeature({
    ...WITHIN_A_DAY,
    name,
    inputs: ['time'],
    formula: `${functionName}(2π·hour / 24), UTC`,
    periods: {},
    lookback: () => 0,
    compute: (frame) => newColumn(frame, (target) => byHour(frame.bars.time, values, target)),
  });
}
