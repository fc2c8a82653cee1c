/**
 * What a feature is: one definition, used by research and live alike.
 * Vocabulary: `lookback` = rows at the start of a history where the feature is undefined for want
 * of bars; `warmup` = bars that must come before a row so that a longer history would not change
 * it (the lookback of a window feature, more for a recursive one); `anchored` = never so.
 * Must not know: models, files.
 */

import { TIMEFRAMES, type Timeframe } from '../engine/core/bar-time.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import type { Frame } from './frame.ts';
import { periodBars, type Period } from './scale.ts';

/** Parameters in bars, by name: `{ span: 12 }`. */
type PeriodsInBars = Readonly<Record<string, number>>;

/** A feature as the catalogue holds it. */
export type FeatureDefinition = {
  readonly name: string;
  /** What it is listed under. */
  readonly group: string;
  /** Bar lengths on which it exists. */
  readonly timeframes: readonly Timeframe[];
  /** The bars' columns that it reads. */
  readonly inputs: readonly string[];
  /** What it computes, in words that a reader can check, the parameters by name. */
  readonly formula: string;
  readonly anchored: boolean;
  /** Parameters at a scale, in bars. */
  readonly periods: (scale: Scale) => PeriodsInBars;
  /** Rows [0, lookback) are NaN. */
  readonly lookback: (scale: Scale) => number;
  /** Bars before a row after which the start no longer matters (1e-12); null if anchored. */
  readonly warmup: (scale: Scale) => number | null;
  /** The feature's column, Float64Array (rows), NaN or ±Infinity where undefined. */
  readonly compute: (frame: Frame) => Float64Array;
};

/** A definition as its author writes it; what is left out has the usual meaning. */
export type FeatureSpec<P extends Readonly<Record<string, Period>>> = {
  readonly name: string;
  /** `own` if left out. */
  readonly group?: string;
  readonly inputs: readonly string[];
  readonly formula: string;
  /** None if left out. */
  readonly periods?: P;
  readonly lookback: (periods: Bound<P>) => number;
  /** The lookback if left out; 'never' marks an anchored feature. */
  readonly warmup?: ((periods: Bound<P>) => number) | 'never';
  readonly compute: (frame: Frame, periods: Bound<P>) => Float64Array;
  /** All if left out. */
  readonly timeframes?: readonly Timeframe[];
};

type Bound<P> = { readonly [K in keyof P]: number };

/**
 * A feature of your own, or one of the catalogue: its periods are bound to a scale when they are
 * asked for. `catalogue.with(…)` adds it, and checks there what it claims about itself.
 *
 * @example
 * const range = defineFeature({
 *   name: 'log_range',
 *   inputs: ['high', 'low'],
 *   formula: 'log(h / l)',
 *   lookback: () => 0,
 *   compute: ({ bars }) => bars.high.map((high, i) => Math.log(high / bars.low[i]!)),
 * });
 */
export function defineFeature<const P extends Readonly<Record<string, Period>>>(
  spec: FeatureSpec<P>,
): FeatureDefinition {
  const { warmup, lookback, compute, group = 'own', timeframes = TIMEFRAMES, ...rest } = spec;
  const periods: Readonly<Record<string, Period>> = spec.periods ?? {};
  const bound = (scale: Scale): Bound<P> =>
    Object.fromEntries(
      Object.entries(periods).map(([name, period]) => [name, periodBars(period, scale)]),
    ) as Bound<P>;
  return {
    ...rest,
    group,
    timeframes,
    anchored: warmup === 'never',
    periods: bound,
    lookback: (scale) => lookback(bound(scale)),
    warmup: (scale) => (warmup === 'never' ? null : (warmup ?? lookback)(bound(scale))),
    compute: (frame) => compute(frame, bound(frame.scale)),
  };
}
