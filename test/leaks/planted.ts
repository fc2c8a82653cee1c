/**
 * The form of the planted leaks: features that know the future in one of the ways in which real
 * code does, and small array functions to write them with.
 */

import type { AuditCheckName } from '../../engine/audit/audit-check.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { defineFeature, type FeatureDefinition } from '../../features/definition.ts';

/** A feature with a leak. */
export type PlantedLeak = {
  readonly name: string;
  /** How such code comes about, or why it is a leak. */
  readonly why: string;
  /** The check that must fail. */
  readonly check: AuditCheckName;
  readonly feature: FeatureDefinition;
  readonly timeframe: Timeframe;
};

type Compute = (bars: Bars) => Float64Array;

/** Leaks that the check `check` must find; a row is name, why, computation. */
export function leaks(
  check: AuditCheckName,
  rows: readonly (readonly [name: string, why: string, compute: Compute])[],
  timeframe: Timeframe = '1d',
): readonly PlantedLeak[] {
  return rows.map(([name, why, compute]) => ({
    name,
    why,
    check,
    timeframe,
    feature: ownFeature(name, compute),
  }));
}

/** A feature that is `compute` of the bars, without a claim on its lookback that is checked. */
export function ownFeature(name: string, compute: Compute): FeatureDefinition {
  return defineFeature({
    name,
    inputs: [],
    formula: name,
    lookback: () => 0,
    warmup: 'never',
    compute: ({ bars }) => compute(bars),
  });
}

/** A value for each row. */
export function each(bars: Bars, value: (row: number) => number): Float64Array {
  return bars.close.map((_, row) => value(row));
}

/** x moved by `lag` rows into the future; a negative lag is a look ahead. NaN beyond the ends. */
export function shifted(x: Float64Array, lag: number): Float64Array {
  return x.map((_, i) => x[i - lag] ?? Number.NaN);
}

/** log(c / c[-lag]). */
export function returns({ close }: Bars, lag = 1): Float64Array {
  return close.map((price, i) => Math.log(price / (close[i - lag] ?? Number.NaN)));
}

export function meanOf(x: Float64Array): number {
  const known = x.filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

export function deviationOf(x: Float64Array): number {
  const centre = meanOf(x);
  return Math.sqrt(meanOf(x.map((value) => (value - centre) ** 2)));
}

/** `figure` of the window [row - before, row + after], NaN if it reaches over an end. */
export function windowed(
  x: Float64Array,
  [before, after]: readonly [number, number],
  figure: (window: Float64Array) => number,
): Float64Array {
  return x.map((_, i) =>
    i < before || i + after >= x.length ? Number.NaN : figure(x.slice(i - before, i + after + 1)),
  );
}

/** The value at the share `q` of the sorted finite values. */
export function quantileOf(x: Float64Array, q: number): number {
  const sorted = x.filter(Number.isFinite).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

/** y = a·x + (1 - a)·y[-1] from `first` on. */
export function smoothed(x: Float64Array, weight: number, first = x[0]!): Float64Array {
  let y = first;
  return x.map((value) => (y = weight * value + (1 - weight) * y));
}

/** The UTC day, week (from Monday) or month of each bar, as a number that grows. */
export function calendarUnit({ time }: Bars, unit: 'day' | 'week' | 'month'): Float64Array {
  return time.map((at) => {
    const day = Math.floor(at / 86_400);
    if (unit === 'day') return day;
    if (unit === 'week') return Math.floor((day + 3) / 7);
    const date = new Date(at * 1000);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  });
}

/** For each row `figure` of x on all rows with the same unit. */
export function byUnit(
  unit: Float64Array,
  x: Float64Array,
  figure: (own: Float64Array) => number,
): Float64Array {
  const groups = new Map<number, number[]>();
  unit.forEach((key, i) => groups.set(key, [...(groups.get(key) ?? []), x[i]!]));
  const figures = new Map([...groups].map(([key, own]) => [key, figure(Float64Array.from(own))]));
  return unit.map((key) => figures.get(key)!);
}

/** NaN as 0. */
export function filled(x: Float64Array): Float64Array {
  return x.map((value) => (Number.isNaN(value) ? 0 : value));
}
