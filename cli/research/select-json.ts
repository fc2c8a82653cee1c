/** A selection as the JSON document's keys. */

import { outOfSampleRange } from '../../engine/backtest/backtest-result.ts';
import type { ForwardStep } from '../../selection/forward.ts';
import type { NamedSet } from '../../selection/run-selection.ts';
import { rankedFeatures, type SelectionResult } from '../../selection/selection-result.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { accountingJson } from './backtest-json.ts';

/** A note that must stand beside the Sharpe ratio of the selected set. */
export const BEST_OF_TRIALS_NOTE =
  'The Sharpe ratio is the best of these trials on the same rows and no forecast. ' +
  'expectedMaximum is the mean of the best Sharpe ratio of as many independent trials with this ' +
  'spread and without skill; greedy trials are correlated, so they count as fewer.';

/** The document's keys, in the order in which they are printed. */
export function selectionJson(
  result: SelectionResult,
  elapsedMs: number,
): Readonly<Record<string, JsonInput>> {
  const { selection, problem } = result;
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
    elapsedMs,
    statistics: { ...statistics, note: BEST_OF_TRIALS_NOTE },
    outOfSample: outOfSampleRange(result),
    sets: Object.fromEntries(selection.sets.map((set) => [set.name, setResult(set, names)])),
    buyHold: result.buyHold,
    accounting: accountingJson(result.score),
    ...rankings(result),
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

function rankings(result: SelectionResult): Readonly<Record<string, JsonInput>> {
  if (result.selection.importance === undefined) return {};
  const gini = rankedFeatures(result, 'gini');
  return { importance: { gini, permutation: rankedFeatures(result, 'permutation') } };
}
