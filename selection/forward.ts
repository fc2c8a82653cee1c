/**
 * Greedy forward selection. Each step adds the feature that gives the best out-of-sample score
 * together with the features that are already chosen. The answer is the best set of all steps. Its
 * score is the best of many trials on the same rows and no forecast, so every output shows the
 * number of trials beside it.
 * Vocabulary: a candidate is a column that may be added; a trial is one scored subset.
 * Must not know: forests, files, the terminal.
 */

import { assert } from '../engine/core/errors.ts';
import { sampleDeviation } from '../engine/statistics/moments.ts';
import type { Evaluate, Evaluation, Score } from './objective.ts';

/** A candidate of a step, its score, and the annualised net Sharpe ratio with it (or NaN). */
type CandidateScore = {
  readonly column: number;
  readonly score: number;
  readonly sharpe: number;
};

/** One step, which adds one feature. */
export type ForwardStep<S extends Score = Evaluation> = {
  /** Number of the step, from 1. */
  readonly step: number;
  /** The column that was added. */
  readonly column: number;
  /** All columns of the set after the step, ascending. */
  readonly columns: readonly number[];
  /** The figures of this set. */
  readonly evaluation: S;
  /** Score minus that of the step before; for the first step minus `scoreOfNothing`. */
  readonly delta: number;
  /** Score minus that of the second best candidate; NaN if there was no other. */
  readonly margin: number;
  /** Standard deviation of such a margin that the random numbers of trees cause: `marginNoise`. */
  readonly marginNoise: number;
  /** The column that the first half of the trees would have added; undefined for one tree. */
  readonly firstHalfColumn: number | undefined;
  /** True if this set is the best so far. */
  readonly best: boolean;
  /** All candidates of the step, by ascending column. */
  readonly candidates: readonly CandidateScore[];
};

export type ForwardResult<S extends Score = Evaluation> = {
  readonly steps: readonly ForwardStep<S>[];
  /** The best set, in the order of the steps; empty if no score was defined. */
  readonly selected: readonly number[];
  /** The step that completed the best set; undefined if no score was defined. */
  readonly bestStep: ForwardStep<S> | undefined;
  /** Number of scored subsets. */
  readonly trials: number;
};

/**
 * Adds columns until `patience` steps in a row bring no new best set, until `maxFeatures` are
 * chosen, or until no candidate is left. Of equal scores the lowest column wins, so the order of
 * `candidates` does not matter. All subsets of a step are scored by one call of `evaluate`.
 */
export async function forwardSelection<S extends Score>(options: {
  readonly candidates: readonly number[];
  readonly maxFeatures: number;
  readonly patience: number;
  readonly evaluate: Evaluate<S>;
  /** The score of a set without a feature; left out: 0. */
  readonly scoreOfNothing?: number | undefined;
  /** Called after each step. */
  readonly onStep?: ((step: ForwardStep<S>) => void) | undefined;
}): Promise<ForwardResult<S>> {
  const { maxFeatures, patience, evaluate, scoreOfNothing = 0, onStep } = options;
  const chosen: number[] = [];
  const steps: ForwardStep<S>[] = [];
  let remaining = [...new Set(options.candidates)].sort((a, b) => a - b);
  let bestStep: ForwardStep<S> | undefined;
  let trials = 0;
  while (remaining.length > 0 && chosen.length < maxFeatures) {
    const subsets = remaining.map((column) => [...chosen, column].sort((a, b) => a - b));
    const evaluations = await evaluate(subsets);
    assert(evaluations.length === subsets.length, 'one evaluation for each subset');
    const before = { step: steps.at(-1), scoreOfNothing, bestStep };
    const step = takeStep(remaining, subsets, evaluations, before);
    trials += subsets.length;
    chosen.push(step.column);
    remaining = remaining.filter((column) => column !== step.column);
    steps.push(step);
    if (step.best) bestStep = step;
    onStep?.(step);
    if (steps.length - (bestStep?.step ?? 0) >= patience) break;
  }
  return { steps, selected: chosen.slice(0, bestStep?.step ?? 0), bestStep, trials };
}

function takeStep<S extends Score>(
  candidates: readonly number[],
  subsets: readonly (readonly number[])[],
  evaluations: readonly S[],
  before: {
    readonly step: ForwardStep<S> | undefined;
    readonly scoreOfNothing: number;
    readonly bestStep: ForwardStep<S> | undefined;
  },
): ForwardStep<S> {
  const scores = evaluations.map((evaluation) => evaluation.score);
  const winner = bestIndex(scores);
  const others = scores.filter((score, i) => i !== winner && !Number.isNaN(score));
  const score = scores[winner]!;
  return {
    step: (before.step?.step ?? 0) + 1,
    column: candidates[winner]!,
    columns: subsets[winner]!,
    evaluation: evaluations[winner]!,
    delta: score - (before.step?.evaluation.score ?? before.scoreOfNothing),
    margin: others.length === 0 ? Number.NaN : score - Math.max(...others),
    marginNoise: marginNoise(evaluations),
    firstHalfColumn: firstHalfWinner(candidates, evaluations),
    best: score > (before.bestStep?.evaluation.score ?? Number.NEGATIVE_INFINITY),
    candidates: candidates.map((column, i) => ({
      column,
      score: scores[i]!,
      sharpe: evaluations[i]!.metrics.sharpe,
    })),
  };
}

/** The candidate with the highest score in the first half of the trees. */
function firstHalfWinner(
  candidates: readonly number[],
  evaluations: readonly Score[],
): number | undefined {
  const scores = evaluations.map(({ scoreHalves: [first] }) => first);
  return scores.every(Number.isNaN) ? undefined : candidates[bestIndex(scores)]!;
}

/** Index of the largest score, the lowest index of equal scores; undefined scores come last. */
function bestIndex(scores: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) {
    const firstDefined = Number.isNaN(scores[best]!) && !Number.isNaN(scores[i]!);
    if (firstDefined || scores[i]! > scores[best]!) best = i;
  }
  return best;
}

/**
 * How much a margin between two candidates varies because trees draw random numbers: the standard
 * deviation, over the candidates, of the difference between the scores of both halves of a forest.
 * A change that is the same for all candidates has no effect on it. It measures forests with half
 * of the trees, so it is somewhat larger than the noise of whole forests. NaN if there are fewer
 * than two candidates or only one tree.
 */
export function marginNoise(evaluations: readonly Score[]): number {
  const differences = evaluations
    .map(({ scoreHalves: [first, second] }) => first - second)
    .filter((difference) => !Number.isNaN(difference));
  return sampleDeviation(differences);
}
