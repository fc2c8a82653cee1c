/**
 * What a feature is: one definition, used by research and live alike.
 * Vocabulary: `lookback` = rows at the start of a history where the feature is undefined for want
 * of bars; `warmup` = bars that must come before a row so that a longer history would not change
 * it (the lookback of a window feature, more for a recursive one); `anchored` = never so.
 * Must not know: models, files.
 */

import type { Bars } from '../engine/core/bars.ts';
import type { Timeframe } from '../engine/core/bar-time.ts';
import type { BarColumns } from './shared-columns.ts';
import { periodBars, type Period, type Scale } from './scale.ts';

export type FeatureGroup =
  | 'returns'
  | 'trend'
  | 'oscillators'
  | 'volatility'
  | 'volume'
  | 'structure'
  | 'regime'
  | 'calendar'
  | 'intraday';

/** Parameters in bars, by name: `{ span: 12 }`. */
export type PeriodsInBars = Readonly<Record<string, number>>;

export type FeatureDefinition = {
  readonly name: string;
  readonly group: FeatureGroup;
  /** Bar lengths on which it exists. */
  readonly timeframes: readonly Timeframe[];
  /** The bars' columns that it reads. */
  readonly inputs: readonly (keyof Bars)[];
  /** In FEATURES.md's notation, the parameters by name. */
  readonly formula: string;
  readonly anchored: boolean;
  /** Parameters at a scale, in bars. */
  readonly periods: (scale: Scale) => PeriodsInBars;
  /** Rows [0, lookback) are NaN. */
  readonly lookback: (scale: Scale) => number;
  /** Bars before a row after which the start no longer matters (1e-12); null where anchored. */
  readonly warmup: (scale: Scale) => number | null;
  /** The feature's column, Float64Array (rows), NaN or ±Infinity where undefined. */
  readonly compute: (columns: BarColumns) => Float64Array;
};

/** A definition as the catalogue's files write it; what is left out has the usual meaning. */
export type FeatureSpec<P extends Readonly<Record<string, Period>>> = {
  readonly name: string;
  readonly group: FeatureGroup;
  readonly inputs: readonly (keyof Bars)[];
  readonly formula: string;
  readonly periods: P;
  readonly lookback: (periods: Bound<P>) => number;
  /** The lookback where left out; 'never' marks an anchored feature. */
  readonly warmup?: ((periods: Bound<P>) => number) | 'never';
  readonly compute: (columns: BarColumns, periods: Bound<P>) => Float64Array;
  /** All where left out. */
  readonly timeframes?: readonly Timeframe[];
};

type Bound<P> = { readonly [K in keyof P]: number };

const ALL_TIMEFRAMES: readonly Timeframe[] = ['1d', '4h'];

/** The definition of `text`, its periods bound to a scale when asked. */
export function defineFeature<const P extends Readonly<Record<string, Period>>>(
  text: FeatureSpec<P>,
): FeatureDefinition {
  const { warmup, periods, lookback, compute, timeframes = ALL_TIMEFRAMES, ...rest } = text;
  const bound = (scale: Scale): Bound<P> =>
    Object.fromEntries(
      Object.entries(periods).map(([name, period]) => [name, periodBars(period, scale)]),
    ) as Bound<P>;
  return {
    ...rest,
    timeframes,
    anchored: warmup === 'never',
    periods: bound,
    lookback: (scale) => lookback(bound(scale)),
    warmup: (scale) => (warmup === 'never' ? null : (warmup ?? lookback)(bound(scale))),
    compute: (columns) => compute(columns, bound(columns.scale)),
  };
}
