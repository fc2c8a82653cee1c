/**
 * What each figure of a selection claims about one history: that there is skill, or not. Must not
 * know: whether there is.
 */

import { testedMarket } from '../../engine/backtest/tested-market.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { LEVEL } from '../../engine/assess/verdict-words.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import { probabilisticSharpe } from '../../engine/statistics/probabilistic-sharpe.ts';
import { sharpeSampleOf } from '../../engine/statistics/sharpe-error.ts';
import { accountOf } from '../../engine/trade/account.ts';
import { NO_CHECKPOINT } from '../checkpoint.ts';
import { rowsThreshold } from '../choose-on-cut.ts';
import { grownByThreshold } from '../grown-by-threshold.ts';
import type { NullKind } from '../null-histories/null-bars.ts';
import {
  flatIfUndefined,
  nullRunner,
  type NullParts,
  type NullPlan,
  type NullRunner,
} from '../null-histories/null-histories.ts';
import { settingsOn, type ScorePlan } from '../objective.ts';
import { planImportance } from '../plan-importance.ts';
import { runNested } from '../run-nested.ts';
import { runSelection, type Selection } from '../run-selection.ts';
import { selectionForests, type SelectionProblem } from '../selection-forests.ts';
import { selectionTests } from '../selection-result.ts';
import { decisionsOf } from '../set-rows.ts';
import { skillFound } from '../verdict.ts';

/**
 * The figures that may claim skill, at the 5 % level.
 * `naive`: the probability that the selected set's true Sharpe ratio is above 0, as if it had been
 * the only trial, is above 95 %. `deflated`: the deflated Sharpe ratio of 2014 is above 95 %.
 * `spa`: p of "no trial is better than no position" is at most 5 %. `nested`: the 95 % interval of
 * the nested Sharpe ratio is above 0. `null`: the nested Sharpe ratio's p-value among histories
 * without skill, made of the history's own bars, is at most 5 %. `verdict`: the last sentence of
 * `select` without such histories. `verdictWithNull`: that with them.
 */
export const CLAIMANTS = [
  'naive',
  'deflated',
  'spa',
  'nested',
  'null',
  'verdict',
  'verdictWithNull',
] as const;
export type Claims = Readonly<Record<(typeof CLAIMANTS)[number], boolean>>;

/** Histories without skill that each history's nested figure is ranked among. */
export type NullAsked = { readonly nullKind: NullKind; readonly null: number };

/**
 * The claims about `bars` of the procedure `plan`, whose own seed seeds all of it.
 * @throws InputError if the history is too short for one window, Cancelled if the signal aborts
 */
export async function historyClaims(
  bars: Bars,
  plan: NullPlan,
  asked: NullAsked,
  parts: NullParts,
): Promise<Claims> {
  const { selection, forests, datasetPlanAt } = plan;
  const { score } = forests;
  const { signal } = parts;
  const own = selectionForests(
    { ...forests, datasetAt: (threshold) => buildDataset(bars, datasetPlanAt(threshold)) },
    { ...parts, timer: phaseTimer(() => 0) },
  );
  const importance = planImportance(selection, { signal });
  const quiet = { checkpoint: NO_CHECKPOINT, onPhase: () => {}, report: () => () => {} };
  const found = await runSelection(selection, {
    ...quiet,
    matrix: own.problemAt(rowsThreshold(selection)).problem.matrix,
    evaluateAt: (threshold) => own.evaluateAt(threshold, quiet.report),
    importance: (columns, threshold) => importance(own.problemAt(threshold).seeded, columns),
  });
  const shared = { ...quiet, forests: own, score, importance, signal, onChoice: () => {} };
  const grown = grownByThreshold(found, shared);
  const nested = await runNested(selection, found, { ...shared, grown });
  if ('missing' in nested) {
    throw new InputError(`${nested.missing}: more bars, or fewer before the first test`);
  }
  const problem = own.problemAt(found.threshold);
  const tests = selectionTests(problem, found, score);
  const runner = nullRunner(bars, plan, { kind: asked.nullKind, seed: selection.seed }, parts);
  const byNull = await claimsAmong(nested.metrics.sharpe, asked.null, runner);
  const verdict = skillFound({ tests, nested, nulls: { missing: 'ranked by itself' } });
  return {
    naive: naiveProbability(problem, found, score) > 1 - LEVEL,
    deflated: tests !== undefined && tests.deflatedSharpe2014 > 1 - LEVEL,
    spa: tests !== undefined && tests.againstFlat.spa <= LEVEL,
    nested: nested.interval.lower > 0,
    null: byNull,
    verdict,
    verdictWithNull: verdict && byNull,
  };
}

/**
 * Whether the p-value of `real` among the figures of `count` histories is at most 5 %. Histories
 * are run one after another until this is certain, so that most of those of a history without skill
 * are never run; the answer is that of running all (Besag & Clifford, "Sequential Monte Carlo
 * p-values", Biometrika 78, 1991).
 */
export async function claimsAmong(
  real: number,
  count: number,
  runner: NullRunner,
): Promise<boolean> {
  if (Number.isNaN(real)) return false;
  // p = (1 + those at least as high) / (1 + count).
  const allowed = Math.floor(LEVEL * (1 + count) + 1e-9) - 1;
  let atLeast = 0;
  for (let index = 0; index < count && atLeast <= allowed; index++) {
    if (flatIfUndefined((await runner(index)).nested) >= real) atLeast++;
    if (atLeast + count - index - 1 <= allowed) return true;
  }
  return atLeast <= allowed;
}

/** The probability that the selected set's Sharpe ratio is above 0, as if it was the only trial. */
function naiveProbability(
  problem: SelectionProblem,
  { selected }: Selection,
  score: ScorePlan,
): number {
  if (selected === undefined) return Number.NaN;
  const tested = testedMarket(problem);
  const { terms, positions } = settingsOn(score, tested);
  const decisions = decisionsOf(selected.evaluation.rows, positions, tested.bar);
  return probabilisticSharpe(sharpeSampleOf(accountOf(tested.market, decisions, terms).net));
}
