/**
 * The result of a selection: the selection itself, its dataset and forests, and buy and hold on the
 * same rows. Text and JSON outputs are made from it.
 */

import { testedMarket, type TestedMarket } from '../engine/backtest/tested-market.ts';
import type { AccountMetrics } from '../engine/trade/account-metrics.ts';
import { buyAndHold } from '../engine/trade/trade.ts';
import { undecidedBars, type UndecidedBar } from '../engine/backtest/undecided-bars.ts';
import type { NullOutcome } from './null-histories/null-histories.ts';
import { evaluationsBySeed, settingsOn, type ScorePlan, type SeedEvaluation } from './objective.ts';
import type { NestedOutcome } from './run-nested.ts';
import type { Selection } from './run-selection.ts';
import type { RescoredSet } from './rescored-set.ts';
import type { SelectionProblem } from './selection-forests.ts';
import type { PurgedSelection } from './purged-selection.ts';
import type { SeedChoices } from './seed-choices.ts';
import { rankColumns } from './top-sets.ts';
import { trialOverfitting, trialTests } from './trial-tests.ts';
import type { OverfittingFigures } from '../engine/statistics/overfitting-figures.ts';
import type { TrialTests } from '../engine/statistics/tests-of-trials.ts';
import { verdictLines } from './verdict.ts';

/** Everything that a selection found. */
export type SelectionResult = SelectionProblem & {
  readonly selection: Selection;
  /** What the trials prove; undefined if nothing was selected or no returns vary. */
  readonly tests: TrialTests | undefined;
  /** Undefined if fewer than two sets have returns that vary, and on very few bars. */
  readonly overfitting: OverfittingFigures | undefined;
  readonly nested: NestedOutcome;
  /** The same procedure on histories without skill. */
  readonly nulls: NullOutcome;
  /** What each seed chose alone; empty if that was not asked for. */
  readonly seedChoices: readonly SeedChoices[];
  /** The paths of choosing anew in each split of `--cpcv`; left out if that was not asked for. */
  readonly purged?: PurgedSelection | undefined;
  readonly score: ScorePlan;
  readonly buyHold: AccountMetrics;
  /** The selected set in forests of other trees; undefined if none was asked for or selected. */
  readonly rescored: RescoredSet | undefined;
  /** Tested bars on which nothing was decided. */
  readonly undecided: readonly UndecidedBar[];
};

/** What a selection finds besides its data. */
export type SelectionFound = Pick<
  SelectionResult,
  'selection' | 'tests' | 'overfitting' | 'nested' | 'nulls' | 'rescored' | 'seedChoices' | 'purged'
>;

/** The result of what was found on `problem`. */
export function selectionResult(
  problem: SelectionProblem,
  found: SelectionFound,
  score: ScorePlan,
): SelectionResult {
  const tested = testedMarket(problem);
  const buyHold = buyHoldMetrics(tested, score);
  return { ...problem, ...found, score, buyHold, undecided: undecidedBars(tested) };
}

/** The tests of all sets that `selection` scored, on the bars of `problem`. */
export function selectionTests(
  problem: SelectionProblem,
  { selected, trials }: Selection,
  score: ScorePlan,
  onResample?: (done: number, total: number) => void,
): TrialTests | undefined {
  if (selected === undefined) return undefined;
  const rows = trials.map(({ evaluation }) => evaluation.rows);
  return trialTests(rows, selected.evaluation.rows, { ...tradedOn(problem, score), onResample });
}

/** The probability of overfitting of the choice among all sets that `selection` scored. */
export function selectionOverfitting(
  problem: SelectionProblem,
  { trials }: Selection,
  score: ScorePlan,
  onDraw?: (done: number, total: number) => void,
): OverfittingFigures | undefined {
  const rows = trials.map(({ evaluation }) => evaluation.rows);
  return trialOverfitting(rows, { ...tradedOn(problem, score), onDraw });
}

function tradedOn(problem: SelectionProblem, score: ScorePlan) {
  const { seed } = problem.problem.settings;
  const tested = testedMarket(problem);
  return { tested, score: settingsOn(score, tested), seed };
}

/** What the data support, in at most five sentences. */
export function selectionVerdict(result: SelectionResult): readonly string[] {
  const { selected, statistics } = result.selection;
  const sharpe = selected?.evaluation.metrics.sharpe;
  const seeds = result.seeded.map(({ settings }) => settings.seed);
  const sharpes = selected && evaluationsBySeed(selected.evaluation).map(sharpeOf);
  return verdictLines({ ...result, sharpe, trials: statistics.trials, seeds, sharpes });
}

function sharpeOf({ metrics }: SeedEvaluation): number {
  return metrics.sharpe;
}

/** Trees × folds × sets scored × seeds, however they were obtained. */
export function treesGrown({ problem, seeded, selection, rescored }: SelectionResult): number {
  const { trees } = problem.settings;
  const ofSets = trees * selection.statistics.trials + (rescored?.trees ?? 0);
  return problem.folds.length * seeded.length * ofSets;
}

/** The features with their importances, the most important feature first. */
export function rankedFeatures(
  { selection, problem }: SelectionResult,
  ranking: 'gini' | 'permutation',
): readonly { readonly feature: string; readonly importance: number }[] {
  const figures = selection.importance?.[ranking] ?? [];
  const columns = figures.map((_, column) => column);
  return rankColumns(columns, figures).map((column) => ({
    feature: problem.matrix.names[column]!,
    importance: figures[column]!,
  }));
}

/** Buy and hold on the tested bars. */
function buyHoldMetrics({ market, bar }: TestedMarket, score: ScorePlan): AccountMetrics {
  const { terms, periodsPerYear, capital } = score;
  const options = { payoff: terms.payoff, periodsPerYear, capital };
  return buyAndHold(market, { bar, classes: new Int8Array(bar.length) }, options).metrics;
}
