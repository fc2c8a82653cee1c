/**
 * The score of a feature set, by which sets are compared, and its out-of-sample net figures.
 * Vocabulary: a subset is a list of column indices, ascending; votes are integer sums over trees.
 * Must not know: how votes are made, files, the terminal.
 */

import type { TestedMarket } from '../engine/backtest/tested-market.ts';
import { termsOn, type TradePlan } from '../engine/backtest/trade-plan.ts';
import { assert } from '../engine/core/errors.ts';
import { CLASS_COUNT, type TreeRange } from '../engine/forest/problem.ts';
import { mean } from '../engine/statistics/moments.ts';
import { sharpeStandardError } from '../engine/statistics/sharpe-error.ts';
import { accountMetrics, type AccountMetrics } from '../engine/trade/account-metrics.ts';
import { accountEntries, accountOf } from '../engine/trade/account.ts';
import { accountSeries } from '../engine/trade/account-series.ts';
import { comparedWith, tradedSharpe } from '../engine/trade/trade.ts';
import {
  decisionsOf,
  setRows,
  type PositionKind,
  type RowNeeds,
  type SetRows,
} from './set-rows.ts';

/**
 * What a selection makes as large as it can, of the test rows. `sharpe`: the annualised net Sharpe
 * ratio of trading the most probable class, as the original system has it. `expected`: that of
 * holding P(up) - P(down). `log-loss`: the mean natural logarithm of the probability that was
 * given to the true class, which knows no money. Votes change the last two a little where they
 * change the first by whole trades.
 */
