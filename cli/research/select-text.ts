/** A selection as a text for a terminal. */

import type { ForwardStep } from '../../selection/forward.ts';
import { outOfSampleRange } from '../../engine/backtest/backtest-result.ts';
import {
  rankedFeatures,
  treesGrown,
  type SelectionResult,
} from '../../selection/selection-result.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { accountingText } from './accounting-text.ts';
import { treesText } from './forest-text.ts';
import { METRIC_HEADER, metricCells } from './metric-columns.ts';
import { textTable } from '../framework/text-table.ts';

/** The line for a finished step: `step 2: + atr_14, Sharpe 1.092 (+0.020), margin 0.003 ~`. */
export function stepNote(step: ForwardStep, names: readonly string[]): string {
  const { sharpe } = step.evaluation.metrics;
  const figures = `Sharpe ${figure(sharpe)} (${signed(step.delta)}), margin ${marginText(step)}`;
  return `step ${step.step}: + ${names[step.column]!}, ${figures}`;
}

/** The whole selection: steps, importances, thresholds, compared sets, and the limits of all. */
export function selectionText(result: SelectionResult): string {
  const { selection, problem } = result;
  const sections = [
    heading(result),
    trace(result),
    ranking(result),
    correlations(result),
    sweep(result),
    comparison(result),
    selection.selected === undefined
      ? 'selected: nothing, no set has a defined Sharpe ratio'
      : `selected: ${selection.selected.columns.map((c) => problem.matrix.names[c]!).join(', ')}`,
    rescoredText(result),
    caveat(result),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function heading(result: SelectionResult): string {
  const { problem, dataset, score, selection } = result;
  const { rows, from, to } = outOfSampleRange(result);
  const candidates = problem.matrix.names.length;
  const kept = selection.preSelected;
  const preSelected = kept === undefined ? '' : ` (the first ${kept.length} by Gini importance)`;
  return (
    `${candidates} candidates${preSelected}, ${dataset.matrix.rows} rows; ` +
    `${problem.folds.length} folds test ${rows} rows, ` +
    `${from.slice(0, 10)} to ${to.slice(0, 10)}\n` +
    `${treesText(problem.settings)}, seed ${problem.settings.seed}\n` +
    accountingText(score)
  );
}

function trace({ selection, problem }: SelectionResult): string {
  const steps = selection.forward?.steps ?? [];
  if (steps.length === 0) return '';
  const table = textTable(
    ['step', 'added', 'Sharpe', 'delta', 'margin', 'noise', 'candidates'],
    steps.map((step) => [
      String(step.step),
      problem.matrix.names[step.column]!,
      `${figure(step.evaluation.metrics.sharpe)}${step.best ? ' *' : '  '}`,
      signed(step.delta),
      marginText(step),
      figure(step.marginNoise),
      String(step.candidates.length),
    ]),
  );
  const notes = [
    '* the best set so far. margin: lead over the second best candidate. noise: how much another',
    '  seed changes a margin',
  ];
  if (steps.some(isNarrow)) {
    notes.push('~ the margin is smaller than its noise: another seed may choose another feature');
  }
  return `${table}\n${notes.join('\n')}`;
}

function ranking(result: SelectionResult): string {
  if (result.selection.importance === undefined) return '';
  const gini = rankedFeatures(result, 'gini');
  const permutation = rankedFeatures(result, 'permutation');
  if (permutation.length === 0) {
    const rows = gini.map(({ feature, importance }, i) => [
      String(i + 1),
      feature,
      percent(importance),
    ]);
    return `Gini importance in training\n${textTable(['rank', 'Gini', 'share'], rows)}`;
  }
  const table = textTable(
    ['rank', 'Gini', 'share', 'permutation', 'accuracy lost'],
    gini.map(({ feature, importance }, i) => [
      String(i + 1),
      feature,
      percent(importance),
      permutation[i]!.feature,
      percent(permutation[i]!.importance, 2),
    ]),
  );
  return `Importance (Gini of training rows, permutation of rows not trained on)\n${table}`;
}

function correlations({ selection, problem }: SelectionResult): string {
  if (selection.correlated === undefined) return '';
  const { names } = problem.matrix;
  const lines = selection.correlated.map(
    ({ first, second, correlation }) =>
      `  ${names[first]!} ~ ${names[second]!} ${signed(correlation)}`,
  );
  return ['Correlated above 0.85', ...(lines.length === 0 ? ['  none'] : lines)].join('\n');
}

function sweep({ selection, problem }: SelectionResult): string {
  if (selection.thresholds === undefined || selection.thresholds.length === 0) return '';
  const candidates = String(problem.matrix.names.length);
  const rows = selection.thresholds.map(({ threshold, evaluation }) => [
    `±${percent(threshold)}`,
    candidates,
    ...metricCells(evaluation.metrics, evaluation.sharpeError),
  ]);
  const table = textTable(['threshold', 'features', ...METRIC_HEADER], rows);
  const used = `the target of all other figures: ±${percent(selection.threshold)}`;
  return `All candidates by threshold\n${table}\n${used}`;
}

function comparison(result: SelectionResult): string {
  const rows = result.selection.sets.map(({ name, columns, evaluation }) => [
    name,
    String(columns.length),
    ...metricCells(evaluation.metrics, evaluation.sharpeError),
  ]);
  rows.push(['buy and hold', '', ...metricCells(result.buyHold, Number.NaN)]);
  return textTable(['set', 'features', ...METRIC_HEADER], rows);
}

/** The selected set in forests of `--rescore` trees. */
function rescoredText({ rescored }: SelectionResult): string {
  if (rescored === undefined) return '';
  const { trees, evaluation } = rescored;
  const figures = `Sharpe ${figure(evaluation.metrics.sharpe)}, standard error`;
  return `With ${trees} trees the selected set has ${figures} ${figure(evaluation.sharpeError)}.`;
}

function caveat(result: SelectionResult): string {
  const { selected, statistics } = result.selection;
  if (selected === undefined) return '';
  const { trials, sharpeError, trialSpread, expectedMaximum } = statistics;
  const lines = [
    `Sharpe ${figure(selected.evaluation.metrics.sharpe)}, standard error ` +
      `${figure(sharpeError)}: the best of ${trials} trials on the same rows, not a forecast.`,
  ];
  if (!Number.isNaN(trialSpread)) {
    lines.push(
      `The spread of the trials is ${figure(trialSpread)}. With this spread and without skill, ` +
        `the best of ${trials}`,
      `independent trials has a Sharpe ratio of ${figure(expectedMaximum)} on average ` +
        '(Bailey & López de Prado 2014).',
    );
  }
  lines.push(`${treesGrown(result).toLocaleString('en')} trees grown.`);
  return lines.join('\n');
}

/** True if another seed may have chosen another feature. */
function isNarrow(step: ForwardStep): boolean {
  return step.margin < step.marginNoise;
}

function marginText(step: ForwardStep): string {
  return `${figure(step.margin)}${isNarrow(step) ? ' ~' : '  '}`.trimEnd();
}

function signed(value: number): string {
  return Number.isNaN(value) ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
