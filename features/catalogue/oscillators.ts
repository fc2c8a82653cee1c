/** Oscillators: RSI, stochastic, Bollinger's bands, CCI. */

import { newColumn, scratch, spreadClose, wilderAlpha, type Frame } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { typicalPrice } from '../kernels/bar-shape.ts';
import { bandPosition, bandWidth, rangePosition } from '../kernels/elementwise.ts';
import { relativeStrength, settledBars } from '../kernels/recursive.ts';
import { windowMaximum, windowMinimum } from '../kernels/window-extremes.ts';
import { windowStandardised } from '../kernels/window-moments.ts';

/** Lambert's constant (Commodity Channel Index, 1980). */
const CCI_SCALE = 0.015;

export const OSCILLATORS: readonly FeatureDefinition[] = [
  defineFeature({
    name: 'rsi_14',
    group: 'oscillators',
    inputs: ['close'],
    formula: '100 - 100 / (1 + rma(gain, p) / rma(loss, p))',
    periods: { p: { days: 14 } },
    lookback: () => 1,
    warmup: ({ p }) => settledBars(wilderAlpha(p), 1),
    compute: (frame, { p }) =>
      newColumn(frame, (target) => relativeStrength(frame.bars.close, wilderAlpha(p), target)),
  }),
  defineFeature({
    name: 'stoch_k_14',
    group: 'oscillators',
    inputs: ['high', 'low', 'close'],
    formula: '100·(c - min(l, p)) / (max(h, p) - min(l, p))',
    periods: { p: { days: 14 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) => stochastic(frame, p, 100, Number.NaN),
  }),
  defineFeature({
    name: 'bb_pctb',
    group: 'oscillators',
    inputs: ['close'],
    formula: '(c - lower) / (upper - lower), upper and lower = sma(c, p) ± 2·std(c, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => bandPosition(frame.bars.close, spreadClose(frame, p), target)),
  }),
  defineFeature({
    name: 'bb_width',
    group: 'oscillators',
    inputs: ['close'],
    formula: '(upper - lower) / sma(c, p), upper and lower = sma(c, p) ± 2·std(c, p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => bandWidth(spreadClose(frame, p), target)),
  }),
  defineFeature({
    name: 'cci_20',
    group: 'oscillators',
    inputs: ['high', 'low', 'close'],
    formula: '(tp - sma(tp, p)) / (0.015 · mean absolute deviation of tp over p)',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p - 1,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        const price = scratch(frame);
        typicalPrice(frame.bars, price);
        windowStandardised(price, p, CCI_SCALE, target);
      }),
  }),
];

/** The place of the close in the range of the last `period` bars, from 0 to `scale`. */
export function stochastic(
  frame: Frame,
  period: number,
  scale: number,
  whenFlat: number,
): Float64Array {
  return newColumn(frame, (target) => {
    const lowest = scratch(frame);
    windowMinimum(frame.bars.low, period, lowest);
    windowMaximum(frame.bars.high, period, target);
    const bounds = { value: frame.bars.close, low: lowest, high: target };
    rangePosition(bounds, scale, whenFlat, target);
  });
}
