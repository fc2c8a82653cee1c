/**
 * The choice of a set: threshold, candidates, the sets that the methods propose, and the best of
 * them. A selection on all bars and the selection of each nested window choose by this same code.
 * Vocabulary: a method is a way to propose sets; a named set is a set that a method proposes.
 * Must not know: where scores come from, files, the terminal.
 */

import type { Importance } from './feature-importance.ts';
import { forwardSelection, type ForwardResult, type ForwardStep } from './forward.ts';
import {
  SCORE_OF_NOTHING,
  type Evaluate,
  type Evaluation,
  type Objective,
  type Score,
} from './objective.ts';
import { importanceOf, preSelectedColumns } from './pre-selection.ts';
import {
  BEST_THRESHOLD,
  bestThreshold,
  thresholdSweep,
  type ThresholdScore,
} from './threshold-sweep.ts';
import { rankColumns, topSets } from './top-sets.ts';

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
  /** What scores mean; only the gain of the first forward step depends on it. */
  readonly objective: Objective;
};

/** The functions that a choice uses. */
export type ChoiceParts<S extends Score> = {
  /** A function that scores subsets on the labels of a threshold. */
  readonly evaluateAt: (threshold: number) => Evaluate<S>;
  /** Importances of columns for the labels of a threshold; asked for only if they are needed. */
  readonly importance: (columns: readonly number[], threshold: number) => Promise<Importance>;
  /** Called when a phase begins: `step 3`, `importance`. */
  readonly onPhase: (phase: string) => void;
  /** Called after each step of the forward selection. */
  readonly onStep?: ((step: ForwardStep<S>) => void) | undefined;
};

/** A set that a method proposes, with its columns in the order of the method, and its score. */
type NamedSet<S extends Score = Evaluation> = {
  /** `selected` for the selected set; else the method and, of a top set, the number of columns. */
  readonly name: string;
  readonly columns: readonly number[];
  readonly evaluation: S;
};

/** A named set and the method that proposed it. */
type ProposedSet<S extends Score> = NamedSet<S> & {
  readonly by: Exclude<SelectionMethod, 'all'>;
};

/** The name of the selected set wherever sets are named. No named set of features has it. */
export const SELECTED = 'selected';

export type Choice<S extends Score = Evaluation> = {
  /** The target's threshold: the plan's, or the best of the sweep. */
  readonly threshold: number;
  /** The columns that `preSelect` kept, ascending; undefined if it was left out. */
  readonly preSelected: readonly number[] | undefined;
  /** This and the next two are undefined if nothing in the plan needs them. */
  readonly forward: ForwardResult<S> | undefined;
  readonly importance: Importance | undefined;
  readonly thresholds: readonly ThresholdScore<S>[] | undefined;
  /** All proposed sets. */
  readonly sets: readonly NamedSet<S>[];
  /** The proposed set with the highest score; undefined if none is defined. */
  readonly selected: ProposedSet<S> | undefined;
};

/** The columns of all candidates, ascending, each once: their order changes no result. */
export function orderedCandidates(plan: Pick<SelectionPlan, 'candidates'>): readonly number[] {
  return [...new Set(plan.candidates)].sort((a, b) => a - b);
}

/** Chooses a set by `plan`. The same plan and scores give the same choice. */
export async function chooseSet<S extends Score>(
  plan: SelectionPlan,
  parts: ChoiceParts<S>,
): Promise<Choice<S>> {
  const { method, preSelect } = plan;
  const all = orderedCandidates(plan);
  const thresholds = plan.threshold === BEST_THRESHOLD ? await sweepAll(plan, parts) : undefined;
  const threshold =
    plan.threshold === BEST_THRESHOLD ? bestThreshold(thresholds ?? []) : plan.threshold;
  const evaluate = parts.evaluateAt(threshold);
  const rank = (): Promise<Importance> => {
    parts.onPhase('importance');
    return parts.importance(all, threshold);
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
  const proposed: ProposedSet<S>[] = [];
  if (forward?.bestStep !== undefined) {
    const { selected, bestStep } = forward;
    const { evaluation } = bestStep;
    proposed.push({ by: 'forward', name: 'forward', columns: selected, evaluation });
  }
  if (wants('gini') || wants('permutation')) {
    importance ??= await rank();
    parts.onPhase('top sets');
    const ofCandidates = importanceOf(candidates, all, importance);
    proposed.push(...(await scoreTopSets({ ...plan, candidates }, ofCandidates, evaluate)));
  }
  const best = bestSet(proposed);
  const selected = best && { ...best, name: SELECTED };
  const sets = proposed.map((set) => (set === best ? selected! : set));
  return { threshold, preSelected, forward, importance, thresholds, sets, selected };
}

/** All candidates scored at each threshold of the plan's sweep. */
export function sweepAll<S extends Score>(
  plan: SelectionPlan,
  { evaluateAt, onPhase }: Pick<ChoiceParts<S>, 'evaluateAt' | 'onPhase'>,
): Promise<readonly ThresholdScore<S>[]> {
  onPhase('threshold sweep');
  const columns = orderedCandidates(plan);
  return thresholdSweep({ thresholds: plan.sweep, columns, evaluateAt });
}

function runForward<S extends Score>(
  plan: SelectionPlan,
  { onPhase, onStep }: ChoiceParts<S>,
  evaluate: Evaluate<S>,
): Promise<ForwardResult<S>> {
  let step = 0;
  return forwardSelection({
    ...plan,
    scoreOfNothing: SCORE_OF_NOTHING[plan.objective],
    evaluate: (subsets) => {
      step++;
      onPhase(`step ${step}`);
      return evaluate(subsets);
    },
    onStep,
  });
}

/** The top sets of the rankings that were asked for, scored by one call. */
async function scoreTopSets<S extends Score>(
  { method, candidates, maxFeatures }: SelectionPlan,
  importance: Importance,
  evaluate: Evaluate<S>,
): Promise<readonly ProposedSet<S>[]> {
  const rankings = (['gini', 'permutation'] as const).filter(
    (ranking) => method === ranking || method === 'all',
  );
  const sets = rankings.flatMap((ranking) =>
    topSets(rankColumns(candidates, importance[ranking]), maxFeatures).map((columns) => ({
      by: ranking,
      name: `${ranking}_top_${columns.length}`,
      columns,
    })),
  );
  const subsets = sets.map(({ columns }) => columns.toSorted((a, b) => a - b));
  const evaluations = await evaluate(subsets);
  return sets.map(({ by, name, columns }, i) => {
    return { by, name, columns, evaluation: evaluations[i]! };
  });
}

/** The first set with the highest score; undefined if no score is defined. */
function bestSet<S extends Score>(sets: readonly ProposedSet<S>[]): ProposedSet<S> | undefined {
  let best: ProposedSet<S> | undefined;
  for (const set of sets) {
    const { score } = set.evaluation;
    if (score > (best?.evaluation.score ?? Number.NEGATIVE_INFINITY)) best = set;
  }
  return best;
}
