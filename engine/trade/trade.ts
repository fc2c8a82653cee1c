/**
 * Decisions traded, with every table of figures that follows.
 * Must not know: models, features, or how the figures are printed.
 */

import { assert } from '../core/errors.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { accountMetrics, type AccountMetrics } from './account-metrics.ts';
import {
  accountOf,
  fillAccount,
  heldAccount,
  heldLogAccount,
  logGrowth,
  type Account,
} from './account.ts';
import type { AccountSeries } from './account-series.ts';
import type { Decisions, MarketBars } from './market-bars.ts';
import { monthlyReturns, yearlyFigures, type YearFigures } from './periods.ts';
import { countPositions, type PositionCounts } from './positions.ts';
import { regimeFigures, type Regime, type RegimeFigures } from './regimes.ts';
import type { TradeTerms } from './trade-terms.ts';
import { worstDrawdowns, type DatedDrawdown } from './worst-drawdowns.ts';

/** What the figures of an account depend on beside the account. */
export type FigureOptions = {
  readonly periodsPerYear: number;
  /** What the account starts with, in dollars. */
  readonly capital: number;
  /** One label an entry: a tested bar (`labelBars`), under payoff `log` a decision. */
  readonly regimes?: readonly Regime[] | undefined;
  /** The market's day of a bar's time, in days since 1970-01-01; left out: the UTC day. */
  readonly sessionDay?: ((time: number) => number) | undefined;
};

export type TradeOptions = TradeTerms & FigureOptions;

/** The figures of an account in one currency. */
export type AccountFigures = {
  readonly metrics: AccountMetrics;
  /** Annualised Sharpe ratio before cost. */
  readonly sharpeGross: number;
  /** Figures of each regime; undefined where no labels were given. */
  readonly regimes: Readonly<Record<Regime, RegimeFigures>> | undefined;
  readonly yearly: readonly YearFigures[];
  readonly monthly: Readonly<Record<string, number>>;
  /** The five deepest, deepest first. */
  readonly drawdowns: readonly DatedDrawdown[];
};

/** A trade's figures in the account's own currency, and what they were made of. */
export type TradeResult = AccountFigures & {
  readonly account: Account;
  /** Sum of all costs, fractions of equity. */
  readonly totalCost: number;
  readonly positionCounts: PositionCounts;
  /** The same account in dollars; payoff `inverse` only. */
  readonly dollars?: AccountFigures;
};

/** Trades `decisions` on `market`: flat before the first, at work on every tested bar after it. */
export function trade(
  market: MarketBars,
  decisions: Decisions,
  options: TradeOptions,
): TradeResult {
  const account = accountOf(market, decisions, options);
  const { dollars, payoff } = account;
  const figures = accountFigures(account, options, comparedWith(market, payoff));
  const result = resultOf(account, figures);
  if (dollars === undefined) return result;
  const held = heldAccount(market).net;
  return { ...result, dollars: accountFigures({ ...account, ...dollars }, options, held) };
}

/**
 * Buy and hold's simple returns, Float64Array (entries), with which an account is compared;
 * undefined for one in bitcoin, because holding bitcoin earns nothing in it, and for log returns.
 */
export function comparedWith(
  market: MarketBars,
  payoff: TradeTerms['payoff'],
): Float64Array | undefined {
  return payoff === 'linear' ? heldAccount(market).net : undefined;
}

/**
 * Long on every tested bar at no cost, in dollars: its total log return is log(last close / first
 * close). Under payoff `log` it is long on the decided bars only, as the original system has it.
 */
export function buyAndHold(
  market: MarketBars,
  decisions: Decisions,
  options: FigureOptions & Pick<TradeTerms, 'payoff'>,
): TradeResult {
  const account =
    options.payoff === 'log' ? heldLogAccount(market, decisions) : heldAccount(market);
  return resultOf(account, accountFigures(account, options));
}

/**
 * The annualised Sharpe ratio of `decisions` alone, for scoring many candidates: the same figure,
 * bit for bit, as that of `trade`. Leaves positions and returns in `series`, which has
 * `accountEntries` entries and may be used again.
 */
export function tradedSharpe(
  market: MarketBars,
  decisions: Decisions,
  options: TradeTerms & { readonly periodsPerYear: number },
  series: AccountSeries,
): number {
  fillAccount(market, decisions, options, series);
  return sharpeRatio(series.net, options.periodsPerYear);
}

/**
 * The figures of `account`.
 * @param benchmark Float64Array (entries): simple returns that it is compared with
 */
export function accountFigures(
  account: Account,
  options: FigureOptions,
  benchmark?: Float64Array,
): AccountFigures {
  const { periodsPerYear, capital, regimes, sessionDay } = options;
  const { net, gross, positions, earned, payoff } = account;
  assert(regimes === undefined || regimes.length === net.length, 'one regime an entry');
  const growth = logGrowth(account);
  const booked = { time: earned, growth, sessionDay };
  // As the win rate of the metrics counts: by position in the original system's accounting only.
  const counted = payoff === 'log' ? positions : net;
  return {
    metrics: accountMetrics(account, { periodsPerYear, capital, benchmark }),
    sharpeGross: sharpeRatio(gross, periodsPerYear),
    regimes: regimes && regimeFigures({ net, growth, counted, regimes, periodsPerYear }),
    yearly: yearlyFigures({ ...booked, net, periodsPerYear }),
    monthly: monthlyReturns(booked),
    drawdowns: worstDrawdowns(account),
  };
}

function resultOf(account: Account, figures: AccountFigures): TradeResult {
  const { costs, positions } = account;
  return {
    ...figures,
    account,
    totalCost: sum(costs),
    positionCounts: countPositions(positions),
  };
}
