/**
 * Nested selection: what selecting on the past alone would have chosen, window after window, and
 * what it would have earned. Each window's set is the one that the selection chooses on the bars up
 * to the window's first decision, with the same options and seed.
 * Vocabulary: see nested-windows.ts; the inside of a window is its cut, on which it selects. Must
 * not know: files, the terminal, how signals are grown.
 */

import type { Fold } from '../engine/forest/problem.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import {
  byAllSeeds,
  chooseOnCut,
  rowsThreshold,
  type CutChoice,
  type CutParts,
} from './choose-on-cut.ts';
import type { SelectionPlan } from './choose-set.ts';
import type { GrownRows } from './grown-rows.ts';
import { nestedFigures, type NestedFigures } from './nested-figures.ts';
import { nestedWindows, type NestedWindow, type WindowPlan } from './nested-windows.ts';
import { rowNeeds } from './objective.ts';
import { copyRows, emptyRows, rowsBetween, type SetRows } from './set-rows.ts';

/** How sets are selected, and when anew. */
export type NestedPlan = SelectionPlan &
  WindowPlan & {
    /** Seeds the interval's resamples. */
    readonly seed: number;
  };

/** What a nested selection works with. */
export type NestedParts = Pick<
  CutParts,
  'problemAt' | 'score' | 'importance' | 'checkpoint' | 'signal' | 'onPhase'
> & {
  /** What was grown on the labels of a threshold. */
  readonly grownAt: (threshold: number) => GrownRows;
  /** The test rows of the set selected on all bars; undefined without one. */
  readonly naive: SetRows | undefined;
  /** Told each window's choice, the latest window first. */
  readonly onChoice: (choice: NestedChoice) => void;
};

/** What a window's selection chose. */
export type NestedChoice = CutChoice & { readonly window: NestedWindow };

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
    const chosen = await chooseOnCut(knownFolds, plan, {
      ...parts,
      ...byAllSeeds(parts.grownAt),
      importanceTask: `importance before row ${rowStart}`,
      onPhase,
    });
    const choice = { window, ...chosen };
    parts.onChoice(choice);
    choices.unshift(choice);
  }
  parts.onPhase('decisions of all windows');
  return { choices, rows: await stitchedRows(choices, problem.folds, parts) };
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
  // The account trades the mean probabilities: the seeds' own rows are not stitched.
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
    const { bySeed: _seeds, ...joint } = rows!;
    const own = rowsBetween(joint, rowStart - tested.start, rowEnd - tested.start);
    copyRows(stitched, own, rowStart - first);
  }
  return stitched;
}
