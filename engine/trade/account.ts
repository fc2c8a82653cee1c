/**
 * The one path from decisions to money: positions, then the payoff's returns.
 * The selection's score, backtests, regimes, years, and buy and hold all go through `fillAccount`.
 * Must not know: models, features, statistics.
 */

import { nextEquity } from '../statistics/equity.ts';
import { accountSeries, type AccountSeries } from './account-series.ts';
import { fillPositions } from './fill-positions.ts';
import { dollarReturns, fillInverse } from './inverse-payoff.ts';
import { fillLinear } from './linear-payoff.ts';
import { fillLog } from './log-payoff.ts';
import { testedBars, type Decisions, type MarketBars } from './market-bars.ts';
import type { Payoff, TradeTerms } from './trade-terms.ts';

/** What an account did, and when. */
export type Account = AccountSeries & {
  readonly payoff: Payoff;
  /** Float64Array (entries): open of each entry's bar, unix seconds. */
  readonly time: Float64Array;
  /**
   * Float64Array (entries): open of the bar that earned the return, which is the next one. Under
   * payoff `log` it is the entry's own bar, as the original system books its returns.
   */
  readonly earned: Float64Array;
  /** Open of the bar on which all equity was lost; undefined where that never happened. */
  readonly ruinedAt: number | undefined;
  /** The returns in dollars, Float64Array (entries) each, of an account kept in bitcoin. */
  readonly dollars?: Pick<AccountSeries, 'gross' | 'net'>;
};

/** Entries of an account: tested bars, or decisions under payoff `log`. */
export function accountEntries(market: MarketBars, decisions: Decisions, payoff: Payoff): number {
  return payoff === 'log' ? decisions.bar.length : testedBars(market);
}

/**
 * Trades `decisions` and fills `series`, whose columns have `accountEntries` entries. Allocates
 * nothing (a little under payoff `log`), so that thousands of candidates can share one series.
 * Returns the entry at which equity was lost, or the number of entries where it never was.
 */
export function fillAccount(
  market: MarketBars,
  decisions: Decisions,
  terms: TradeTerms,
  series: AccountSeries,
): number {
  const { close } = market;
  if (terms.payoff === 'log') {
    const own = { ...decisions, bar: decisions.bar.map((_, entry) => entry) };
    fillPositions(own, terms, series.positions);
    fillLog(close, decisions.bar, series, terms);
    return series.net.length;
  }
  fillPositions(decisions, terms, series.positions);
  const fill = terms.payoff === 'linear' ? fillLinear : fillInverse;
  return fill(close, series, terms);
}

/** The account of `decisions` traded on `terms`. */
export function accountOf(market: MarketBars, decisions: Decisions, terms: TradeTerms): Account {
  const { time, close } = market;
  const { payoff } = terms;
  const entries = accountEntries(market, decisions, payoff);
  const series = accountSeries(entries);
  const alive = fillAccount(market, decisions, terms, series);
  const own =
    payoff === 'log'
      ? Float64Array.from(decisions.bar, (bar) => time[bar])
      : time.subarray(0, entries);
  return {
    ...series,
    payoff,
    time: own,
    earned: payoff === 'log' ? own : time.subarray(1, entries + 1),
    ruinedAt: alive < entries ? time[alive + 1] : undefined,
    ...(payoff === 'inverse' ? { dollars: inDollars(series, close, alive) } : {}),
  };
}

/** Float64Array (entries): each entry's growth, log(1 + net); its sum is the total log return. */
export function logGrowth({ payoff, net }: Pick<Account, 'payoff' | 'net'>): Float64Array {
  return payoff === 'log' ? net : net.map(Math.log1p);
}

/** Float64Array (entries): each entry's simple return of equity. */
export function simpleReturns({ payoff, net }: Pick<Account, 'payoff' | 'net'>): Float64Array {
  return payoff === 'log' ? net.map(Math.expm1) : net;
}

/** Float64Array (entries): equity after each entry, as a multiple of what there was before all. */
export function equityOf(account: Pick<Account, 'payoff' | 'net'>): Float64Array {
  let equity = 1;
  return simpleReturns(account).map((value) => (equity = nextEquity(equity, value)));
}

/** Long from the first tested bar to the last at no cost: what decisions are compared with. */
export function heldAccount(market: MarketBars): Account {
  const bar = Uint32Array.from(testedBars(market) === 0 ? [] : [0]);
  return longAccount(market, bar, 'linear');
}

/** Long on every decided bar, and on these only, in the original system's accounting. */
export function heldLogAccount(market: MarketBars, { bar }: Decisions): Account {
  return longAccount(market, bar, 'log');
}

function longAccount(market: MarketBars, bar: Uint32Array, payoff: Payoff): Account {
  const decisions = { bar, classes: new Int8Array(bar.length).fill(1) };
  const terms = { payoff, neutral: 'hold', sides: 'both', delayBars: 0, costBps: 0 } as const;
  return accountOf(market, decisions, terms);
}

function inDollars({ gross, net }: AccountSeries, close: Float64Array, alive: number) {
  return { gross: dollarReturns(gross, close, alive), net: dollarReturns(net, close, alive) };
}
