/**
 * Nested selection: what selecting on the past alone would have chosen, window after window, and
 * what it would have earned. Each window's set is the one that the selection chooses on the bars up
 * to the window's first decision, with the same options and seed.
 * Vocabulary: see nested-windows.ts; the inside of a window is its cut, on which it selects. Must
 * not know: files, the terminal, how signals are grown.
 */

import { setImmediate } from 'node:timers/promises';
import { marketOfRows } from '../engine/backtest/tested-market.ts';
import { Cancelled } from '../engine/core/errors.ts';
import type { Fold, ForestProblem } from '../engine/forest/problem.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import type { Checkpoint } from './checkpoint.ts';
import { chooseSet, type SelectionPlan } from './choose-set.ts';
import type { Importance } from './feature-importance.ts';
import type { GrownRows } from './grown-rows.ts';
import { nestedFigures, type NestedFigures } from './nested-figures.ts';
import { nestedWindows, type NestedWindow, type WindowPlan } from './nested-windows.ts';
import {
  objectiveScore,
  rowNeeds,
  rowsSharpe,
  scoreIsTraded,
  settingsOn,
  type Evaluate,
  type Score,
  type ScorePlan,
} from './objective.ts';
import type { SelectionProblem } from './selection-forests.ts';
import { copyRows, emptyRows, rowsBetween, type SetRows } from './set-rows.ts';
import { BEST_THRESHOLD } from './threshold-sweep.ts';

/** How sets are selected, and when anew. */
export type NestedPlan = SelectionPlan &
  WindowPlan & {
    /** Seeds the interval's resamples. */
    readonly seed: number;
  };

/** What a nested selection works with. */
export type NestedParts = {
  /** The problem of a threshold; rows and folds are the same for all. */
  readonly problemAt: (threshold: number) => SelectionProblem;
  readonly score: ScorePlan;
  /** What was grown on the labels of a threshold. */
  readonly grownAt: (threshold: number) => GrownRows;
  /** Importances on a problem's folds; asked for only if they are needed. */
  readonly importance: (problem: ForestProblem, columns: readonly number[]) => Promise<Importance>;
  /** The test rows of the set selected on all bars; undefined without one. */
  readonly naive: SetRows | undefined;
  readonly checkpoint: Checkpoint;
  readonly signal?: AbortSignal | undefined;
  /** Told what begins: `window 2 of 8, step 3`. */
  readonly onPhase: (phase: string) => void;
  /** Told each window's choice, the latest window first. */
  readonly onChoice: (choice: NestedChoice) => void;
};

/** What a window's selection chose. */
export type NestedChoice = CutChoice & { readonly window: NestedWindow };

/** What was chosen on a cut. */
export type CutChoice = {
  /** The target's threshold: the plan's, or the best on the cut. */
  readonly threshold: number;
  /** Columns in the method's order; empty where no set had a defined score. */
  readonly columns: readonly number[];
  /** The chosen set's annualised Sharpe ratio on the cut; NaN without a set. */
  readonly sharpeInside: number;
};

/** A nested selection's windows, in time order, and what they earned. */
export type NestedSelection = NestedFigures & {
  readonly every: NestedPlan['every'];
  readonly choices: readonly NestedChoice[];
};

/**
 * Selects in each window; undefined where the history is too short for one. The same plan and parts
 * give the same result, resumed or not. The latest window comes first, because what is grown for it
 * serves all the earlier ones, and a set that only early windows ask for is grown over their folds
 * alone.
 * @throws Cancelled where the signal aborts
 */
export async function nestedSelection(
  plan: NestedPlan,
  parts: NestedParts,
): Promise<NestedSelection | undefined> {
  const decided = await nestedDecisions(plan, parts);
  if (decided === undefined) return undefined;
  const problem = parts.problemAt(rowsThreshold(plan));
  const figures = nestedFigures({ ...parts, ...problem, ...decided, seed: plan.seed });
  return { every: plan.every, choices: decided.choices, ...figures };
}

/** The choice of each window, in time order, and what they decide on the rows of all of them. */
export type NestedDecisions = {
  readonly choices: readonly NestedChoice[];
  /** From the first window's first to the last tested row. */
  readonly rows: SetRows;
};

