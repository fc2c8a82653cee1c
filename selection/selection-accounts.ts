/**
 * The accounts of a selection with all of their figures: the selected set, the nested selection,
 * and buy and hold, on the tested bars. Made when somebody wants to look at them.
 */

import { testedMarket, testedRegimes } from '../engine/backtest/tested-market.ts';
import { accountOf, type Account } from '../engine/trade/account.ts';
import type { Regime } from '../engine/trade/regimes.ts';
import { buyAndHold, accountFigures, type AccountFigures } from '../engine/trade/trade.ts';
import { settingsOn } from './objective.ts';
import type { SelectionResult } from './selection-result.ts';
import { decisionsOf } from './set-rows.ts';

/** An account and its figures; those of an account in bitcoin are in dollars. */
export type FiguredAccount = { readonly account: Account; readonly figures: AccountFigures };

export type SelectionAccounts = {
  /** Undefined if nothing was selected. */
  readonly selected: FiguredAccount | undefined;
  /** Undefined if there is no nested selection. */
  readonly nested: FiguredAccount | undefined;
  readonly buyHold: Account;
  /** One label an entry of buy and hold. */
  readonly regimes: readonly Regime[];
};

/** The accounts of `result`. */
export function selectionAccounts(result: SelectionResult): SelectionAccounts {
  const { selection, nested, score } = result;
  const tested = testedMarket(result);
  const regimes = testedRegimes(result, score);
  const settings = settingsOn(score, tested);
  const { sessionDay } = score;
  const { periodsPerYear, capital, terms } = settings;
  const figured = (account: Account): FiguredAccount => {
    const { net, gross } = account.dollars ?? account;
    // A nested account begins later and ends on the same bar.
    const own = regimes.slice(regimes.length - net.length);
    const options = { periodsPerYear, capital, sessionDay, regimes: own };
    return { account, figures: accountFigures({ ...account, net, gross }, options, undefined) };
  };
  const { market, bar } = tested;
  const rows = selection.selected?.evaluation.rows;
  const decisions = { bar, classes: new Int8Array(bar.length) };
  const plan = { periodsPerYear, capital, payoff: terms.payoff };
  return {
    selected: rows && figured(accountOf(market, decisionsOf(rows, score.positions, bar), terms)),
    nested: 'missing' in nested ? undefined : figured(nested.account),
    buyHold: buyAndHold(market, decisions, plan).account,
    regimes,
  };
}
