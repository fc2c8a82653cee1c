/**
 * Every subset that a selection scores, each once: what the checkpoint or this run already knows is
 * not computed again, and all of it is counted, because the best of many trials is no forecast.
 * Vocabulary: a scope names the labels that subsets are scored on, `threshold 0.01`. Must not
 * know: forests, files.
 */

import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import { assert } from '../engine/core/errors.ts';

export type Trials = {
  /** `evaluate` for subsets of `scope`, remembered and counted. */
  readonly scoredBy: (scope: string, evaluate: Evaluate) => Evaluate;
  /** Sharpe ratios of all different trials so far, in the order in which they were scored. */
  readonly sharpes: () => readonly number[];
};

/**
 * The trials of one selection.
 * @param names of the columns: tasks of the checkpoint name features, not indices
 */
export function createTrials(checkpoint: Checkpoint, names: readonly string[]): Trials {
  const known = new Map<string, Evaluation>();
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
        assert(evaluations.length === unknown.length, 'one evaluation a subset');
        unknown.forEach(([key], i) => known.set(key, evaluations[i]!));
      }
      return subsets.map((subset) => known.get(keyOf(subset))!);
    };
  };
  return {
    scoredBy,
    sharpes: () => Array.from(known.values(), ({ metrics }) => metrics.sharpe),
  };
}
