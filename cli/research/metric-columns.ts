/** The columns of a table that compares sets of features, as `select` and `backtest` print it. */

import type { AccountMetrics } from '../../engine/trade/account-metrics.ts';
import { figure, percent } from '../framework/figure-text.ts';

/** Headings of `metricCells`. */
export const METRIC_HEADER: readonly string[] = [
  'Sharpe',
  'SE',
  'win',
  'annual',
  'total log',
  'turnover',
  'max dd (log)',
  'profit factor',
];

/**
 * A row's cells.
 * @param sharpeError standard error of the Sharpe ratio; NaN where none is stated
 */
export function metricCells(metrics: AccountMetrics, sharpeError: number): readonly string[] {
  return [
    figure(metrics.sharpe),
    figure(sharpeError, 2),
    percent(metrics.winRate),
    percent(metrics.annualReturn),
    figure(metrics.totalLogReturn, 2),
    figure(metrics.turnover),
    `${figure(metrics.maxDrawdownLog)} (${percent(metrics.maxDrawdown)})`,
    figure(metrics.profitFactor, 2),
  ];
}
