/** A selection as a text for a terminal. */

import { SELECTED } from '../../selection/choose-set.ts';
import type { ForwardStep } from '../../selection/forward.ts';
import { integersText } from '../../engine/core/integer-ranges.ts';
import { evaluationsBySeed, scoreIsTraded, type ScoreKinds } from '../../selection/objective.ts';
import { outOfSampleRange } from '../../engine/backtest/backtest-result.ts';
import { selectionAccounts } from '../../selection/selection-accounts.ts';
import {
  rankedFeatures,
  selectionVerdict,
  type SelectionResult,
} from '../../selection/selection-result.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { accountingMark, accountingText } from './accounting-text.ts';
import { accountEquity, curveLines } from './curve-lines.ts';
import { treesText } from './forest-text.ts';
import { metricColumns, type MetricColumns } from './metric-columns.ts';
import { nestedText } from './nested-text.ts';
import { nullText } from './null-text.ts';
import { selectCpcvText } from './select-cpcv-text.ts';
import { selectedText } from './selected-text.ts';
import { seedsText } from './select-seeds-text.ts';
import { ruinLines, shortSampleLines, undecidedLines } from './result-warnings.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';

/**
 * The line for a finished step: `step 2: + atr_14, Sharpe 1.092 (+0.020), margin 0.003 ~`. Where
 * the score is not the Sharpe ratio, it stands before it.
 */
export function stepNote(step: ForwardStep, names: readonly string[], kinds: ScoreKinds): string {
  const { score, metrics } = step.evaluation;
  const sharpe = `Sharpe ${figure(metrics.sharpe)}`;
  const gain = `(${signed(step.delta)}), margin ${marginText(step)}`;
  const figures = scoreIsTraded(kinds)
    ? `${sharpe} ${gain}`
    : `${kinds.objective} ${figure(score)} ${gain}, ${sharpe}`;
  return `step ${step.step}: + ${names[step.column]!}, ${figures}`;
}

/** The whole selection: steps, importances, thresholds, compared sets, and the limits of all. */
export function selectionText(result: SelectionResult, layout: TableLayout): string {
  const verdict = selectionVerdict(result).map((line) => `- ${line}`);
  return joined([
    heading(result),
    warnings(result),
    trace(result, layout),
    ranking(result, layout),
    correlations(result),
    sweep(result, layout),
    ...plainSections(result, layout),
    curves(result),
    nestedText(result, layout),
    nullText(result, layout),
    seedsText(result, layout),
    selectCpcvText(result, layout),
    titled('Verdict', verdict.join('\n')),
  ]);
}

/** The selected set, the nested selection (fewer bars) and buy and hold. */
function curves(result: SelectionResult): string {
  const { selected, nested, buyHold } = selectionAccounts(result);
  if (selected === undefined) return '';
  const own = [
    { name: SELECTED, account: selected.account },
    ...(nested === undefined ? [] : [{ name: 'nested', account: nested.account }]),
    { name: 'buy and hold', account: buyHold },
  ];
  const equities = own.map(({ name, account }) => ({ name, equity: accountEquity(account) }));
  return curveLines(equities, result.score.capital);
}

/** The compared sets, the selected one and the limits of its figures: before the nested result. */
export function plainText(result: SelectionResult, layout: TableLayout): string {
  return joined(plainSections(result, layout));
}

function joined(sections: readonly string[]): string {
  return sections.filter((section) => section !== '').join('\n\n');
}

function plainSections(result: SelectionResult, layout: TableLayout): readonly string[] {
  return [comparison(result, layout), selectedText(result)];
}

