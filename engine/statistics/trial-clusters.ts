/**
 * Groups of trials that do nearly the same.
 * Vocabulary: the distance of two trials is √((1 - ρ)/2), from 0 to 1; a trial's silhouette says
 * how much nearer its own group is than the next, from -1 to 1.
 * Must not know: what the trials were.
 */

import type { SquareMatrix } from './trial-returns.ts';
import { isConstant, mean, ROUNDING, sampleDeviation } from './moments.ts';

export type TrialClusters = {
  readonly count: number;
  /** One group a trial, numbered from 0 by first appearance. */
  readonly labels: readonly number[];
  /**
   * Mean silhouette over its sample deviation: the t-value by which the number of groups is
   * chosen. NaN where all silhouettes are equal, which is the clearest grouping there is.
   */
  readonly quality: number;
};

/**
 * The grouping of the best quality, from 2 to `size - 1` groups, made by joining the two nearest
 * groups (mean distance) again and again; ties go to fewer groups. Deterministic, unlike the
 * k-means of the source. One group where there are fewer than three trials. O(size⁴).
 * Source of distance and quality: López de Prado & Lewis, "Detection of false investment
 * strategies using unsupervised learning methods", Quantitative Finance 19 (2019).
 */
export function clusterTrials(correlation: SquareMatrix): TrialClusters {
  const { size } = correlation;
  const distance = correlation.values.map(distanceOf);
  let groups: readonly (readonly number[])[] = Array.from({ length: size }, (_, i) => [i]);
  let best: TrialClusters = {
    count: 1,
    labels: Array.from({ length: size }, () => 0),
    quality: Number.NaN,
  };
  let bestScore = Number.NEGATIVE_INFINITY;
  while (groups.length > 2) {
    groups = joinNearest(groups, distance, size);
    const values = silhouettes(groups, distance, size);
    const [average, deviation] = [mean(values), sampleDeviation(values)];
    const perfect = isConstant(deviation, average);
    const quality = perfect ? Number.NaN : average / deviation;
    // Equal silhouettes above 0 beat every spread; at or below 0 there are no groups at all.
    const equalScore = average > 0 ? Number.MAX_VALUE : Number.NEGATIVE_INFINITY;
    const score = perfect ? equalScore : quality;
    if (score < bestScore || score === Number.NEGATIVE_INFINITY) continue;
    bestScore = score;
    best = { count: groups.length, labels: labelsOf(groups, size), quality };
  }
  return best;
}

/** √((1 - ρ)/2); 0 for a correlation that is 1 up to rounding, of which the root would be 1e-8. */
function distanceOf(rho: number): number {
  return 1 - rho > ROUNDING ? Math.sqrt((1 - rho) / 2) : 0;
}

/** Mean distance between the members of two groups. */
function groupDistance(
  first: readonly number[],
  second: readonly number[],
  distance: Float64Array,
  size: number,
): number {
  let total = 0;
  for (const i of first) for (const j of second) total += distance[i * size + j];
  return total / (first.length * second.length);
}

/** The groups with the nearest two joined, the first such pair where several are equally near. */
function joinNearest(
  groups: readonly (readonly number[])[],
  distance: Float64Array,
  size: number,
): readonly (readonly number[])[] {
  let [first, second, nearest] = [0, 1, Number.POSITIVE_INFINITY];
  for (let a = 0; a < groups.length; a++) {
    for (let b = a + 1; b < groups.length; b++) {
      const apart = groupDistance(groups[a], groups[b], distance, size);
      if (apart < nearest) [first, second, nearest] = [a, b, apart];
    }
  }
  const joined = [...groups[first], ...groups[second]];
  return groups.flatMap((group, i) => (i === first ? [joined] : i === second ? [] : [group]));
}

/**
 * (b - a)/max(a, b) of each trial: a the mean distance to its own group's others, b to the
 * nearest other group; 0 for a trial alone.
 * Source: Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20 (1987).
 */
function silhouettes(
  groups: readonly (readonly number[])[],
  distance: Float64Array,
  size: number,
): Float64Array {
  const values = new Float64Array(size);
  for (const own of groups) {
    for (const trial of own) {
      if (own.length === 1) continue;
      const others = groups.filter((group) => group !== own);
      const a = (groupDistance([trial], own, distance, size) * own.length) / (own.length - 1);
      const b = Math.min(...others.map((group) => groupDistance([trial], group, distance, size)));
      const larger = Math.max(a, b);
      values[trial] = larger > 0 ? (b - a) / larger : 0;
    }
  }
  return values;
}

/** Group numbers by first appearance. */
function labelsOf(groups: readonly (readonly number[])[], size: number): readonly number[] {
  const ordered = [...groups].sort((a, b) => Math.min(...a) - Math.min(...b));
  const labels = Array.from({ length: size }, () => 0);
  ordered.forEach((group, label) => {
    for (const trial of group) labels[trial] = label;
  });
  return labels;
}
