/**
 * The score of a feature set: the out-of-sample net figures of trading the votes of its forest.
 * Vocabulary: a subset is a list of column indices, ascending; votes are integer sums over trees.
 * Must not know: how votes are made, files, the terminal.
 */

import type { TestedMarket } from '../engine/backtest/tested-market.ts';
import { termsOn, type TradePlan } from '../engine/backtest/trade-plan.ts';
import { assert } from '../engine/core/errors.ts';
import { CLASS_COUNT, type TreeRange } from '../engine/forest/problem.ts';
import { signalsFromVotes } from '../engine/learn/out-of-sample.ts';
import { sharpeStandardError } from '../engine/statistics/sharpe-error.ts';
import { accountMetrics, type AccountMetrics } from '../engine/trade/account-metrics.ts';
import { accountEntries, accountOf } from '../engine/trade/account.ts';
import { accountSeries } from '../engine/trade/account-series.ts';
import { tradedSharpe } from '../engine/trade/trade.ts';

/** For each subset the sum of the votes of a range of trees: Uint32Array (test rows × 3). */
export type Votes = (
  subsets: readonly (readonly number[])[],
  range: TreeRange,
) => Promise<readonly Uint32Array[]>;

/** The figures by which sets are compared. */
export type Score = {
  readonly metrics: Pick<AccountMetrics, 'sharpe'>;
  /** The Sharpe ratios of both halves of the trees; NaN, NaN if they are not known. */
  readonly sharpeHalves: readonly [number, number];
};

/** The out-of-sample figures of a subset. */
export type Evaluation = Score & {
  readonly metrics: AccountMetrics;
  /** Standard error of `metrics.sharpe`, as `sharpeStandardError` gives it. */
  readonly sharpeError: number;
  /** Int8Array (test rows): the traded classes; positions and returns follow from them. */
  readonly signals: Int8Array;
};

/** The evaluations of subsets, in the order of the subsets. One call scores all of them. */
export type Evaluate<S extends Score = Evaluation> = (
  subsets: readonly (readonly number[])[],
) => Promise<readonly S[]>;

/** How signals are traded and scored. */
export type ScoreSettings = Pick<TradePlan, 'terms' | 'periodsPerYear' | 'capital'>;

/**
 * Scores subsets by trading the votes that `votes` returns. It is called once for each half of the
 * trees, each time with all subsets: so the subsets have the same random numbers, and the kernel
 * can share work between them. Both calls run at the same time.
 * @param parts.tested the bars on which the decisions of the test rows earn money
 */
export function votesObjective(parts: {
  readonly votes: Votes;
  readonly trees: number;
  readonly tested: TestedMarket;
  readonly settings: ScoreSettings;
}): Evaluate {
  const { votes, trees, tested, settings } = parts;
  const half = trees >> 1;
  const sharpeOf = signalsSharpe(tested, settings);
  return async (subsets) => {
    // At the same time: workers start on the second half while the last tasks of the first run.
    const [first, second] = await Promise.all([
      half === 0 ? [] : votes(subsets, { treeStart: 0, treeEnd: half }),
      votes(subsets, { treeStart: half, treeEnd: trees }),
    ]);
    return second.map((sums, i): Evaluation => {
      if (half === 0) return evaluation(sums, [Number.NaN, Number.NaN], tested, settings);
      const whole = sums.map((sum, j) => sum + first[i]![j]!);
      const halves = [first[i]!, sums].map((half) => sharpeOf(signalsFromVotes(half)));
      return evaluation(whole, [halves[0]!, halves[1]!], tested, settings);
    });
  };
}

/** The settings of `plan` on the bars of `tested`, with their funding. */
export function settingsOn(plan: TradePlan, { market }: TestedMarket): ScoreSettings {
  return { ...plan, terms: termsOn(plan, market) };
}

/**
 * A function that returns the annualised Sharpe ratio of trading signals, Int8Array (test rows). It
 * may be called many times. The figure equals, bit for bit, `metrics.sharpe` of an evaluation.
 */
export function signalsSharpe(
  { market, bar }: TestedMarket,
  { terms, periodsPerYear }: ScoreSettings,
): (signals: Int8Array) => number {
  const classes = new Int8Array(bar.length);
  const series = accountSeries(accountEntries(market, { bar, classes }, terms.payoff));
  return (signals) =>
    tradedSharpe(market, { bar, classes: signals }, { ...terms, periodsPerYear }, series);
}

/** The figures of trading the classes with most votes; `votes` is (test rows × 3). */
function evaluation(
  votes: Uint32Array,
  sharpeHalves: readonly [number, number],
  { market, bar }: TestedMarket,
  { terms, periodsPerYear, capital }: ScoreSettings,
): Evaluation {
  assert(votes.length === bar.length * CLASS_COUNT, 'votes of each class for each test row');
  const signals = signalsFromVotes(votes);
  const account = accountOf(market, { bar, classes: signals }, terms);
  return {
    metrics: accountMetrics(account, { periodsPerYear, capital }),
    sharpeError: sharpeStandardError(account.net, periodsPerYear),
    sharpeHalves,
    signals,
  };
}
