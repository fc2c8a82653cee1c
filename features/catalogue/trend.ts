/** Trend: the price relative to its exponential means, MACD, Wilder's ADX. */

import { newColumn, emaAlpha, wilderAlpha } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { ratio } from '../kernels/elementwise.ts';
import {
  convergenceHistogram,
  directionalIndex,
  exponentialMean,
  exponentialMeanWithGaps,
  settledBars,
} from '../kernels/recursive.ts';

export const TREND: readonly FeatureDefinition[] = [
  ...[12, 26, 50].map(emaRatio),
  defineFeature({
    name: 'macd_hist',
    group: 'trend',
    inputs: ['close'],
    formula: 'm - ema(m, signal), m = ema(c, fast) - ema(c, slow)',
    periods: { fast: { days: 12 }, slow: { days: 26 }, signal: { days: 9 } },
    lookback: () => 0,
    warmup: ({ fast, slow, signal }) => settledBars(emaAlpha(Math.max(fast, slow, signal)), 2),
    compute: (frame, { fast, slow, signal }) =>
      newColumn(frame, (target) =>
        convergenceHistogram(
          frame.bars.close,
          { fast: emaAlpha(fast), slow: emaAlpha(slow), signal: emaAlpha(signal) },
          target,
        ),
      ),
  }),
  defineFeature({
    name: 'adx_14',
    group: 'trend',
    inputs: ['high', 'low'],
    formula:
      'rma(dx, p), dx = 100·abs(+DI - -DI) / (+DI + -DI), ±DI = 100·rma(±DM, p) / rma(tr, p); ' +
      'an undefined dx keeps the mean',
    periods: { p: { days: 14 } },
    lookback: () => 1,
    warmup: ({ p }) => settledBars(wilderAlpha(p), 2),
    compute: (frame, { p }) =>
      newColumn(frame, (target) => {
        directionalIndex(frame.bars.high, frame.bars.low, wilderAlpha(p), target);
        exponentialMeanWithGaps(target, wilderAlpha(p), target);
      }),
  }),
];

function emaRatio(days: number): FeatureDefinition {
  return defineFeature({
    name: `ema_ratio_${days}`,
    group: 'trend',
    inputs: ['close'],
    formula: 'c / ema(c, span)',
    periods: { span: { days } },
    lookback: () => 0,
    warmup: ({ span }) => settledBars(emaAlpha(span), 1),
    compute: (frame, { span }) =>
      newColumn(frame, (target) => {
        exponentialMean(frame.bars.close, emaAlpha(span), target);
        ratio(frame.bars.close, target, target);
      }),
  });
}
