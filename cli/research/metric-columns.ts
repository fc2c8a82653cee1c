/** Columns of the tables in which `select` and `backtest` compare sets of features. */

import type { AccountMetrics } from '../../engine/trade/account-metrics.ts';
import type { Payoff } from '../../engine/trade/trade-terms.ts';
import { dollars, figure, percent } from '../framework/figure-text.ts';

/** A row of the table: one account. */
type MetricRow = {
  readonly metrics: AccountMetrics;
  /** Standard error of the Sharpe ratio; left out where none is stated. */
  readonly sharpeError?: number | undefined;
  /** The same account in dollars, if `metrics` are in bitcoin and the dollars are known. */
  readonly inDollars?: AccountMetrics | undefined;
  /** True if `metrics` are in dollars even under payoff `inverse`: buy and hold. */
  readonly held?: boolean;
  /** True for an account that is in dollars alone: several assets under payoff `inverse`. */
  readonly noCoin?: boolean;
};

/** Headings, and a row's cells in their order. */
export type MetricColumns = {
  readonly header: readonly string[];
  readonly cells: (row: MetricRow) => readonly string[];
};

/**
 * The columns for accounts of `payoff` that started with `capital` dollars; what a reader wants
 * first comes first. Under payoff `inverse` an account in bitcoin has its end in bitcoin, and in
 * dollars as well if `withDollars`.
 * @param coin what an account under payoff `inverse` is kept in
 */
export function metricColumns(
  { payoff, capital }: { readonly payoff: Payoff; readonly capital: number },
  { withDollars, coin = 'BTC' }: { readonly withDollars: boolean; readonly coin?: string },
): MetricColumns {
  const bitcoin = payoff === 'inverse';
  const showDollars = !bitcoin || withDollars;
  const coinText = (value: number): string => `${figure(value)} ${coin}`;
  return {
    header: [
      'Sharpe',
      'SE',
      'annual',
      ...(bitcoin ? [`1 ${coin} became`] : []),
      ...(showDollars ? [`${dollars(capital)} became`] : []),
      'max dd',
      'win',
      'turnover',
      'profit factor',
      'total log',
    ],
    cells: ({ metrics, sharpeError = Number.NaN, inDollars = metrics, held = false, noCoin }) => [
      figure(metrics.sharpe),
      figure(sharpeError, 2),
      percent(metrics.annualReturn),
      ...(bitcoin ? [noCoin ? '-' : coinText(held ? 1 : metrics.finalCapital / capital)] : []),
      ...(showDollars ? [dollars(inDollars.finalCapital)] : []),
      percent(metrics.maxDrawdown),
      percent(metrics.winRate),
      figure(metrics.turnover),
      figure(metrics.profitFactor, 2),
      figure(metrics.totalLogReturn, 2),
    ],
  };
}
