/**
 * Greedy forward selection: to the chosen features add the one with the best out-of-sample net
 * Sharpe ratio, again and again; the answer is the best set ever seen. That figure is the best of
 * many trials on the same rows and no forecast: `trials` goes with it wherever it is shown.
 * Vocabulary: a candidate is a column that may join; a trial is one subset scored. Must not know:
 * forests, files, the terminal.
 */

import { assert } from '../engine/core/errors.ts';
import { sampleDeviation } from '../engine/statistics/moments.ts';
import type { Evaluate, Evaluation } from './objective.ts';

/** A candidate of a step and its subset's annualised net Sharpe ratio (NaN where undefined). */
export type CandidateScore = { readonly column: number; readonly sharpe: number };

/** One feature added. */
export type ForwardStep = {
  /** From 1. */
  readonly step: number;
  /** The column that was added. */
  readonly column: number;
  /** The set after the step, ascending columns, and its figures. */
  readonly columns: readonly number[];
  readonly evaluation: Evaluation;
  /** Sharpe less that of the step before; of the first step, less 0: no position. */
  readonly delta: number;
  /** Sharpe less the runner-up's; NaN where there was no other. */
  readonly margin: number;
  /** Standard deviation of such a margin by the trees' chance alone: `marginNoise`. */
  readonly marginNoise: number;
  /** True where this set is the best so far. */
  readonly best: boolean;
  /** All candidates of the step, ascending columns. */
  readonly candidates: readonly CandidateScore[];
};

export type ForwardResult = {
  readonly steps: readonly ForwardStep[];
  /** The best set in the order in which its columns joined; empty where no Sharpe was defined. */
  readonly selected: readonly number[];
  /** Its step, undefined where it is empty. */
  readonly bestStep: ForwardStep | undefined;
  /** Subsets scored. */
  readonly trials: number;
};

/**
 * Adds columns until `patience` steps in a row bring no new best, `maxFeatures` are chosen or none
 * is left. Equal scores go to the lowest column, so that the order of `candidates` does not show.
 * All subsets of a step are one call of `evaluate`.
 */
export async function forwardSelection(options: {
  readonly candidates: readonly number[];
  readonly maxFeatures: number;
  readonly patience: number;
  readonly evaluate: Evaluate;
  /** Called after each step. */
  readonly onStep?: (step: ForwardStep) => void;
}): Promise<ForwardResult> {
  const { maxFeatures, patience, evaluate, onStep } = options;
  const chosen: number[] = [];
  const steps: ForwardStep[] = [];
  let remaining = [...new Set(options.candidates)].sort((a, b) => a - b);
  let bestStep: ForwardStep | undefined;
  let trials = 0;
  while (remaining.length > 0 && chosen.length < maxFeatures) {
    const subsets = remaining.map((column) => [...chosen, column].sort((a, b) => a - b));
    const evaluations = await evaluate(subsets);
    assert(evaluations.length === subsets.length, 'one evaluation a subset');
    const step = takeStep(remaining, subsets, evaluations, steps.at(-1), bestStep);
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

function takeStep(
  candidates: readonly number[],
  subsets: readonly (readonly number[])[],
  evaluations: readonly Evaluation[],
  previous: ForwardStep | undefined,
  bestStep: ForwardStep | undefined,
): ForwardStep {
  const sharpes = evaluations.map((evaluation) => evaluation.metrics.sharpe);
  const winner = bestIndex(sharpes);
  const others = sharpes.filter((sharpe, i) => i !== winner && !Number.isNaN(sharpe));
  const sharpe = sharpes[winner]!;
  return {
    step: (previous?.step ?? 0) + 1,
    column: candidates[winner]!,
    columns: subsets[winner]!,
    evaluation: evaluations[winner]!,
    delta: sharpe - (previous?.evaluation.metrics.sharpe ?? 0),
    margin: others.length === 0 ? Number.NaN : sharpe - Math.max(...others),
    marginNoise: marginNoise(evaluations),
    best: sharpe > (bestStep?.evaluation.metrics.sharpe ?? Number.NEGATIVE_INFINITY),
    candidates: candidates.map((column, i) => ({ column, sharpe: sharpes[i]! })),
  };
}

/** Index of the largest score, the lowest of equals; undefined scores come last. */
function bestIndex(scores: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) {
    const firstDefined = Number.isNaN(scores[best]!) && !Number.isNaN(scores[i]!);
    if (firstDefined || scores[i]! > scores[best]!) best = i;
  }
  return best;
}

/**
 * How far two candidates' scores drift apart by the trees' chance: the standard deviation, over
 * the candidates, of the difference between the forest's two halves. What moves all candidates
 * alike drops out. It is the noise of a margin between forests of half the trees, thus somewhat
 * above that of the whole forest. NaN with fewer than two candidates or with a single tree.
 */
export function marginNoise(evaluations: readonly Evaluation[]): number {
  const differences = evaluations
    .map(({ sharpeHalves: [first, second] }) => first - second)
    .filter((difference) => !Number.isNaN(difference));
  return sampleDeviation(differences);
}