/** What `nestedSelection` decides, without its figures. @throws Cancelled as it does */
export async function nestedDecisions(
  plan: Omit<NestedPlan, 'seed'>,
  parts: Omit<NestedParts, 'naive'>,
): Promise<NestedDecisions | undefined> {
  const problem = parts.problemAt(rowsThreshold(plan));
  const windows = nestedWindows(problem, plan);
  if (windows.length === 0) return undefined;
  const choices: NestedChoice[] = [];
  for (const [i, window] of windows.toReversed().entries()) {
    const label = `window ${i + 1} of ${windows.length}`;
    const onPhase = (phase: string): void => parts.onPhase(`${label}, ${phase}`);
    const { knownFolds, rowStart } = window;
    const importance: NestedParts['importance'] = (on, columns) =>
      parts.checkpoint.remember(`importance before row ${rowStart}`, () =>
        parts.importance(on, columns),
      );
    const cut = await chooseOnFolds(knownFolds, plan, { ...parts, importance, onPhase });
    const choice = { window, ...cut };
    parts.onChoice(choice);
    choices.unshift(choice);
  }
  parts.onPhase('decisions of all windows');
  return { choices, rows: await stitchedRows(choices, problem.folds, parts) };
}

/** A threshold whose problem has the rows of all others. */
export function rowsThreshold({ threshold, sweep }: SelectionPlan): number {
  return threshold === BEST_THRESHOLD ? sweep[0]! : threshold;
}

/** What choosing on a cut works with. */
export type CutParts = Pick<
  NestedParts,
  'problemAt' | 'score' | 'grownAt' | 'importance' | 'signal' | 'onPhase'
>;

/** What the selection chooses on the test rows of `folds` and no others. */
export async function chooseOnFolds(
  folds: readonly Fold[],
  plan: SelectionPlan,
  parts: CutParts,
): Promise<CutChoice> {
  const { problemAt, importance, onPhase } = parts;
  const { threshold, selected } = await chooseSet(plan, {
    evaluateAt: scoresOnCut(folds, problemAt(rowsThreshold(plan)), parts),
    importance: (columns, at) => importance({ ...problemAt(at).problem, folds }, columns),
    onPhase,
  });
  return {
    threshold,
    columns: selected?.columns ?? [],
    sharpeInside: selected?.evaluation.metrics.sharpe ?? Number.NaN,
  };
}

/** Scores subsets on the first folds of a problem, at a threshold. */
function scoresOnCut(
  knownFolds: readonly Fold[],
  problem: SelectionProblem,
  { score, grownAt, signal }: CutParts,
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
    const grown = await grownAt(threshold).inFolds(subsets, folds);
    return grown.map((whole) => {
      const rows = rowsBetween(whole, 0, end - start);
      const sharpe = sharpeOf(rows);
      const score = scoreIsTraded(settings) ? sharpe : scoreOf(rows);
      return { score, scoreHalves: [Number.NaN, Number.NaN], metrics: { sharpe } };
    });
  };
}

/**
 * The rows from the first window's first to the last tested one: each window's by its own set,
 * neutral where it has none.
 */
async function stitchedRows(
  choices: readonly NestedChoice[],
  folds: readonly Fold[],
  { grownAt, score }: Pick<NestedParts, 'grownAt' | 'score'>,
): Promise<SetRows> {
  const tested = testRows(folds);
  const first = choices[0]!.window.rowStart;
  const stitched = emptyRows(tested.end - first, rowNeeds(score));
  for (const { window, threshold, columns } of choices) {
    if (columns.length === 0) continue;
    const { rowStart, rowEnd } = window;
    const subset = columns.toSorted((a, b) => a - b);
    const range = {
      foldStart: folds.findIndex(({ testEnd }) => testEnd > rowStart),
      foldEnd: folds.findLastIndex(({ testStart }) => testStart < rowEnd) + 1,
    };
    const [rows] = await grownAt(threshold).inFolds([subset], range);
    const own = rowsBetween(rows!, rowStart - tested.start, rowEnd - tested.start);
    copyRows(stitched, own, rowStart - first);
  }
  return stitched;
}
