/**
 * All subsets that a selection scores. A subset is scored once: a score that this run or the
 * checkpoint knows is not computed again. All trials are counted, because the best of many trials
 * is no forecast.
 * Must not know: forests, files.
 */

import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import { assert } from '../engine/core/errors.ts';

/** A scored subset. */
export type Trial = {
  /** The threshold of the labels that it was scored on. */
  readonly threshold: number;
  readonly columns: readonly number[];
  readonly evaluation: Evaluation;
};

export type Trials = {
  /** `evaluate` on the labels of `threshold`, which also stores and counts the scores. */
  readonly scoredBy: (threshold: number, evaluate: Evaluate) => Evaluate;
  /** All different trials so far, in the order in which they were scored. */
  readonly all: () => readonly Trial[];
};

/** The name of the labels of `threshold` in the tasks of a checkpoint. */
export function thresholdScope(threshold: number): string {
  return `threshold ${threshold}`;
}

/**
 * The trials of one selection.
 * @param names names of the columns; the tasks of the checkpoint contain names, not indices
 * @param onScored called for each different trial as soon as it is scored
 */
export function createTrials(
  checkpoint: Checkpoint,
  names: readonly string[],
  onScored: (trial: Trial) => void = () => {},
): Trials {
  const known = new Map<string, Trial>();
  const scoredBy = (threshold: number, evaluate: Evaluate): Evaluate => {
    const scope = thresholdScope(threshold);
    const keyOf = (subset: readonly number[]): string =>
      `${scope}: ${subset.map((column) => names[column]!).join('+')}`;
    return async (subsets) => {
      const byKey = new Map(subsets.map((subset) => [keyOf(subset), subset]));
      const unknown = [...byKey].filter(([key]) => !known.has(key));
      if (unknown.length > 0) {
        const task = unknown.map(([key]) => key).join(' | ');
        const missing = unknown.map(([, subset]) => subset);
        const evaluations = await checkpoint.remember(task, () => evaluate(missing));
        assert(evaluations.length === unknown.length, 'one evaluation for each subset');
        unknown.forEach(([key, columns], i) => {
          const trial = { threshold, columns, evaluation: evaluations[i]! };
          known.set(key, trial);
          onScored(trial);
        });
      }
      return subsets.map((subset) => known.get(keyOf(subset))!.evaluation);
    };
  };
  return { scoredBy, all: () => [...known.values()] };
}
