/**
 * What the windows of a nested selection earned. The windows' signals are stitched first; then the
 * policy is applied and costs are paid, as live does when one model replaces another: a position
 * is taken over from the window before. Money is made on every bar from the first window's first
 * decision on. Must not know: how sets were chosen.
 */

import { marketOfRows, type TestedMarket } from '../engine/backtest/tested-market.ts';
import { deriveSeed } from '../engine/core/hash.ts';
import type { Fold } from '../engine/forest/problem.ts';
import type { Dataset } from '../engine/learn/dataset.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import { annualSharpeInterval } from '../engine/statistics/annual-sharpe-interval.ts';
import type { Interval } from '../engine/statistics/bootstrap-intervals.ts';
import { sharpeStandardError } from '../engine/statistics/sharpe-error.ts';
import { sharpeRatio } from '../engine/statistics/sharpe-ratio.ts';
import { accountMetrics, type AccountMetrics } from '../engine/trade/account-metrics.ts';
import { accountOf, type Account } from '../engine/trade/account.ts';
import { buyAndHold, comparedWith } from '../engine/trade/trade.ts';
import type { NestedWindow } from './nested-windows.ts';
import { rowsSharpe, settingsOn, type ScorePlan, type ScoreSettings } from './objective.ts';
import { decisionsOf, rowsBetween, type SetRows } from './set-rows.ts';

/** A window's part of the account. */
type WindowFigures = {
  /** Open of the first and the last bar on which the window's set decides, unix seconds. */
  readonly from: number;
  readonly to: number;
  /** Annualised Sharpe ratio of the window's bars; NaN where undefined. */
  readonly sharpe: number;
  /** Bars from the window's first decision to the next window's; under payoff `log` decisions. */
  readonly bars: number;
};

export type NestedFigures = {
  /** One a window, in time order. */
  readonly windows: readonly WindowFigures[];
  readonly metrics: AccountMetrics;
  /** The stitched signals, traded on the bars of all windows. */
  readonly account: Account;
  /** Standard error of `metrics.sharpe` by the number of bars: `sharpeStandardError`. */
  readonly standardError: number;
  /** 95 % interval of it, annualised: `annualSharpeInterval`. */
  readonly interval: Interval;
  /** The set selected on all bars, traded on the same bars alone; NaN without such a set. */
  readonly naiveSharpeOnSameBars: number;
  readonly buyHoldSharpeOnSameBars: number;
};

/**
 * The figures of trading `rows`.
 * @param source.rows from the first window's first to the last tested one
 * @param source.naive the test rows of the set selected on all bars
 */
export function nestedFigures(source: {
  readonly dataset: Dataset;
  readonly folds: readonly Fold[];
  readonly choices: readonly { readonly window: NestedWindow }[];
  readonly rows: SetRows;
  readonly naive: SetRows | undefined;
  readonly score: ScorePlan;
  readonly seed: number;
}): NestedFigures {
  const { dataset, folds, rows, naive, seed } = source;
  const windows = source.choices.map(({ window }) => window);
  const first = windows[0]!.rowStart;
  const tested = marketOfRows(dataset, first, testRows(folds).end);
  const score = settingsOn(source.score, tested);
  const { terms, periodsPerYear, capital } = score;
  const { market, bar } = tested;
  const decisions = decisionsOf(rows, score.positions, bar);
  const account = accountOf(market, decisions, terms);
  const { net } = account;
  const figures = { payoff: terms.payoff, periodsPerYear, capital };
  const held = buyAndHold(market, decisions, figures);
  const { start, end } = testRows(folds);
  const onSameBars = naive && rowsBetween(naive, first - start, end - start);
  return {
    windows: windowFigures(windows, { tested, net, score, time: dataset.time }),
    metrics: accountMetrics(account, {
      ...figures,
      benchmark: comparedWith(market, terms.payoff),
    }),
    account,
    standardError: sharpeStandardError(net, periodsPerYear),
    interval: annualSharpeInterval(net, periodsPerYear, deriveSeed(seed, 'nested interval', 0)),
    naiveSharpeOnSameBars: onSameBars ? rowsSharpe(tested, score)(onSameBars) : Number.NaN,
    buyHoldSharpeOnSameBars: held.metrics.sharpe,
  };
}

function windowFigures(
  windows: readonly NestedWindow[],
  account: {
    readonly tested: TestedMarket;
    readonly net: Float64Array;
    readonly score: ScoreSettings;
    readonly time: Float64Array;
  },
): readonly WindowFigures[] {
  const { tested, net, score, time } = account;
  const first = windows[0]!.rowStart;
  const entryOf = (row: number): number =>
    score.terms.payoff === 'log' ? row - first : tested.bar[row - first]!;
  return windows.map(({ rowStart, rowEnd }, i) => {
    const next = windows[i + 1];
    const entries = net.subarray(
      entryOf(rowStart),
      next === undefined ? net.length : entryOf(next.rowStart),
    );
    return {
      from: time[rowStart]!,
      to: time[rowEnd - 1]!,
      sharpe: sharpeRatio(entries, score.periodsPerYear),
      bars: entries.length,
    };
  });
}
