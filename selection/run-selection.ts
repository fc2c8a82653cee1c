/**
 * A whole selection: the methods asked for, their sets compared, the best of them named.
 * Vocabulary: a method is a way to propose sets; a named set is one that it proposes. Must not
 * know: data files, workers, the terminal. What it needs of them is passed in.
 */

import type { FeatureMatrix } from '../engine/forest/problem.ts';
import type { Importance } from './feature-importance.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import { bestOfTrials, type BestOfTrials } from './best-of-trials.ts';
import { correlatedPairs, type CorrelatedPair } from './correlation.ts';
import { forwardSelection, type ForwardResult, type ForwardStep } from './forward.ts';
import { thresholdSweep, type ThresholdScore } from './threshold-sweep.ts';
import { rankColumns, topSets } from './top-sets.ts';
import { createTrials } from './trials.ts';

export const SELECTION_METHODS = ['forward', 'gini', 'permutation', 'all'] as const;
export type SelectionMethod = (typeof SELECTION_METHODS)[number];

/** What is to be selected from what. */
export type SelectionPlan = {
  readonly method: SelectionMethod;
  readonly candidates: readonly number[];
  readonly maxFeatures: number;
  readonly patience: number;
  /** The target's threshold, a log return. */
  readonly threshold: number;
  /** Thresholds of the sweep, which belongs to `all`. */
  readonly sweep: readonly number[];
};

/** What a selection works with. */
export type SelectionParts = {
  readonly matrix: FeatureMatrix;
  /** Scores subsets against the labels of a threshold. */
  readonly evaluateAt: (threshold: number) => Evaluate;
  /** Importances of columns; asked for only where a method needs them. */
  readonly importance: (columns: readonly number[]) => Promise<Importance>;
  readonly checkpoint: Checkpoint;
  /** Told what begins: `step 3`, `importance`. */
  readonly onPhase: (phase: string) => void;
  /** Told each step of the forward selection. */
  readonly onStep: (step: ForwardStep) => void;
};

/** A set that a method proposes, columns in the method's order, and what it is worth. */
export type NamedSet = {
  readonly name: string;
  readonly columns: readonly number[];
  readonly evaluation: Evaluation;
};

export type Selection = {
  /** Undefined where the method was not asked for, as below. */
  readonly forward: ForwardResult | undefined;
  readonly importance: Importance | undefined;
  readonly correlated: readonly CorrelatedPair[] | undefined;
  readonly thresholds: readonly ThresholdScore[] | undefined;
  /** Every proposed set, and with `all` also `all_candidates`, which nobody proposes. */
  readonly sets: readonly NamedSet[];
  /** The proposed set of the highest Sharpe ratio; undefined where none has one. */
  readonly selected: NamedSet | undefined;
  readonly statistics: BestOfTrials;
};

/** Runs `plan`. The same plan and parts give the same selection, resumed or not. */
export async function runSelection(plan: SelectionPlan, parts: SelectionParts): Promise<Selection> {
  const { matrix, checkpoint, onPhase } = parts;
  const { method, threshold } = plan;
  const candidates = [...new Set(plan.candidates)].sort((a, b) => a - b);
  const trials = createTrials(checkpoint, matrix.names);
  const evaluateAt = (at: number): Evaluate =>
    trials.scoredBy(`threshold ${at}`, parts.evaluateAt(at));
  const evaluate = evaluateAt(threshold);
  const wants = (asked: SelectionMethod): boolean => method === asked || method === 'all';

  const forward = wants('forward') ? await runForward(plan, parts, evaluate) : undefined;
  const proposed: NamedSet[] = [];
  if (forward?.bestStep !== undefined) {
    const { selected, bestStep } = forward;
    const name = `forward_${selected.length}`;
    proposed.push({ name, columns: selected, evaluation: bestStep.evaluation });
  }
  let importance: Importance | undefined;
  if (wants('gini') || wants('permutation')) {
    onPhase('importance');
    importance = await checkpoint.remember('importance', () => parts.importance(candidates));
    onPhase('top sets');
    proposed.push(...(await scoreTopSets(plan, candidates, importance, evaluate)));
  }
  const sets = [...proposed];
  let correlated: readonly CorrelatedPair[] | undefined;
  let thresholds: readonly ThresholdScore[] | undefined;
  if (method === 'all') {
    onPhase('all candidates');
    const [evaluation] = await evaluate([candidates]);
    sets.push({ name: 'all_candidates', columns: candidates, evaluation: evaluation! });
    correlated = correlatedPairs(matrix, candidates);
    onPhase('threshold sweep');
    thresholds = await thresholdSweep({ thresholds: plan.sweep, columns: candidates, evaluateAt });
  }
  const selected = bestSet(proposed);
  const statistics = bestOfTrials(selected?.evaluation, trials.sharpes());
  return { forward, importance, correlated, thresholds, sets, selected, statistics };
}

function runForward(
  plan: SelectionPlan,
  parts: SelectionParts,
  evaluate: Evaluate,
): Promise<ForwardResult> {
  let step = 0;
  return forwardSelection({
    ...plan,
    evaluate: (subsets) => {
      step++;
      parts.onPhase(`step ${step}`);
      return evaluate(subsets);
    },
    onStep: parts.onStep,
  });
}

/** The top sets of the rankings asked for, all scored in one call. */
async function scoreTopSets(
  plan: SelectionPlan,
  candidates: readonly number[],
  importance: Importance,
  evaluate: Evaluate,
): Promise<readonly NamedSet[]> {
  const rankings = (['gini', 'permutation'] as const).filter(
    (ranking) => plan.method === ranking || plan.method === 'all',
  );
  const sets = rankings.flatMap((ranking) =>
    topSets(rankColumns(candidates, importance[ranking]), plan.maxFeatures).map((columns) => ({
      name: `${ranking}_${columns.length}`,
      columns,
    })),
  );
  const subsets = sets.map(({ columns }) => columns.toSorted((a, b) => a - b));
  const evaluations = await evaluate(subsets);
  return sets.map(({ name, columns }, i) => ({ name, columns, evaluation: evaluations[i]! }));
}

/** The set of the highest Sharpe ratio, the first of equals; undefined where none has one. */
function bestSet(sets: readonly NamedSet[]): NamedSet | undefined {
  let best: NamedSet | undefined;
  for (const set of sets) {
    const { sharpe } = set.evaluation.metrics;
    if (sharpe > (best?.evaluation.metrics.sharpe ?? Number.NEGATIVE_INFINITY)) best = set;
  }
  return best;
}
