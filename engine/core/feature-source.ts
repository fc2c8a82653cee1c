/**
 * What the engine needs to know of features and targets. The engine knows no feature by name. The
 * code that composes a run (a command, the Lambda, a user's program) passes features and a target
 * in. Therefore a result depends on its inputs alone, and anybody can add a feature.
 */

import type { Timeframe } from './bar-time.ts';
import type { Bars } from './bars.ts';

/** How long a bar is, and how many bars a period of one day becomes. */
export type Scale = { readonly timeframe: Timeframe; readonly barsPerDay: number };

/** What a model records about a feature, at one scale. */
export type FeatureFacts = {
  /** A short digest of what the feature means. Two different definitions have different digests. */
  readonly fingerprint: string;
  /** The definition's parameters, in bars. */
  readonly periods: Readonly<Record<string, number>>;
  /** Number of rows at the start of a history in which the feature is undefined. */
  readonly lookback: number;
  /**
   * Number of bars before a row after which a longer history no longer changes the row's value.
   * Null for an anchored feature: its value always depends on where the history starts.
   */
  readonly warmup: number | null;
};

/** Where features come from. */
export type FeatureSource = {
  /**
   * The columns of the features `names` on all of `bars`, in the order of `names`: one Float64Array
   * (rows) for each feature. A value is NaN if it is undefined, and never infinite.
   * @param onColumn called after each column, with `done` of `total` columns
   * @throws InputError for an unknown name, and for a feature that does not exist at this scale
   */
  readonly columns: (
    bars: Bars,
    names: readonly string[],
    scale: Scale,
    onColumn?: (done: number, total: number) => void,
  ) => Float64Array[];
  /** How the feature `name` is defined. @throws InputError as `columns` does */
  readonly facts: (name: string, scale: Scale) => FeatureFacts;
};

/** What a model has to predict. */
export type Target = {
  readonly name: string;
  /** The log return at which up and down begin; null for a target without a threshold. */
  readonly threshold: number | null;
  /** Number of bars that must pass before a bar's code is known, at least 1. */
  readonly horizonBars: (scale: Scale) => number;
  /** Int8Array (rows): -1 down, 0 neutral, +1 up, or UNKNOWN_CODE. */
  readonly codes: (bars: Bars, scale: Scale) => Int8Array;
};

/** The code of a bar whose target is not known, such as one of the last bars of a history. */
export const UNKNOWN_CODE = -128;

/**
 * How much history a live decision with the features `names` needs.
 * @returns `bars`: number of bars, including the bar that is decided, after which more history does
 *   not change the decision; `anchored`: the features for which no history is long enough
 * @throws InputError for an unknown feature
 */
export function requiredHistory(
  features: FeatureSource,
  names: readonly string[],
  scale: Scale,
): { readonly bars: number; readonly anchored: readonly string[] } {
  const warmups = names.map((name) => features.facts(name, scale).warmup);
  return {
    bars: 1 + Math.max(0, ...warmups.map((warmup) => warmup ?? 0)),
    anchored: names.filter((_, i) => warmups[i] === null),
  };
}
