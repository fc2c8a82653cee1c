/**
 * A selection's result, from which text, JSON and pages are drawn: the selection itself, what it
 * was made of, and buy and hold on the same rows.
 */

import { testRows } from '../engine/learn/out-of-sample.ts';
import type { Metrics } from '../engine/trade/metrics.ts';
import { labelRegimes } from '../engine/trade/regimes.ts';
import { buyAndHold } from '../engine/trade/trade-signals.ts';
import type { ScoreSettings } from './objective.ts';
import type { Selection } from './run-selection.ts';
import type { SelectionProblem } from './selection-forests.ts';
import { rankColumns } from './top-sets.ts';

/** All that a selection found. */
export type SelectionResult = SelectionProblem & {
  readonly selection: Selection;
  readonly score: ScoreSettings;
  readonly buyHold: Metrics;
};

/** The result of a selection on `problem`. */
export function selectionResult(
  problem: SelectionProblem,
  selection: Selection,
  score: ScoreSettings,
): SelectionResult {
  return { ...problem, selection, score, buyHold: buyHoldMetrics(problem, score) };
}

/** The features of an importance, the most important first, with their figures. */
export function rankedFeatures(
  { selection, problem }: SelectionResult,
  ranking: 'gini' | 'permutation',
): readonly { readonly feature: string; readonly importance: number }[] {
  const figures = selection.importance?.[ranking] ?? [];
  const columns = figures.map((_, column) => column);
  return rankColumns(columns, figures).map((column) => ({
    feature: problem.matrix.names[column]!,
    importance: figures[column]!,
  }));
}

/** Buy and hold on the out-of-sample rows. */
function buyHoldMetrics(
  { dataset, folds }: SelectionProblem,
  { periodsPerYear }: ScoreSettings,
): Metrics {
  const { start, end } = testRows(folds);
  const rows = {
    time: dataset.time.subarray(start, end),
    nextReturn: dataset.nextReturn.subarray(start, end),
    regimes: labelRegimes(dataset.nextReturn, 'known').slice(start, end),
  };
  return buyAndHold(rows, periodsPerYear).metrics;
}
