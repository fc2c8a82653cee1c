/**
 * An account as tables for other tools: one row for each tested bar (`--predictions`), or one row
 * for each trade (`--trades`). Times are unix seconds, with dates beside them; undefined values are
 * empty cells.
 */

import type { ColumnTable } from '../../data/written-column.ts';
import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import { equityOf, simpleReturns, type Account } from '../../engine/trade/account.ts';
import { tradesOf } from '../../engine/trade/trades.ts';

/**
 * The tested bars of a set, traded with the policy of the main figures. A bar without a decision
 * has no probabilities and no prediction. `next_return` and `net_return` are the simple returns of
 * the next bar; `equity` is the value of an account after the next bar that began with 1.
 */
export function predictionTable(
  result: Pick<BacktestResult, 'arena' | 'neutral'>,
  set: SetFigures,
): ColumnTable {
  const { market, bar } = result.arena;
  const { rows, modes } = set;
  const { account } = modes[result.neutral];
  // In the accounting of the original system an entry is a row, so other bars have no figures.
  const entryOf = account.payoff === 'log' ? placesOf(bar) : (at: number) => at;
  const rowOf = placesOf(bar);
  const bars = market.close.length - 1;
  const column = (value: (at: number) => number | undefined): Float64Array =>
    Float64Array.from({ length: bars }, (_, at) => value(at) ?? Number.NaN);
  const onRow = (value: (row: number) => number): Float64Array =>
    column((at) => {
      const row = rowOf(at);
      return row === undefined ? undefined : value(row);
    });
  const onEntry = (values: ArrayLike<number>): Float64Array =>
    column((at) => {
      const entry = entryOf(at);
      return entry === undefined ? undefined : values[entry];
    });
  const probability = (code: number): Float64Array =>
    onRow((row) => rows.probabilities[3 * row + code]!);
  return {
    time: market.time.subarray(0, bars),
    date: { moments: market.time.subarray(0, bars) },
    close: market.close.subarray(0, bars),
    p_down: probability(0),
    p_neutral: probability(1),
    p_up: probability(2),
    prediction: onRow((row) => rows.classes[row]!),
    position: onEntry(account.positions),
    next_return: column((at) => market.close[at + 1]! / market.close[at]! - 1),
    net_return: onEntry(simpleReturns(account)),
    equity: onEntry(equityOf(account)),
  };
}

/** The trades of an account in time order; `open` is 1 if a trade still runs at the last bar. */
export function tradeTable(account: Account): ColumnTable {
  const trades = tradesOf(account);
  const numbers = (value: (trade: (typeof trades)[number]) => number): Float64Array =>
    Float64Array.from(trades, value);
  return {
    entry_time: numbers((trade) => trade.entryTime),
    entry_date: { moments: numbers((trade) => trade.entryTime) },
    exit_time: numbers((trade) => trade.exitTime),
    exit_date: { moments: numbers((trade) => trade.exitTime) },
    side: trades.map((trade) => trade.side),
    bars: numbers((trade) => trade.bars),
    return: numbers((trade) => trade.return),
    cost: numbers((trade) => trade.cost),
    open: numbers((trade) => Number(trade.open)),
  };
}

/** A function that returns the place of a bar in `bars` (ascending), or undefined. */
function placesOf(bars: Uint32Array): (bar: number) => number | undefined {
  const places = new Map(Array.from(bars, (bar, place) => [bar, place]));
  return (bar) => places.get(bar);
}
