/**
 * A whole selection: it chooses a set, and compares and counts everything that was scored.
 * Must not know: data files, workers, the terminal. Functions that use them are passed in.
 */

import type { FeatureMatrix } from '../engine/forest/problem.ts';
import { bestOfTrials, type BestOfTrials } from './best-of-trials.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  chooseSet,
  orderedCandidates,
  sweepAll,
  type Choice,
  type ChoiceParts,
  type SelectionPlan,
} from './choose-set.ts';
import { correlatedPairs, type CorrelatedPair } from './correlation.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import type { ThresholdScore } from './threshold-sweep.ts';
import { createTrials, type Trial } from './trials.ts';

/** The data and functions that a selection uses. */
export type SelectionParts = ChoiceParts<Evaluation> & {
  readonly matrix: FeatureMatrix;
  readonly checkpoint: Checkpoint;
  /** Called for each different trial as soon as it is scored. */
  readonly onScored?: ((trial: Trial) => void) | undefined;
};

/** A choice; with the method `all` its sets include `all_candidates`, which is only compared. */
export type Selection = Choice & {
  /** Undefined if the method is not `all`; then also `thresholds`, except for `best`. */
  readonly correlated: readonly CorrelatedPair[] | undefined;
  readonly statistics: BestOfTrials;
  /** All scored subsets, in the order in which they were scored. */
  readonly trials: readonly Trial[];
};

/** Runs `plan`. The same plan and parts give the same selection, also after an interruption. */
export async function runSelection(plan: SelectionPlan, parts: SelectionParts): Promise<Selection> {
  const { matrix, checkpoint, onPhase, onStep, onScored } = parts;
  const all = orderedCandidates(plan);
  const trials = createTrials(checkpoint, matrix.names, onScored);
  const evaluateAt = (at: number): Evaluate => trials.scoredBy(at, parts.evaluateAt(at));
  const choice = await chooseSet(plan, {
    evaluateAt,
    importance: (columns, threshold) =>
      checkpoint.remember('importance', () => parts.importance(columns, threshold)),
    onPhase,
    onStep,
  });
  const sets = [...choice.sets];
  let correlated: readonly CorrelatedPair[] | undefined;
  let thresholds: readonly ThresholdScore[] | undefined = choice.thresholds;
  if (plan.method === 'all') {
    onPhase('all candidates');
    const [evaluation] = await evaluateAt(choice.threshold)([all]);
    sets.push({ name: 'all_candidates', columns: all, evaluation: evaluation! });
    correlated = correlatedPairs(matrix, all);
    thresholds ??= await sweepAll(plan, { evaluateAt, onPhase });
  }
  const scored = trials.all();
  const sharpes = scored.map(({ evaluation }) => evaluation.metrics.sharpe);
  const statistics = bestOfTrials(choice.selected?.evaluation, sharpes);
  return { ...choice, sets, correlated, thresholds, statistics, trials: scored };
}
