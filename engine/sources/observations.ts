/**
 * A series as a source publishes it, and how a newer answer joins what is known. What the newer
 * answer says differently about the past is a revision: listed, and taken only on demand.
 */

import { MalformedAnswer } from '../live/edges/failures.ts';

/** One value as published; `time` is unix seconds, UTC. */
export type Observation = { readonly time: number; readonly value: number };

/** A known observation whose value the source has changed since. */
export type RevisedValue = {
  readonly time: number;
  readonly known: number;
  readonly latest: number;
};

type JoinedObservations = {
  readonly observations: readonly Observation[];
  readonly added: number;
  readonly revisions: readonly RevisedValue[];
};

/**
 * `observations` oldest first, each time once.
 * @throws MalformedAnswer if one time has two values
 */
export function inOrder(
  observations: readonly Observation[],
  label: string,
): readonly Observation[] {
  const sorted = observations.toSorted((a, b) => a.time - b.time);
  return sorted.filter(({ time, value }, i) => {
    const before = sorted[i - 1];
    if (before?.time !== time) return true;
    if (before.value === value) return false;
    throw new MalformedAnswer(`${label}: expected one value at ${time}, got two`);
  });
}

/**
 * All times of the two, oldest first. Times that only `known` has stay, because sources may stop
 * showing old values.
 * @param revised whose value a revised observation has in the result
 */
export function joinObservations(
  known: readonly Observation[],
  latest: readonly Observation[],
  revised: 'known' | 'latest',
): JoinedObservations {
  const values = new Map(known.map(({ time, value }) => [time, value]));
  const revisions: RevisedValue[] = [];
  for (const { time, value } of latest) {
    const before = values.get(time);
    if (before !== undefined && before !== value) {
      revisions.push({ time, known: before, latest: value });
      if (revised === 'known') continue;
    }
    values.set(time, value);
  }
  const observations = Array.from(values, ([time, value]) => ({ time, value }));
  return {
    observations: observations.sort((a, b) => a.time - b.time),
    added: values.size - known.length,
    revisions,
  };
}
