/**
 * The document's `curves`, which `--curves` asks for: what a report draws and the other keys do not
 * have. Equity is in dollars per dollar of capital, one value a tested bar.
 */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { Account } from '../../engine/trade/account.ts';
import type { Regime } from '../../engine/trade/regimes.ts';
import { selectionAccounts, type FiguredAccount } from '../../selection/selection-accounts.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { accountEquity } from './curve-lines.ts';
import { figuresJson } from './backtest-json.ts';

/** The curves of all sets, of buy and hold, and the regimes, of a backtest. */
export function backtestCurves({ sets, buyHold, neutral, arena }: BacktestResult): JsonInput {
  return {
    buyHold: curve(buyHold.account),
    regimes: regimeSpans(arena.options.regimes ?? []),
    sets: Object.fromEntries(sets.map(({ name, modes }) => [name, curve(modes[neutral].account)])),
  };
}

/** The curves of a selection, with the figures that the document has of backtests only. */
export function selectionCurves(result: SelectionResult): JsonInput {
  const { selected, nested, buyHold, regimes } = selectionAccounts(result);
  return {
    buyHold: curve(buyHold),
    regimes: regimeSpans(regimes),
    ...(selected === undefined ? {} : { selected: figuredCurve(selected) }),
    ...(nested === undefined ? {} : { nested: figuredCurve(nested) }),
  };
}

function figuredCurve({ account, figures }: FiguredAccount) {
  const { regimes, yearly, monthly, drawdowns } = figuresJson(figures);
  return { ...curve(account), regimes, yearly, monthly, drawdowns };
}

function curve(account: Account) {
  const { earned, positions } = account;
  return { time: earned, equity: accountEquity(account), positions };
}

/** Runs of entries with one regime: entries [start, end) of the curves. */
function regimeSpans(regimes: readonly Regime[]): JsonInput {
  const spans: { regime: Regime; start: number; end: number }[] = [];
  regimes.forEach((regime, i) => {
    const last = spans.at(-1);
    if (last?.regime === regime) last.end = i + 1;
    else spans.push({ regime, start: i, end: i + 1 });
  });
  return spans;
}
