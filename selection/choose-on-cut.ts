/**
 * The choice on a cut: the set that a selection makes if it knows the first folds of the history
 * alone, or all of them. Votes come from what was grown, because a fold's votes depend on no later
 * row. Vocabulary: see nested-windows.ts. Must not know: files, the terminal, how rows are grown.
 */

import { setImmediate } from 'node:timers/promises';
import { marketOfRows } from '../engine/backtest/tested-market.ts';
import { Cancelled } from '../engine/core/errors.ts';
import type { Fold, ForestProblem } from '../engine/forest/problem.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import { mean } from '../engine/statistics/moments.ts';
import type { Checkpoint } from './checkpoint.ts';
import { chooseSet, type SelectionPlan } from './choose-set.ts';
import type { Importance } from './feature-importance.ts';
import type { GrownRows, RowsInFolds } from './grown-rows.ts';
import {
  objectiveScore,
  rowsSharpe,
  scoreIsTraded,
  settingsOn,
  type Evaluate,
  type Score,
  type ScorePlan,
} from './objective.ts';
import type { SelectionProblem } from './selection-forests.ts';
import { rowsBetween, rowsBySeed } from './set-rows.ts';
import { BEST_THRESHOLD } from './threshold-sweep.ts';

/** What a choice on a cut works with. */
export type CutParts = {
  /** The problem of a threshold; rows and folds are the same for all. */
  readonly problemAt: (threshold: number) => SelectionProblem;
  readonly score: ScorePlan;
  /** What was grown on the labels of a threshold. */
  readonly rowsAt: (threshold: number) => RowsInFolds;
  /** The problems whose forests the importance is the mean of, one a seed. */
  readonly seeded: (problem: SelectionProblem) => readonly ForestProblem[];
  /** Importances on the problems' folds; asked for only if they are needed. */
  readonly importance: (
    problems: readonly ForestProblem[],
    columns: readonly number[],
  ) => Promise<Importance>;
  readonly checkpoint: Checkpoint;
  /** The task of the importance in the checkpoint. */
  readonly importanceTask: string;
  readonly signal?: AbortSignal | undefined;
  readonly onPhase: (phase: string) => void;
};

/** What a selection on a cut chose. */
export type CutChoice = {
  /** The target's threshold: the plan's, or the best on the cut. */
  readonly threshold: number;
  /** Columns in the method's order; empty where no set had a defined score. */
  readonly columns: readonly number[];
  /** The chosen set's annualised Sharpe ratio on the cut; NaN without a set. */
  readonly sharpeInside: number;
};

/** A threshold whose problem has the rows of all others. */
export function rowsThreshold({ threshold, sweep }: SelectionPlan): number {
  return threshold === BEST_THRESHOLD ? sweep[0]! : threshold;
}

/** How a choice by the mean over all seeds sees what was grown at each threshold. */
export function byAllSeeds(
  grownAt: (threshold: number) => GrownRows,
): Pick<CutParts, 'rowsAt' | 'seeded'> {
  return { rowsAt: (threshold) => grownAt(threshold).inFolds, seeded: ({ seeded }) => seeded };
}

/**
 * The choice of `plan` on the test rows of `knownFolds`, the first folds of the history.
 * @throws Cancelled where the signal aborts
 */
export async function chooseOnCut(
  knownFolds: readonly Fold[],
  plan: SelectionPlan,
  parts: CutParts,
): Promise<CutChoice> {
  const { problemAt, seeded, importance, checkpoint, onPhase } = parts;
  const { threshold, selected } = await chooseSet(plan, {
    evaluateAt: scoresOnCut(knownFolds, problemAt(rowsThreshold(plan)), parts),
    importance: (columns, at) =>
      checkpoint.remember(parts.importanceTask, () => {
        const known = { folds: knownFolds };
        const problems = seeded(problemAt(at)).map((own) => Object.assign({}, own, known));
        return importance(problems, columns);
      }),
    onPhase,
  });
  return {
    threshold,
    columns: selected?.columns ?? [],
    sharpeInside: selected?.evaluation.metrics.sharpe ?? Number.NaN,
  };
}

/** Scores subsets on a cut, at a threshold: on its tested rows and no others. */
function scoresOnCut(
  knownFolds: readonly Fold[],
  problem: SelectionProblem,
  { score, rowsAt, signal }: CutParts,
): (threshold: number) => Evaluate<Score> {
  const { start, end } = testRows(knownFolds);
  const tested = marketOfRows(problem.dataset, start, end);
  const settings = settingsOn(score, tested);
  const scoreOf = objectiveScore(tested, settings);
  const sharpeOf = rowsSharpe(tested, settings);
  const folds = { foldStart: 0, foldEnd: knownFolds.length };
  return (threshold) => async (subsets) => {
    // If nothing is left to grow, nothing else would notice Ctrl-C.
    await setImmediate();
    if (signal?.aborted === true) throw new Cancelled();
    const grown = await rowsAt(threshold)(subsets, folds);
    return grown.map((whole) => {
      const seeds = rowsBySeed(rowsBetween(whole, 0, end - start));
      const sharpe = mean(seeds.map(sharpeOf));
      const score = scoreIsTraded(settings) ? sharpe : mean(seeds.map(scoreOf));
      return { score, scoreHalves: [Number.NaN, Number.NaN], metrics: { sharpe } };
    });
  };
}
