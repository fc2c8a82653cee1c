/**
 * The trades of an account as a table in the order of time. A long list keeps the largest gains,
 * the largest losses and the latest trades, and counts the others.
 */

import { utcDate } from '../core/bar-time.ts';
import { percentText } from './figure-words.ts';
import type { Table } from './html.ts';
import type { TradeRow } from './report.ts';

/** How many of the best and of the worst trades have a rank. */
const RANKED = 5;

/**
 * The table of `trades`. A share is the trade's log growth by the size of the growth of all
 * trades: shares add up to 100 % of a gain, or to -100 % of a loss.
 * @param most how many trades have a row of their own, at least 4
 */
export function tradeTable(name: string, trades: readonly TradeRow[], most: number): Table {
  const growths = trades.map((trade) => Math.log1p(trade.return));
  const whole = Math.abs(sumOf(growths));
  // Of nothing, and of all that there was, nothing is a share.
  const share = (growth: number): string =>
    percentText(whole > 0 && Number.isFinite(whole) ? growth / whole : null);
  const byReturn = trades
    .map((_, i) => i)
    .toSorted((i, j) => trades[i]!.return - trades[j]!.return || i - j);
  const listed = new Set(chosen(byReturn, most));
  const others = byReturn.filter((i) => !listed.has(i));
  const ranks = ranksOf(byReturn);
  const total = (title: string, of: readonly number[]): readonly string[] => {
    const growth = sumOf(of.map((i) => growths[i]!));
    const bars = sumOf(of.map((i) => trades[i]!.bars));
    const figures = [percentText(Math.expm1(growth), 2), share(growth)];
    return [title, '', '', String(bars), ...figures, ''];
  };
  return {
    caption: `trades of ${name}`,
    note: others.length === 0 ? undefined : leftOutWords(trades.length, most),
    head: ['entered', 'left', 'side', 'bars', 'return, after costs', 'share of the result', 'rank'],
    rows: [
      ...trades.flatMap((trade, i) =>
        listed.has(i)
          ? [
              [
                utcDate(trade.entryTime),
                trade.open ? 'still open' : utcDate(trade.exitTime),
                trade.side,
                String(trade.bars),
                percentText(trade.return, 2),
                share(growths[i]!),
                ranks.get(i) ?? '',
              ],
            ]
          : [],
      ),
      ...(others.length === 0 ? [] : [total(`${others.length} others`, others)]),
      total(`all ${trades.length}`, byReturn),
    ],
  };
}

/** Indices of the trades with a row: all, or the extremes and as many of the latest as fit. */
function chosen(byReturn: readonly number[], most: number): readonly number[] {
  if (byReturn.length <= most) return byReturn;
  const each = extremesOf(most);
  const extremes = [...byReturn.slice(0, each), ...byReturn.slice(-each)];
  const latest = byReturn.map((_, i) => byReturn.length - 1 - i);
  const rest = latest.filter((i) => !extremes.includes(i));
  return [...extremes, ...rest.slice(0, most - extremes.length)];
}

/** How many of the largest gains, and of the largest losses, a table of `most` trades has. */
function extremesOf(most: number): number {
  return Math.floor(most / 4);
}

function leftOutWords(count: number, most: number): string {
  const each = extremesOf(most);
  return (
    `${most} of ${count} trades: the ${each} largest gains, the ${each} largest losses and the ` +
    'latest others. All of them are in the JSON document (option --curves), and backtest ' +
    '--trades FILE.csv writes those of a set.'
  );
}

/** `worst 1`, `best 1` and so on; no trade has two ranks. */
function ranksOf(byReturn: readonly number[]): ReadonlyMap<number, string> {
  const named = (kind: string, indices: readonly number[]) =>
    indices.map((i, rank) => [i, `${kind} ${rank + 1}`] as const);
  const count = Math.min(RANKED, Math.floor(byReturn.length / 2));
  return new Map([
    ...named('worst', byReturn.slice(0, count)),
    ...named('best', byReturn.toReversed().slice(0, count)),
  ]);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
