/**
 * A whole selection: it runs the methods that were asked for, compares the sets that they propose,
 * and selects the best of them.
 * Vocabulary: a method is a way to propose sets; a named set is a set that a method proposes.
 * Must not know: data files, workers, the terminal. Functions that use them are passed in.
 */

import type { FeatureMatrix } from '../engine/forest/problem.ts';
import type { Importance } from './feature-importance.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import { bestOfTrials, type BestOfTrials } from './best-of-trials.ts';
import { correlatedPairs, type CorrelatedPair } from './correlation.ts';
import { forwardSelection, type ForwardResult, type ForwardStep } from './forward.ts';
import {
  BEST_THRESHOLD,
  bestThreshold,
  thresholdSweep,
  type ThresholdScore,
} from './threshold-sweep.ts';
import { importanceOf, preSelectedColumns } from './pre-selection.ts';
import { rankColumns, topSets } from './top-sets.ts';
import { createTrials } from './trials.ts';

export const SELECTION_METHODS = ['forward', 'gini', 'permutation', 'all'] as const;
export type SelectionMethod = (typeof SELECTION_METHODS)[number];

/** What to select, and from which candidates. */
export type SelectionPlan = {
  readonly method: SelectionMethod;
  readonly candidates: readonly number[];
  readonly maxFeatures: number;
  readonly patience: number;
  /** The target's threshold, a log return; `best`: the best of the sweep. */
  readonly threshold: number | typeof BEST_THRESHOLD;
  /** Thresholds of the sweep, which belongs to `all` and to the threshold `best`. */
  readonly sweep: readonly number[];
  /**
   * Methods choose among this many candidates, the first by Gini importance; left out: among all.
   */
  readonly preSelect?: number | undefined;
};

/** The data and functions that a selection uses. */
export type SelectionParts = {
  readonly matrix: FeatureMatrix;
  /** A function that scores subsets on the labels of a threshold. */
  readonly evaluateAt: (threshold: number) => Evaluate;
  /** Importances of columns for the labels of a threshold; asked for only if they are needed. */
  readonly importance: (columns: readonly number[], threshold: number) => Promise<Importance>;
  readonly checkpoint: Checkpoint;
  /** Called when a phase begins: `step 3`, `importance`. */
  readonly onPhase: (phase: string) => void;
  /** Called after each step of the forward selection. */
  readonly onStep: (step: ForwardStep) => void;
};

/** A set that a method proposes, with its columns in the order of the method, and its score. */
export type NamedSet = {
  readonly name: string;
  readonly columns: readonly number[];
  readonly evaluation: Evaluation;
};

export type Selection = {
  /** The target's threshold: the plan's, or the best of the sweep. */
  readonly threshold: number;
  /** The columns that `preSelect` kept, ascending; undefined if it was left out. */
  readonly preSelected: readonly number[] | undefined;
  /** This and the next three are undefined if nothing in the plan needs them. */
  readonly forward: ForwardResult | undefined;
  readonly importance: Importance | undefined;
  readonly correlated: readonly CorrelatedPair[] | undefined;
  readonly thresholds: readonly ThresholdScore[] | undefined;
  /** All proposed sets; with the method `all` also `all_candidates`, which is only compared. */
  readonly sets: readonly NamedSet[];
  /** The proposed set with the highest Sharpe ratio; undefined if none is defined. */
  readonly selected: NamedSet | undefined;
  readonly statistics: BestOfTrials;
};

/** Runs `plan`. The same plan and parts give the same selection, also after an interruption. */
export async function runSelection(plan: SelectionPlan, parts: SelectionParts): Promise<Selection> {
  const { matrix, checkpoint, onPhase } = parts;
  const { method, preSelect } = plan;
  const all = [...new Set(plan.candidates)].sort((a, b) => a - b);
  const trials = createTrials(checkpoint, matrix.names);
  const evaluateAt = (at: number): Evaluate =>
    trials.scoredBy(`threshold ${at}`, parts.evaluateAt(at));
  const sweep = (): Promise<readonly ThresholdScore[]> => {
    onPhase('threshold sweep');
    return thresholdSweep({ thresholds: plan.sweep, columns: all, evaluateAt });
  };
  let thresholds = plan.threshold === BEST_THRESHOLD ? await sweep() : undefined;
  const threshold =
    plan.threshold === BEST_THRESHOLD ? bestThreshold(thresholds ?? []) : plan.threshold;
  const evaluate = evaluateAt(threshold);
  const rank = (): Promise<Importance> => {
    onPhase('importance');
    return checkpoint.remember('importance', () => parts.importance(all, threshold));
  };
  let importance = preSelect === undefined ? undefined : await rank();
  const preSelected =
    importance && preSelect !== undefined
      ? preSelectedColumns(all, importance, preSelect)
      : undefined;
  const candidates = preSelected ?? all;
  const wants = (asked: SelectionMethod): boolean => method === asked || method === 'all';

  const forward = wants('forward')
    ? await runForward({ ...plan, candidates }, parts, evaluate)
    : undefined;
  const proposed: NamedSet[] = [];
  if (forward?.bestStep !== undefined) {
    const { selected, bestStep } = forward;
    const name = `forward_${selected.length}`;
    proposed.push({ name, columns: selected, evaluation: bestStep.evaluation });
  }
  if (wants('gini') || wants('permutation')) {
    importance ??= await rank();
    onPhase('top sets');
    const ofCandidates = importanceOf(candidates, all, importance);
    proposed.push(...(await scoreTopSets(plan, candidates, ofCandidates, evaluate)));
  }
  const sets = [...proposed];
  let correlated: readonly CorrelatedPair[] | undefined;
  if (method === 'all') {
    onPhase('all candidates');
    const [evaluation] = await evaluate([all]);
    sets.push({ name: 'all_candidates', columns: all, evaluation: evaluation! });
    correlated = correlatedPairs(matrix, all);
    thresholds ??= await sweep();
  }
  const selected = bestSet(proposed);
  const statistics = bestOfTrials(selected?.evaluation, trials.sharpes());
  return {
    threshold,
    preSelected,
    forward,
    importance,
    correlated,
    thresholds,
    sets,
    selected,
    statistics,
  };
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

/** The top sets of the rankings that were asked for, scored by one call. */
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

/** The first set with the highest Sharpe ratio; undefined if no Sharpe ratio is defined. */
function bestSet(sets: readonly NamedSet[]): NamedSet | undefined {
  let best: NamedSet | undefined;
  for (const set of sets) {
    const { sharpe } = set.evaluation.metrics;
    if (sharpe > (best?.evaluation.metrics.sharpe ?? Number.NEGATIVE_INFINITY)) best = set;
  }
  return best;
}
