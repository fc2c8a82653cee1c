/** Regime: autocorrelation, skewness and kurtosis of returns. */

import { newColumn, logReturn, shapeReturn } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { windowAutocorrelation } from '../kernels/window-moments.ts';

export const REGIME: readonly FeatureDefinition[] = [
  defineFeature({
    name: 'autocorr_20',
    group: 'regime',
    inputs: ['close'],
    formula: "Pearson's correlation of r and r[-1] inside a window of p (p - 1 pairs)",
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) =>
      newColumn(frame, (target) => windowAutocorrelation(logReturn(frame, 1), p, target)),
  }),
  defineFeature({
    name: 'skew_20',
    group: 'regime',
    inputs: ['close'],
    formula: 'bias-corrected skewness of r over p',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) => shapeReturn(frame, p).skewness,
  }),
  defineFeature({
    name: 'kurt_20',
    group: 'regime',
    inputs: ['close'],
    formula: 'bias-corrected excess kurtosis of r over p',
    periods: { p: { days: 20 } },
    lookback: ({ p }) => p,
    compute: (frame, { p }) => shapeReturn(frame, p).kurtosis,
  }),
];
