/** The trades of an account: all as dots, with how they ended in words. */

import { counted } from '../core/counted.ts';
import { mean } from '../statistics/moments.ts';
import { ascending, quantileOfSorted } from '../statistics/quantile.ts';
import { coordinate, drawing, horizontalAxis, LEFT, RIGHT, verticalAxis } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { Curve, TradeRow } from './report.ts';
import { linearScale, logScale, timeScale, type Scale } from './scale.ts';
import { tradeTable } from './trade-table.ts';

const TOP = 28;
const BOTTOM = 230;

/** A trade that lost more is drawn here: lost equity has no logarithm. */
const LEAST_LEFT = 0.05;

/** What a drawing of trades needs of its account. */
export type TradePlan = {
  readonly name: string;
  readonly trades: readonly TradeRow[];
  readonly curve: Curve;
  /** Index of the account on its page. */
  readonly index: number;
  /** How many trades have a row in the table. */
  readonly most: number;
};

/** Every trade by the day on which it ended and by its return. */
export function tradeFigure({ name, trades, curve, index, most }: TradePlan): string {
  if (trades.length === 0) return '';
  const returns = trades.map((trade) => trade.return);
  const x = timeScale(curve.time, LEFT, RIGHT);
  const y = growthScale(returns);
  const entryOf = new Map(curve.time.map((time, i) => [time, i]));
  const last = curve.time.length - 1;
  const dots = (side: TradeRow['side']): string => {
    const points = trades
      .filter((trade) => trade.side === side)
      .map((trade) => {
        const at = x.place(entryOf.get(trade.exitTime) ?? last);
        return `M${coordinate(at)} ${coordinate(y.place(1 + trade.return))}h0`;
      });
    return `<path class="dots ${side}" d="${points.join('')}"/>`;
  };
  const title = `Trades of ${name}`;
  return figureHtml({
    title,
    description: tradeSentence(trades),
    legend: legendHtml([
      { kind: 'long', text: 'long' },
      { kind: 'short', text: 'short' },
    ]),
    svg: drawing(
      title,
      BOTTOM + 42,
      verticalAxis(y, 'return of a trade, after costs', TOP, { base: 1 }) +
        dots('long') +
        dots('short') +
        horizontalAxis(x, BOTTOM, 'day of the exit'),
    ),
    span: { curve: index, skip: 0 },
    table: tradeTable(name, trades, most),
  });
}

/** 1 + return by its logarithm, so that a few large gains do not flatten all other trades. */
function growthScale(returns: readonly number[]): Scale {
  const low = Math.max(LEAST_LEFT, 1 + returns.reduce((a, b) => Math.min(a, b), 0));
  const high = 1 + returns.reduce((a, b) => Math.max(a, b), 0);
  const plan = { low, high, from: BOTTOM, to: TOP };
  const text = (value: number): string => percentText(value - 1, 0);
  // Small returns have the same places by either axis, and this one has more ticks.
  return high / low < 1.6 ? linearScale({ ...plan, text }) : logScale({ ...plan, text });
}

/** How many trades there were, and how they ended, in words. */
function tradeSentence(trades: readonly TradeRow[]): string {
  const sorted = ascending(trades.map((trade) => trade.return));
  const gains = sorted.filter((value) => value > 0).length;
  const bars = ascending(trades.map((trade) => trade.bars));
  return (
    `${counted(trades.length, 'trade')}, ${percentText(gains / trades.length)} with a gain; ` +
    `the mean return is ${percentText(mean(sorted), 2)}, the median ` +
    `${percentText(quantileOfSorted(sorted, 0.5), 2)}; half of them last ` +
    `${ratioText(quantileOfSorted(bars, 0.5), 0)} bars or less. A trade begins and ends at a close.`
  );
}
