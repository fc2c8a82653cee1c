/**
 * The cost at which a strategy stops earning. Must not know: what was decided, or by whom.
 */

import { sum } from '../statistics/moments.ts';
import { accountOf, logGrowth, type Account } from '../trade/account.ts';
import type { Decisions, MarketBars } from '../trade/market-bars.ts';
import { TRADE_OPTIONS } from '../trade/trade-options.ts';
import type { TradeTerms } from '../trade/trade-terms.ts';

/** A cost in basis points, or why there is none. */
export type BreakEven = { readonly costBps: number } | { readonly missing: string };

/** The costs at which the mean return (and so the Sharpe ratio) and the total growth are 0. */
export type BreakEvens = { readonly sharpe: BreakEven; readonly total: BreakEven };

const MOST_BPS = TRADE_OPTIONS.costBps.max;

/**
 * The costs at which `decisions` on `market` earn nothing, to the last bit of a double that the
 * account can tell apart. The account is run anew at every cost that is tried, since under payoff
 * `inverse` the trades themselves depend on it. About 120 accounts.
 */
export function breakEvens(
  market: MarketBars,
  decisions: Decisions,
  terms: TradeTerms,
): BreakEvens {
  const solve = (earned: (account: Account) => number): BreakEven =>
    zeroOf((costBps) => earned(accountOf(market, decisions, { ...terms, costBps })));
  return {
    sharpe: solve(({ net }) => sum(net)),
    total: solve((account) => sum(logGrowth(account))),
  };
}

/** Where `earned` changes its sign. An account that was lost has earned -Infinity, or NaN. */
function zeroOf(earned: (costBps: number) => number): BreakEven {
  if (!(earned(0) > 0)) return { missing: 'it earns nothing even without costs' };
  if (earned(MOST_BPS) > 0) return { missing: `it earns at ${MOST_BPS} basis points as well` };
  // Invariant: it earns at `low` and does not at `high`.
  let low = 0;
  let high: number = MOST_BPS;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return { costBps: low };
    if (earned(middle) > 0) low = middle;
    else high = middle;
  }
}
