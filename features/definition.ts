/**
 * The definition of a feature. Research and live trading use the same definition.
 * Vocabulary: `lookback` is the number of rows at the start of a history at which the feature is
 * undefined, because there are too few bars before them. `warmup` is the number of bars before a
 * row that is enough: a longer history would not change the value. For a window it is the lookback,
 * for a recursion it is more. An `anchored` feature always depends on the start of the history, so
 * no number of bars is enough.
 * Must not know: models, files.
 */

import { TIMEFRAMES, type Timeframe } from '../engine/core/bar-time.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import type { Frame } from './frame.ts';
import { periodBars, type Period } from './scale.ts';

/** Parameters in bars, by name: `{ span: 12 }`. */
type PeriodsInBars = Readonly<Record<string, number>>;

/** A feature in the catalogue. */
export type FeatureDefinition = {
  readonly name: string;
  /** The heading under which the feature is listed. */
  readonly group: string;
  /** The lengths of bars for which the feature exists. */
  readonly timeframes: readonly Timeframe[];
  /** The columns of the bars that the feature reads. */
  readonly inputs: readonly string[];
  /** The formula as a text, with the parameters by name. */
  readonly formula: string;
  readonly anchored: boolean;
  /** The parameters at a scale, in bars. */
  readonly periods: (scale: Scale) => PeriodsInBars;
  /** The rows [0, lookback) are NaN. */
  readonly lookback: (scale: Scale) => number;
  /**
   * Number of bars before a row after which the start of the history has a weight of at most 1e-12;
   * null for an anchored feature.
   */
  readonly warmup: (scale: Scale) => number | null;
  /** The feature's column, Float64Array (rows), NaN or ±Infinity if undefined. */
  readonly compute: (frame: Frame) => Float64Array;
};

/** A definition as its author writes it. Fields that are left out have defaults. */
export type FeatureSpec<P extends Readonly<Record<string, Period>>> = {
  readonly name: string;
  /** Default: `own`. */
  readonly group?: string;
  readonly inputs: readonly string[];
  readonly formula: string;
  /** Default: no parameters. */
  readonly periods?: P;
  readonly lookback: (periods: Bound<P>) => number;
  /** Default: the lookback. 'never' says that the feature is anchored. */
  readonly warmup?: ((periods: Bound<P>) => number) | 'never';
  readonly compute: (frame: Frame, periods: Bound<P>) => Float64Array;
  /** Default: all. */
  readonly timeframes?: readonly Timeframe[];
};

type Bound<P> = { readonly [K in keyof P]: number };

/**
 * The definition of a feature from its author's description. Its periods become bars when a scale
 * is known. `catalogue.with(…)` adds the feature to a catalogue and checks its definition.
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
