/**
 * From rows to bars: the tested part of a folded dataset as a market. Decisions are made on rows,
 * but a position earns or loses money on every bar from the first tested row to the last, also on
 * bars that are no rows.
 */

import { assert } from '../core/errors.ts';
import type { Dataset } from '../learn/dataset.ts';
import type { FoldedDataset } from '../learn/folds.ts';
import { testRows } from '../learn/out-of-sample.ts';
import { marketBars, type MarketBars } from '../trade/market-bars.ts';
import { labelBars, labelRegimes, type Regime } from '../trade/regimes.ts';
import type { TradePlan } from './trade-plan.ts';

/** The tested bars, and the places of the tested rows among them. */
export type TestedMarket = {
  readonly market: MarketBars;
  /** Uint32Array (test rows): the index of each tested row in the market, ascending. */
  readonly bar: Uint32Array;
};

/** The market of the rows that `folded` tests. */
export function testedMarket({ dataset, folds }: FoldedDataset): TestedMarket {
  const { start, end } = testRows(folds);
  return marketOfRows(dataset, start, end);
}

/** The market of the rows [start, end) of `dataset`, at least one. */
export function marketOfRows(
  { bars, barIndex }: Pick<Dataset, 'bars' | 'barIndex'>,
  start: number,
  end: number,
): TestedMarket {
  assert(start < end, 'at least one row');
  const rows = barIndex.subarray(start, end);
  const first = rows[0]!;
  return {
    market: marketBars(bars, first, rows.at(-1)! + 1),
    bar: rows.map((bar) => bar - first),
  };
}

/**
 * The regime of each entry of the account. An entry is a tested bar, and the history before the
 * tested part is used as well. In the accounting of the original system an entry is a tested row,
 * and earlier rows are not used, because that system does not: the first 59 rows (with `known` 60)
 * are sideways, whatever the market did.
 */
export function testedRegimes({ dataset, folds }: FoldedDataset, plan: TradePlan): Regime[] {
  const { reading, windowBars } = plan.regimes;
  const { start, end } = testRows(folds);
  if (plan.terms.payoff === 'log') {
    return labelRegimes(dataset.nextReturn.subarray(start, end), reading);
  }
  const { bars, barIndex } = dataset;
  const labels = labelBars(bars.close, { reading, windowBars });
  return labels.slice(barIndex[start], barIndex[end - 1]! + 1);
}
