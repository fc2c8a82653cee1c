/**
 * From rows to bars: the part of a folded dataset that is tested, as the market on which money is
 * made. Decisions are made on rows; every bar from the first tested row's to the last one's earns
 * or loses, also the bars that are no row.
 */

import type { FoldedDataset } from '../learn/folds.ts';
import { testRows } from '../learn/out-of-sample.ts';
import { marketBars, type MarketBars } from '../trade/market-bars.ts';
import { labelBars, labelRegimes, type Regime } from '../trade/regimes.ts';
import type { TradePlan } from './trade-plan.ts';

/** The tested bars, and which of them the tested rows are. */
export type TestedMarket = {
  readonly market: MarketBars;
  /** Uint32Array (test rows): indices of the market's bars, ascending. */
  readonly bar: Uint32Array;
};

/** The market of the rows that `folded` tests. */
export function testedMarket({ dataset, folds }: FoldedDataset): TestedMarket {
  const { start, end } = testRows(folds);
  const rows = dataset.barIndex.subarray(start, end);
  const first = rows[0]!;
  return {
    market: marketBars(dataset.bars, first, rows.at(-1)! + 1),
    bar: rows.map((bar) => bar - first),
  };
}

/**
 * The regime of each of the account's entries: of every tested bar, or, in the original system's
 * accounting, of every tested row. All history before the tested part is taken in.
 */
export function testedRegimes({ dataset, folds }: FoldedDataset, plan: TradePlan): Regime[] {
  const { reading, windowBars } = plan.regimes;
  const { start, end } = testRows(folds);
  if (plan.terms.payoff === 'log') {
    return labelRegimes(dataset.nextReturn, reading).slice(start, end);
  }
  const { bars, barIndex } = dataset;
  const labels = labelBars(bars.close, { reading, windowBars });
  return labels.slice(barIndex[start], barIndex[end - 1]! + 1);
}
