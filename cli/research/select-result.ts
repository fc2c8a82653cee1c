/** A selection as the JSON result that CONTRACT.md describes, with its own additions after it. */

import type { Dataset } from '../../engine/learn/dataset.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import type { NamedSet, Selection } from '../../selection/run-selection.ts';
import type { ForwardStep } from '../../selection/forward.ts';
import type { Metrics } from '../../engine/trade/metrics.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { isoTime } from '../../engine/core/bar-time.ts';
import { testRows } from '../../engine/learn/out-of-sample.ts';
import { buyAndHold } from '../../engine/trade/trade-signals.ts';
import { labelRegimes } from '../../engine/trade/regimes.ts';
import { rankColumns } from '../../selection/top-sets.ts';
import { missing } from '../framework/json-document.ts';

/** A selection and what it was made of. */
export type SelectionFacts = {
  readonly selection: Selection;
  readonly dataset: Dataset;
  readonly problem: ForestProblem;
  readonly neutral: string;
  readonly costBps: number;
  readonly periodsPerYear: number;
  readonly elapsedMs: number;
};

/** What must be read beside the selected set's Sharpe ratio. */
export const BEST_OF_TRIALS_NOTE =
  'The Sharpe ratio is the best of these trials on the same rows: no forecast. expectedMaximum ' +
  'is what the best of as many independent trials of this spread shows without any skill; ' +
  'greedy trials are correlated, so that fewer of them count.';

/** The result's keys, in the order in which they are printed. */
export function selectionResult(facts: SelectionFacts): Readonly<Record<string, JsonInput>> {
  const { selection, problem } = facts;
  const { forward, selected, statistics, thresholds, correlated } = selection;
  const { names } = problem.matrix;
  const noStep = missing('no set has a defined Sharpe ratio');
  return {
    steps: (forward?.steps ?? []).map((step) => stepResult(step, names)),
    selected: (selected?.columns ?? []).map((column) => names[column]!),
    sharpe: selected?.evaluation.metrics.sharpe ?? noStep,
    trials: statistics.trials,
    foldCount: problem.folds.length,
    treesGrown: problem.settings.trees * problem.folds.length * statistics.trials,
    elapsedMs: facts.elapsedMs,
    statistics: { ...statistics, note: BEST_OF_TRIALS_NOTE },
    outOfSample: outOfSampleRange(facts),
    sets: Object.fromEntries(selection.sets.map((set) => [set.name, setResult(set, names)])),
    buyHold: buyHoldMetrics(facts),
    ...rankings(facts),
    ...(correlated === undefined
      ? {}
      : {
          correlated: correlated.map(({ first, second, correlation }) => ({
            features: [names[first]!, names[second]!],
            correlation,
          })),
        }),
    ...(thresholds === undefined
      ? {}
      : {
          thresholds: thresholds.map(({ threshold, evaluation }) => ({
            threshold,
            metrics: evaluation.metrics,
          })),
        }),
  };
}

/** First and last bar of the out-of-sample rows, and their number. */
export function outOfSampleRange({ dataset, problem }: SelectionFacts) {
  const { start, end } = testRows(problem.folds);
  return {
    rows: end - start,
    from: isoTime(dataset.time[start]!),
    to: isoTime(dataset.time[end - 1]!),
  };
}

/** Buy and hold on the out-of-sample rows. */
export function buyHoldMetrics({ dataset, problem, periodsPerYear }: SelectionFacts): Metrics {
  const { start, end } = testRows(problem.folds);
  const rows = {
    time: dataset.time.subarray(start, end),
    nextReturn: dataset.nextReturn.subarray(start, end),
    regimes: labelRegimes(dataset.nextReturn, 'known').slice(start, end),
  };
  return buyAndHold(rows, periodsPerYear).metrics;
}

/** The features of an importance, the first ones first, with their figures. */
export function rankedFeatures(
  { selection, problem }: SelectionFacts,
  ranking: 'gini' | 'permutation',
): readonly { readonly feature: string; readonly importance: number }[] {
  const figures = selection.importance?.[ranking] ?? [];
  const columns = figures.map((_, column) => column);
  return rankColumns(columns, figures).map((column) => ({
    feature: problem.matrix.names[column]!,
    importance: figures[column]!,
  }));
}

function stepResult(step: ForwardStep, names: readonly string[]): JsonInput {
  const oneTree = missing('a forest of one tree has no halves to compare');
  const alone = missing('the only candidate');
  const single = step.candidates.length < 2;
  return {
    step: step.step,
    feature: names[step.column]!,
    sharpe: step.evaluation.metrics.sharpe,
    delta: step.delta,
    margin: single ? alone : step.margin,
    marginNoise: single ? alone : Number.isNaN(step.marginNoise) ? oneTree : step.marginNoise,
    candidates: step.candidates.map(({ column, sharpe }) => ({ feature: names[column]!, sharpe })),
  };
}

function setResult({ columns, evaluation }: NamedSet, names: readonly string[]): JsonInput {
  const { metrics, sharpeError } = evaluation;
  return { features: columns.map((column) => names[column]!), metrics, sharpeError };
}

function rankings(facts: SelectionFacts): Readonly<Record<string, JsonInput>> {
  if (facts.selection.importance === undefined) return {};
  const gini = rankedFeatures(facts, 'gini');
  return { importance: { gini, permutation: rankedFeatures(facts, 'permutation') } };
}
