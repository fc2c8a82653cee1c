/**
 * The same decisions traded on other terms: what a result owes to costs, delay, policy, sides and
 * payoff. Vocabulary: a point is one setting changed and the account that it leads to; a curve is
 * the points of one setting. Must not know: forests, the terminal.
 */

import { accountMetrics, type AccountMetrics } from '../trade/account-metrics.ts';
import { accountOf, type Account } from '../trade/account.ts';
import type { Decisions } from '../trade/market-bars.ts';
import { NEUTRAL_POLICIES } from '../trade/positions.ts';
import { PAYOFFS, SIDES, type TradeTerms } from '../trade/trade-terms.ts';
import type { Arena } from './set-figures.ts';
import { termsOn } from './trade-plan.ts';

/** One value of a setting, with what a backtest that has it finds. */
export type CurvePoint<Value = number | string> = {
  readonly value: Value;
  /** True for the value that the backtest itself has. */
  readonly own: boolean;
  readonly account: Account;
  readonly metrics: AccountMetrics;
};

export type Curve<Value = number | string> = readonly CurvePoint<Value>[];

/** The settings of a trade that are varied, in the order in which they are shown. */
export type TradeCurves = {
  /** Basis points. */
  readonly costBps: Curve<number>;
  /** Bars. */
  readonly delay: Curve<number>;
  readonly neutral: Curve<string>;
  readonly sides: Curve<string>;
  readonly payoff: Curve<string>;
};

/** From no cost to ten times the default, which is more than a market order pays anywhere. */
const COSTS_BPS = Array.from({ length: 11 }, (_, i) => 5 * i);

/** A delay of two bars is a day missed and another one. */
const DELAYS = [0, 1, 2];

/** `decisions` on each of the other terms. The plan's own value is in every curve. */
export function tradeCurves(arena: Arena, decisions: Decisions): TradeCurves {
  const { terms, fundingOf } = arena.plan;
  const curve = <Value extends number | string>(
    values: readonly Value[],
    own: Value,
    change: (value: Value) => Partial<TradeTerms>,
  ): Curve<Value> =>
    values.map((value) => ({
      value,
      own: value === own,
      ...tradedOn(arena, decisions, change(value)),
    }));
  // The original system's accounting knows no funding.
  const payoffs = PAYOFFS.filter((payoff) => payoff !== 'log' || fundingOf === undefined);
  return {
    costBps: curve(withOwn(COSTS_BPS, terms.costBps), terms.costBps, (costBps) => ({ costBps })),
    delay: curve(withOwn(DELAYS, terms.delayBars), terms.delayBars, (delayBars) => ({ delayBars })),
    neutral: curve(NEUTRAL_POLICIES, terms.neutral, (neutral) => ({ neutral })),
    sides: curve(SIDES, terms.sides, (sides) => ({ sides })),
    payoff: curve(payoffs, terms.payoff, (payoff) => ({ payoff })),
  };
}

/** The account of `decisions` on the arena's terms, of which `changes` are changed. */
export function tradedOn(
  { market, plan }: Arena,
  decisions: Decisions,
  changes: Partial<TradeTerms> = {},
): { readonly account: Account; readonly metrics: AccountMetrics } {
  const { periodsPerYear, capital, fundingOf } = plan;
  const terms = termsOn({ terms: { ...plan.terms, ...changes }, fundingOf }, market);
  const account = accountOf(market, decisions, terms);
  return { account, metrics: accountMetrics(account, { periodsPerYear, capital }) };
}

/** `values` and `own`, each once, ascending. */
function withOwn(values: readonly number[], own: number): readonly number[] {
  return [...new Set([...values, own])].toSorted((a, b) => a - b);
}
