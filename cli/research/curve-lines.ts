/** Equity and how far it is below its high, two lines an account, for a terminal. */

import { equityOf, type Account } from '../../engine/trade/account.ts';
import { nextEquity } from '../../engine/statistics/equity.ts';
import { dollars, percent } from '../framework/figure-text.ts';
import { sparkline } from '../framework/sparkline.ts';
import { titled } from '../framework/text-table.ts';

/** An account by its equity after each bar, as a multiple of what it began with. */
export type NamedEquity = { readonly name: string; readonly equity: Float64Array };

/** The equity of an account in dollars. */
export function accountEquity({ dollars: inDollars, payoff, net }: Account): Float64Array {
  return equityOf({ payoff, net: inDollars?.net ?? net });
}

/** The equity of simple returns. */
export function returnsEquity(returns: ArrayLike<number>): Float64Array {
  let equity = 1;
  return Float64Array.from(returns, (value) => (equity = nextEquity(equity, value)));
}

/**
 * The curves of all accounts. Equity is drawn by its logarithm; below it stands how deep the
 * account was under its high, a taller block for a deeper fall.
 */
export function curveLines(accounts: readonly NamedEquity[], capital: number): string {
  const width = Math.max(...accounts.map(({ name }) => shortName(name).length));
  const lines = accounts.flatMap(({ name, equity }) => {
    const falls = underwater(equity);
    const deepest = falls.reduce((most, fall) => Math.max(most, fall), 0);
    const final = dollars(capital * (equity.at(-1) ?? 1));
    return [
      `${shortName(name).padEnd(width)}  ${sparkline(equity.map(Math.log))}  ${final}`,
      `${' '.repeat(width)}  ${sparkline(falls, { least: 0 })}  ${percent(-deepest)}`,
    ];
  });
  return titled(
    'Equity (logarithm), and below it how deep it was under its high',
    lines.join('\n'),
  );
}

/** Float64Array (bars): how far equity is below its highest value so far, as a fraction. */
function underwater(equity: Float64Array): Float64Array {
  let high = 1;
  return equity.map((value) => {
    high = Math.max(high, value);
    return 1 - value / high;
  });
}

/** A list of features can be long, and the figures stand at the end of the line. */
function shortName(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}

/** With it a curve still fits a terminal of 60 columns, with its figure on the next line. */
const LONGEST_NAME = 14;
