/**
 * What the engine needs of features and targets. It knows none by name: whoever composes a run (a
 * command, the Lambda, a user's program) hands them in, so that a result is a function of its
 * inputs and anybody can add a feature of their own.
 */

import type { Timeframe } from './bar-time.ts';
import type { Bars } from './bars.ts';

/** How long a bar is, and how many bars a period of one day becomes. */
export type Scale = { readonly timeframe: Timeframe; readonly barsPerDay: number };

/** What a model records about a feature, at one scale. */
export type FeatureFacts = {
  /** A short digest of what the feature means; another definition has another one. */
  readonly fingerprint: string;
  /** The definition's parameters, in bars. */
  readonly periods: Readonly<Record<string, number>>;
  /** Rows at the start of a history where the feature is undefined. */
  readonly lookback: number;
  /** Bars before a row that settle its value; null for an anchored feature: none do. */
  readonly warmup: number | null;
};

/** Where features come from. */
export type FeatureSource = {
  /**
   * The features `names` over all of `bars`, in their order: one Float64Array (rows) each, NaN
   * where undefined, never infinite.
   * @throws InputError for an unknown name, or one that does not exist at this scale
   */
  readonly columns: (bars: Bars, names: readonly string[], scale: Scale) => Float64Array[];
  /** How the feature `name` is defined. @throws InputError as `columns` does */
  readonly facts: (name: string, scale: Scale) => FeatureFacts;
};

/** What a model is to foresee. */
export type Target = {
  readonly name: string;
  /** Where up and down begin, a log return; null for a target without a threshold. */
  readonly threshold: number | null;
  /** Bars that must pass before a bar's code is known, at least 1. */
  readonly horizonBars: (scale: Scale) => number;
  /** Int8Array (rows): -1 down, 0 neutral, +1 up, or UNKNOWN_CODE. */
  readonly codes: (bars: Bars, scale: Scale) => Int8Array;
};

/** The code of a bar whose target is not known: the last bars of any history, or a warm-up. */
export const UNKNOWN_CODE = -128;

/**
 * How much history a live decision on `names` needs: `bars` that must be at hand, the decided one
 * included, so that more would not change it, and which features no history can settle.
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