export const OBJECTIVES = ['sharpe', 'expected', 'log-loss'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** The score of a set without any feature: of no position, or of three classes alike. */
export const SCORE_OF_NOTHING: Readonly<Record<Objective, number>> = {
  sharpe: 0,
  expected: 0,
  'log-loss': -Math.log(CLASS_COUNT),
};

/** For each subset the sum of the votes of a range of trees: Uint32Array (test rows × 3). */
export type Votes = (
  subsets: readonly (readonly number[])[],
  range: TreeRange,
) => Promise<readonly Uint32Array[]>;

/** The figures by which sets are compared. */
export type Score = {
  /** The objective's figure, larger is better; NaN if undefined. */
  readonly score: number;
  /** The scores of both halves of the trees; NaN, NaN if they are not known. */
  readonly scoreHalves: readonly [number, number];
  readonly metrics: Pick<AccountMetrics, 'sharpe'>;
};

/** The out-of-sample figures of a subset. */
export type Evaluation = Score & {
  readonly metrics: AccountMetrics;
  /** Standard error of `metrics.sharpe`, as `sharpeStandardError` gives it. */
  readonly sharpeError: number;
  /** What was decided on the test rows; positions and returns follow from it. */
  readonly rows: SetRows;
  /**
   * With several seeds: the figures of each seed's forest alone. The figures above are then the
   * means of these, and `rows` are those of the mean probabilities. Left out for one seed.
   */
  readonly bySeed?: readonly SeedEvaluation[] | undefined;
};

/** The figures of one seed's forest. */
export type SeedEvaluation = Omit<Evaluation, 'rows' | 'bySeed'>;

/** The figures of each seed: those of `evaluation` itself if there is one. */
export function evaluationsBySeed(evaluation: Evaluation): readonly SeedEvaluation[] {
  return evaluation.bySeed ?? [evaluation];
}

/** The evaluations of subsets, in the order of the subsets. One call scores all of them. */
export type Evaluate<S extends Score = Evaluation> = (
  subsets: readonly (readonly number[])[],
) => Promise<readonly S[]>;

/** What a selection trades and compares. */
export type ScoreKinds = {
  readonly objective: Objective;
  /** What is traded; its figures are shown, whatever the objective is. */
  readonly positions: PositionKind;
};

/** How a selection trades and scores its sets. */
export type ScorePlan = TradePlan & ScoreKinds;

/** How decisions are traded and scored on certain bars. */
export type ScoreSettings = Pick<TradePlan, 'terms' | 'periodsPerYear' | 'capital'> & ScoreKinds;

/** The columns that `kinds` need of a set's rows. */
export function rowNeeds({ objective, positions }: ScoreKinds): RowNeeds {
  return {
    expected: objective === 'expected' || positions === 'expected',
    logLikelihood: objective === 'log-loss',
  };
}

/**
 * Scores subsets by trading the votes that `votes` returns. It is called once for each half of the
 * trees, each time with all subsets: so the subsets have the same random numbers, and the kernel
 * can share work between them. Both calls run at the same time.
 * @param parts.tested the bars on which the decisions of the test rows earn money
 * @param parts.labels Uint8Array (test rows): true class codes
 */
export function votesObjective(parts: {
  readonly votes: Votes;
  readonly trees: number;
  readonly tested: TestedMarket;
  readonly labels: Uint8Array;
  readonly settings: ScoreSettings;
}): Evaluate {
  const { votes, trees, tested, labels, settings } = parts;
  const half = trees >> 1;
  const needs = rowNeeds(settings);
  const scoreOf = objectiveScore(tested, settings);
  const benchmark = comparedWith(tested.market, settings.terms.payoff);
  const on = { tested, settings, benchmark };
  return async (subsets) => {
    // At the same time: workers start on the second half while the last tasks of the first run.
    const [first, second] = await Promise.all([
      half === 0 ? [] : votes(subsets, { treeStart: 0, treeEnd: half }),
      votes(subsets, { treeStart: half, treeEnd: trees }),
    ]);
    return second.map((sums, i): Evaluation => {
      const rowsOf = (of: Uint32Array): SetRows => setRows(of, labels, needs);
      if (half === 0) return evaluation(rowsOf(sums), [Number.NaN, Number.NaN], on);
      const whole = sums.map((sum, j) => sum + first[i]![j]!);
      const halves = [scoreOf(rowsOf(first[i]!)), scoreOf(rowsOf(sums))] as const;
      return evaluation(rowsOf(whole), halves, on);
    });
  };
}

/** The settings of `plan` on the bars of `tested`, with their funding. */
export function settingsOn(plan: ScorePlan, { market }: TestedMarket): ScoreSettings {
  return { ...plan, terms: termsOn(plan, market) };
}

/**
 * A function that returns the annualised Sharpe ratio of trading rows. It may be called many times.
 * The figure equals, bit for bit, `metrics.sharpe` of an evaluation.
 */
export function rowsSharpe(
  { market, bar }: TestedMarket,
  { terms, periodsPerYear, positions }: Omit<ScoreSettings, 'capital' | 'objective'>,
): (rows: SetRows) => number {
  const classes = new Int8Array(bar.length);
  const series = accountSeries(accountEntries(market, { bar, classes }, terms.payoff));
  const options = { ...terms, periodsPerYear };
  return (rows) => tradedSharpe(market, decisionsOf(rows, positions, bar), options, series);
}

/** A function that returns the objective's score of rows; it may be called many times. */
export function objectiveScore(
  tested: TestedMarket,
  settings: Omit<ScoreSettings, 'capital'>,
): (rows: SetRows) => number {
  const { objective } = settings;
  if (objective === 'log-loss') return ({ logLikelihood }) => mean(logLikelihood!);
  const positions = objective === 'sharpe' ? 'signal' : 'expected';
  return rowsSharpe(tested, { ...settings, positions });
}

/** True if the score is the Sharpe ratio of what is traded. */
export function scoreIsTraded({ objective, positions }: ScoreKinds): boolean {
  return (objective === 'sharpe' ? 'signal' : objective) === positions;
}

/** The figures of trading `rows`, beside those of `benchmark`. */
function evaluation(
  rows: SetRows,
  scoreHalves: readonly [number, number],
  on: {
    readonly tested: TestedMarket;
    readonly settings: ScoreSettings;
    readonly benchmark: Float64Array | undefined;
  },
): Evaluation {
  const { tested, settings, benchmark } = on;
  const { terms, periodsPerYear, capital, positions } = settings;
  const { market, bar } = tested;
  assert(rows.signals.length === bar.length, 'a signal for each test row');
  const account = accountOf(market, decisionsOf(rows, positions, bar), terms);
  const metrics = accountMetrics(account, { periodsPerYear, capital, benchmark });
  return {
    score: scoreIsTraded(settings) ? metrics.sharpe : objectiveScore(tested, settings)(rows),
    scoreHalves,
    metrics,
    sharpeError: sharpeStandardError(account.net, periodsPerYear),
    rows,
  };
}
