/**
 * All subsets that a selection scores. A subset is scored once: a score that this run or the
 * checkpoint knows is not computed again. All trials are counted, because the best of many trials
 * is no forecast.
 * Vocabulary: a scope names the labels that subsets are scored on, such as `threshold 0.01`.
 * Must not know: forests, files.
 */

import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import { assert } from '../engine/core/errors.ts';

/** A scored subset. */
export type Trial = {
  readonly scope: string;
  readonly columns: readonly number[];
  readonly evaluation: Evaluation;
};

export type Trials = {
  /** `evaluate` for subsets of `scope`, which also stores and counts the scores. */
  readonly scoredBy: (scope: string, evaluate: Evaluate) => Evaluate;
  /** All different trials so far, in the order in which they were scored. */
  readonly all: () => readonly Trial[];
};

/**
 * The trials of one selection.
 * @param names names of the columns; the tasks of the checkpoint contain names, not indices
 */
export function createTrials(checkpoint: Checkpoint, names: readonly string[]): Trials {
  const known = new Map<string, Trial>();
  const scoredBy = (scope: string, evaluate: Evaluate): Evaluate => {
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
        unknown.forEach(([key, columns], i) =>
          known.set(key, { scope, columns, evaluation: evaluations[i]! }),
        );
      }
      return subsets.map((subset) => known.get(keyOf(subset))!.evaluation);
    };
  };
  return { scoredBy, all: () => [...known.values()] };
}
