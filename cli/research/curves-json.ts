/**
 * The document's `curves`, which `--curves` asks for: what a report draws and the other keys do not
 * have. Equity is in dollars per dollar of capital, one value a tested bar.
 */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { featureDrift, RECENT_ROWS } from '../../engine/backtest/feature-drift.ts';
import { windowedFolds, type EpochSettings } from '../../engine/forest/bins.ts';
import { foldTable, type FoldedDataset } from '../../engine/learn/folds.ts';
import type { PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import { equityOf, type Account } from '../../engine/trade/account.ts';
import type { Regime } from '../../engine/trade/regimes.ts';
import { tradesOf } from '../../engine/trade/trades.ts';
import { catalogue } from '../../features/catalogue.ts';
import { selectionAccounts, type FiguredAccount } from '../../selection/selection-accounts.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { accountEquity } from './curve-lines.ts';
import { figuresJson } from './backtest-json.ts';

/** The curves of all sets, of buy and hold, and the regimes, of a backtest. */
export function backtestCurves(
  { sets, buyHold, neutral, arena }: BacktestResult,
  settings: EpochSettings,
): JsonInput {
  return {
    buyHold: curve(buyHold.account),
    regimes: regimeSpans(arena.options.regimes ?? []),
    sets: Object.fromEntries(
      sets.map(({ name, modes }) => [name, tradedCurve(modes[neutral].account)]),
    ),
    folds: foldsJson(arena.folded, settings),
    drift: driftJson(arena.folded),
    formulas: formulas(sets.flatMap(({ features }) => features)),
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
    folds: foldsJson(result, result.problem.settings),
    drift: driftJson(result),
    formulas: formulas(result.problem.matrix.names),
  };
}

function figuredCurve({ account, figures }: FiguredAccount) {
  const { regimes, yearly, monthly, drawdowns } = figuresJson(figures);
  return { ...tradedCurve(account), regimes, yearly, monthly, drawdowns };
}

/** A curve with the trades as columns; `open` says that the last of them still runs. */
function tradedCurve(account: Account) {
  const trades = tradesOf(account);
  return {
    ...curve(account),
    trades: {
      entryTime: trades.map(({ entryTime }) => entryTime),
      exitTime: trades.map(({ exitTime }) => exitTime),
      side: trades.map(({ side }) => (side === 'long' ? 1 : -1)),
      bars: trades.map(({ bars }) => bars),
      return: trades.map((trade) => trade.return),
      open: trades.at(-1)?.open ?? false,
    },
  };
}

/** The lines that `--folds` prints. */
function foldsJson({ folds, dataset }: FoldedDataset, settings: EpochSettings): JsonInput {
  return foldTable(windowedFolds(folds, settings), dataset.time);
}

/** How far the features of the last rows are from those of the rows before them. */
function driftJson({ dataset }: FoldedDataset): JsonInput {
  return { recentRows: RECENT_ROWS, features: featureDrift(dataset.matrix) };
}

/** The formula of each feature, once. */
function formulas(names: readonly string[]): JsonInput {
  return Object.fromEntries(names.map((name) => [name, catalogue.definition(name).formula]));
}

/** The curves of a portfolio, of holding all of its assets, and of each asset alone. */
export function portfolioCurves({ portfolio, buyHold, assets }: PortfolioResult): JsonInput {
  return {
    portfolio: curve(portfolio.account),
    buyHold: curve(buyHold.account),
    assets: Object.fromEntries(assets.map(({ run, trade }) => [run.name, curve(trade.account)])),
  };
}

/** Equity of simple returns at `time`; nobody knows the positions. */
export function returnCurve(time: Float64Array, returns: Float64Array): JsonInput {
  return { time, equity: equityOf({ payoff: 'linear', net: returns }), positions: [] };
}

/** Equity and positions of an account. */
export function curve(account: Account) {
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
