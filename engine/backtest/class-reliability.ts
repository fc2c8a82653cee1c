/** Whether the probabilities of a set's classes mean what they say. Must not know: money. */

import { CLASS_COUNT } from '../forest/problem.ts';
import type { OutOfSample } from '../learn/out-of-sample.ts';
import { reliabilityOf, type Reliability } from '../statistics/reliability.ts';

/** The reliability of each class' probability. */
export type ClassReliability = Readonly<Record<'down' | 'neutral' | 'up', Reliability>>;

/** The reliability of the out-of-sample probabilities of `rows`, against the true classes. */
export function classReliability({
  probabilities,
  labels,
}: Pick<OutOfSample, 'probabilities' | 'labels'>): ClassReliability {
  const ofClass = (code: number): Reliability =>
    reliabilityOf(
      Float64Array.from(labels, (_, row) => probabilities[CLASS_COUNT * row + code]!),
      labels.map((label) => (label === code ? 1 : 0)),
    );
  return { down: ofClass(0), neutral: ofClass(1), up: ofClass(2) };
}
