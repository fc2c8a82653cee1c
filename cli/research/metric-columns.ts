/** Columns of the tables in which `select` and `backtest` compare sets of features. */

import type { AccountMetrics } from '../../engine/trade/account-metrics.ts';
import { figure, percent } from '../framework/figure-text.ts';

/** The headings of these columns. */
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
 * The cells of a row.
 * @param sharpeError standard error of the Sharpe ratio; NaN if it is not known
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
