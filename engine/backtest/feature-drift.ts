/**
 * Whether features take other values now than in training: the last rows against all rows before
 * them, and how far earlier stretches of the same length were from the rows before those.
 * Must not know: models, money.
 */

import type { FeatureMatrix } from '../forest/problem.ts';
import { populationStability, smirnovDistance } from '../statistics/distribution-shift.ts';
import { median } from '../statistics/quantile.ts';

/** About a year of days: what "now" means. */
export const RECENT_ROWS = 250;

/** Drift needs as many rows before the recent ones as these, or a year's. */
const FEWEST_BEFORE = 500;

export type FeatureDrift = {
  readonly feature: string;
  /** Kolmogorov-Smirnov distance of the last rows from those before them, 0 to 1. */
  readonly distance: number;
  /** Median of the same distance at earlier stretches; NaN if there is none. */
  readonly usualDistance: number;
  /** Population stability index of the last rows. */
  readonly stability: number;
};

/** The drift of each column, in the order of the matrix; empty if there are too few rows. */
export function featureDrift({ names, rows, values }: FeatureMatrix): readonly FeatureDrift[] {
  const starts: number[] = [];
  for (let start = rows - RECENT_ROWS; start >= FEWEST_BEFORE; start -= RECENT_ROWS) {
    starts.push(start);
  }
  if (starts.length === 0) return [];
  return names.map((feature, i) => {
    const column = values.subarray(i * rows, (i + 1) * rows);
    const [distance, ...earlier] = starts.map((start) =>
      smirnovDistance(column.subarray(0, start), column.subarray(start, start + RECENT_ROWS)),
    );
    const last = starts[0]!;
    return {
      feature,
      distance: distance!,
      usualDistance: median(earlier),
      stability: populationStability(column.subarray(0, last), column.subarray(last)),
    };
  });
}
