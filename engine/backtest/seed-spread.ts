/**
 * How far the runs of different seeds are apart. Must not know: money, sets of features.
 */

import type { OutOfSample } from '../learn/out-of-sample.ts';

/** How much runs with different seeds differ, over all pairs of runs; NaN for one seed. */
export type SeedSpread = {
  /** Mean absolute difference of the probabilities, over rows, classes and pairs. */
  readonly probabilityDifference: number;
  /** Share of rows with the same class, over pairs. */
  readonly sameClass: number;
};

/**
 * The spread of `runs`, at least one.
 * O(entries · runs · log runs), because a thousand seeds have half a million pairs.
 */
export function seedSpread(
  runs: readonly Pick<OutOfSample, 'probabilities' | 'classes'>[],
): SeedSpread {
  const pairs = (runs.length * (runs.length - 1)) / 2;
  const { probabilities, classes } = runs[0]!;
  let difference = 0;
  for (let i = 0; i < probabilities.length; i++) {
    difference += pairDifferences(Float64Array.from(runs, (run) => run.probabilities[i]!));
  }
  let same = 0;
  for (let i = 0; i < classes.length; i++) same += equalPairs(runs.map((run) => run.classes[i]!));
  return {
    probabilityDifference: difference / (pairs * probabilities.length),
    sameClass: same / (pairs * classes.length),
  };
}

/** Sum of |a - b| over all pairs: in ascending order value i is the larger one of i pairs. */
function pairDifferences(values: Float64Array): number {
  values.sort();
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (2 * i - values.length + 1) * values[i]!;
  return total;
}

/** Number of pairs that are of the same class -1, 0 or 1. */
function equalPairs(classes: readonly number[]): number {
  const counts = [0, 0, 0];
  for (const signal of classes) counts[signal + 1]!++;
  return counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}