function heading(result: SelectionResult): string {
  const { problem, dataset, score, selection } = result;
  const { rows, from, to } = outOfSampleRange(result);
  const days = `${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  const candidates = problem.matrix.names.length;
  const kept = selection.preSelected;
  const preSelected = kept === undefined ? '' : ` (the first ${kept.length} by Gini importance)`;
  return (
    `${candidates} candidates${preSelected}, ${dataset.matrix.rows} rows; ` +
    `${problem.folds.length} folds test ${rows} rows, ${days}\n` +
    `${treesText(problem.settings)}, ${seedsHeading(result)}\n` +
    accountingText(score) +
    scoreText(score)
  );
}

/** `seed 42 alone`, as a backtest says it; or what several seeds are for. */
function seedsHeading({ seeded }: SelectionResult): string {
  const seeds = seeded.map(({ settings }) => settings.seed);
  if (seeds.length === 1) return `seed ${seeds[0]!} alone`;
  return `seeds ${integersText(seeds)}: sets are compared by the mean over them`;
}

/** What is compared and what is traded, where that is not the most probable class. */
function scoreText(kinds: ScoreKinds): string {
  const { objective, positions } = kinds;
  if (objective === 'sharpe' && positions === 'signal') return '';
  const held = positions === 'signal' ? 'the most probable class' : 'P(up) - P(down)';
  return `\nsets are compared by ${objective}; traded is ${held}`;
}

function warnings({ selection, score, undecided }: SelectionResult): string {
  const { sets } = selection;
  // Only a lost account falls by all that it has.
  const ruins = sets.filter(({ evaluation }) =>
    evaluationsBySeed(evaluation).some(({ metrics }) => metrics.maxDrawdown >= 1),
  );
  const errors = sets.map(({ evaluation }) => evaluation.sharpeError);
  const bars = sets[0]?.evaluation.metrics.bars;
  return [
    ...ruinLines(ruins),
    ...undecidedLines(undecided, score.terms.payoff),
    ...(bars === undefined ? [] : shortSampleLines(bars, errors)),
  ].join('\n');
}

function trace({ selection, problem, score }: SelectionResult, layout: TableLayout): string {
  const steps = selection.forward?.steps ?? [];
  if (steps.length === 0) return '';
  const traded = scoreIsTraded(score);
  const scored = traded ? ['Sharpe'] : [score.objective, 'Sharpe'];
  const scores = ({ evaluation, best }: ForwardStep): readonly string[] => {
    const { sharpe } = evaluation.metrics;
    const leading = `${figure(evaluation.score)}${best ? ' *' : '  '}`;
    return traded ? [leading] : [leading, figure(sharpe)];
  };
  const table = textTable(
    ['step', 'added', ...scored, 'delta', 'margin', 'noise', 'candidates'],
    steps.map((step) => [
      String(step.step),
      problem.matrix.names[step.column]!,
      ...scores(step),
      signed(step.delta),
      marginText(step),
      figure(step.marginNoise),
      String(step.candidates.length),
    ]),
    { ...layout, nameColumns: 2 },
  );
  const notes = [
    '* the best set so far. margin: lead over the second best candidate. noise: how much another' +
      ' seed changes a margin',
  ];
  if (steps.some(isNarrow)) {
    notes.push('~ the margin is smaller than its noise: another seed may choose another feature');
  }
  const halved = steps.filter((step) => step.firstHalfColumn !== undefined);
  if (halved.length > 0) {
    const same = halved.filter((step) => step.firstHalfColumn === step.column).length;
    const share = `in ${same} of ${halved.length} steps`;
    notes.push(`the first half of the trees alone would have added the same ${share}`);
  }
  return `${table}\n${notes.join('\n')}`;
}

function ranking(result: SelectionResult, layout: TableLayout): string {
  if (result.selection.importance === undefined) return '';
  const gini = rankedFeatures(result, 'gini');
  const permutation = rankedFeatures(result, 'permutation');
  if (permutation.length === 0) {
    const rows = gini.map(({ feature, importance }, i) => [
      String(i + 1),
      feature,
      percent(importance),
    ]);
    return titled(
      'Gini importance in training',
      textTable(['rank', 'Gini', 'share'], rows, layout),
    );
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
    layout,
  );
  return titled('Importance (Gini of training rows, permutation of rows not trained on)', table);
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

function sweep(result: SelectionResult, layout: TableLayout): string {
  const { selection, problem, score } = result;
  if (selection.thresholds === undefined || selection.thresholds.length === 0) return '';
  const candidates = String(problem.matrix.names.length);
  const columns = columnsOf(result);
  const rows = selection.thresholds.map(({ threshold, evaluation }) =>
    [`±${percent(threshold)}`].concat(columns.cells(evaluation), candidates),
  );
  const table = textTable(['threshold', ...columns.header, 'features'], rows, layout);
  const used = `the target of all other figures: ±${percent(selection.threshold)}`;
  return titled(`All candidates by threshold${accountingMark(score)}`, `${table}\n${used}`);
}

function comparison(result: SelectionResult, layout: TableLayout): string {
  const columns = columnsOf(result);
  const rows = result.selection.sets.map(({ name, columns: features, evaluation }) => [
    name,
    ...columns.cells(evaluation),
    String(features.length),
  ]);
  rows.push(['buy and hold', ...columns.cells({ metrics: result.buyHold, held: true }), '']);
  const table = textTable(['set', ...columns.header, 'features'], rows, layout);
  return titled(`Out of sample${accountingMark(result.score)}`, table);
}

function columnsOf({ score }: SelectionResult): MetricColumns {
  const { terms, capital } = score;
  // A score is in the account's own currency alone.
  return metricColumns({ payoff: terms.payoff, capital }, { withDollars: false });
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
