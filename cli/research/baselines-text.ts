/** The tables of `--baselines` and `--forest`. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type {
  PackageComparison,
  SampleFigures,
} from '../../engine/backtest/baselines/package-comparison.ts';
import {
  BASELINES,
  type Baseline,
  type BaselineName,
} from '../../engine/backtest/baselines/set-baselines.ts';
import { BASELINE_TITLES } from '../../engine/backtest/set-verdicts.ts';
import { FOREST_PACKAGE } from '../../engine/learn/package-forest.ts';
import type { AccountMetrics } from '../../engine/trade/account-metrics.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import type { Baselines } from './baselines-option.ts';

/** The baselines that a set's features decide; the others are the same for all sets. */
const LEARNED: ReadonlySet<BaselineName> = new Set(['softmaxRegression', 'smallNetwork']);

/** Both tables of the baselines, with what computed the networks. */
export function baselineTexts(
  result: BacktestResult,
  baselines: Baselines | undefined,
  layout: TableLayout,
): readonly string[] {
  if (baselines === undefined) return [];
  return [comparedTable(result, baselines, layout), randomTable(result, baselines, layout)];
}

function comparedTable(
  { sets, buyHold, neutral }: BacktestResult,
  { sets: found, tensors }: Baselines,
  layout: TableLayout,
): string {
  const ruleRows = baselineRows(found[0]!.baselines, (name) => !LEARNED.has(name));
  const rows = [
    ['buy and hold', ...metricCells(buyHold.metrics), ''],
    ...ruleRows,
    ...sets.flatMap(({ name, modes, classes }, i) => [
      [name, ...metricCells(modes[neutral].metrics), percent(classes.accuracy)],
      ...baselineRows(found[i]!.baselines, (own) => LEARNED.has(own)),
    ]),
  ];
  const header = ['baseline', 'Sharpe', 'annual', 'max dd', 'turnover', 'accuracy'];
  const table = textTable(header, rows, layout);
  const computed =
    tensors === undefined
      ? ''
      : `\nsmall network: ${tensors.package} ${tensors.library.version_core}, ` +
        `backend ${tensors.backend}`;
  return titled('Baselines on the same bars and terms', `${table}${computed}`);
}

function randomTable(
  { sets, neutral }: BacktestResult,
  { sets: found }: Baselines,
  layout: TableLayout,
): string {
  const rows = sets.map(({ name, modes }, i) => {
    const { p05, median, p95, place } = found[i]!.random;
    const { sharpe } = modes[neutral].metrics;
    const cells = [sharpe, p05, median, p95].map((value) => figure(value));
    return [name, ...cells, percent(place)];
  });
  const { count } = found[0]!.random;
  const header = ['set', 'Sharpe', 'random 5 %', 'median', '95 %', 'do as well'];
  const title = `${count.toLocaleString('en')} random signals of the same turnover, by Sharpe`;
  return titled(title, textTable(header, rows, layout));
}

/** The table of `--forest`; nothing without it. */
export function packageTexts(
  { sets }: BacktestResult,
  comparisons: readonly PackageComparison[] | undefined,
  layout: TableLayout,
): readonly string[] {
  if (comparisons === undefined) return [];
  const cells = (own: SampleFigures): string[] => [
    figure(own.sharpe),
    figure(own.totalLogReturn, 2),
    figure(own.turnover),
    percent(own.accuracy),
  ];
  const rows = comparisons.flatMap(({ ours, theirs, sameClass }, i) => [
    [sets[i]!.name, 'ours', ...cells(ours), percent(sameClass)],
    ['', 'package', ...cells(theirs), ''],
  ]);
  const { folds, rows: count } = comparisons[0]!;
  const named = folds.map((own) => `${own.fold} (${own.testFrom} to ${own.testTo})`).join(', ');
  const header = ['set', 'forest', 'Sharpe', 'total log', 'turnover', 'accuracy', 'same class'];
  const table = textTable(header, rows, { ...layout, nameColumns: 2 });
  return [
    titled(
      `Beside the forest of ${FOREST_PACKAGE}, on a sample of ${folds.length} folds`,
      `${table}\n${count} rows of the folds ${named}; each fold is an account that starts flat.`,
    ),
  ];
}

function baselineRows(
  baselines: Readonly<Partial<Record<BaselineName, Baseline>>>,
  isWanted: (name: BaselineName) => boolean,
): string[][] {
  return BASELINES.filter(isWanted).flatMap((name) => {
    const own = baselines[name];
    if (own === undefined) return [];
    return [[BASELINE_TITLES[name], ...metricCells(own.metrics), percent(own.accuracy)]];
  });
}

function metricCells(metrics: AccountMetrics): string[] {
  return [
    figure(metrics.sharpe),
    percent(metrics.annualReturn),
    percent(metrics.maxDrawdown),
    figure(metrics.turnover),
  ];
}
