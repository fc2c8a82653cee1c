/** The trials of a run, as the ledger takes them: every series of positions with a Sharpe ratio. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import { accountOf } from '../../engine/trade/account.ts';
import { NEUTRAL_POLICIES, type NeutralPolicy } from '../../engine/trade/positions.ts';
import type { ScoredTrial } from '../../selection/ledger.ts';
import { settingsOn } from '../../selection/objective.ts';
import type { SelectionProblem } from '../../selection/selection-forests.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { decisionsOf } from '../../selection/set-rows.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';

/**
 * Every set that a selection scored, at the threshold at which it did, and the nested result.
 * @param problemAt the problem of a threshold
 */
export function selectionTrials(
  result: SelectionResult,
  problemAt: (threshold: number) => SelectionProblem,
): readonly ScoredTrial[] {
  const { selection, score, nested, rescored } = result;
  const { settings, matrix } = result.problem;
  const { objective, positions: kind } = score;
  const shared = {
    target: result.dataset.target.name,
    seeds: [settings.seed],
    trees: settings.trees,
    neutral: score.terms.neutral,
    objective,
  };
  const trialOf = (
    trial: Pick<(typeof selection.trials)[number], 'threshold' | 'columns' | 'evaluation'>,
  ): ScoredTrial => {
    const tested = testedMarket(problemAt(trial.threshold));
    const { terms } = settingsOn(score, tested);
    const { rows, metrics } = trial.evaluation;
    const decisions = decisionsOf(rows, kind, tested.bar);
    const { positions, time } = accountOf(tested.market, decisions, terms);
    return {
      ...shared,
      what: 'set',
      features: trial.columns.map((column) => matrix.names[column]!),
      threshold: trial.threshold,
      sharpe: finite(metrics.sharpe),
      start: time[0]!,
      positions,
    };
  };
  const sets = selection.trials.map(trialOf);
  const { selected, threshold } = selection;
  if (rescored !== undefined && selected !== undefined) {
    const columns = selected.columns.toSorted((a, b) => a - b);
    const again = trialOf({ threshold, columns, evaluation: rescored.evaluation });
    sets.push({ ...again, trees: rescored.trees });
  }
  if ('missing' in nested) return sets;
  const { every, metrics, positions, windows } = nested;
  const { sharpe } = metrics;
  const start = windows[0]!.from;
  const whole = { what: `nested ${every}`, features: [], threshold: null, start, positions };
  return [...sets, { ...shared, ...whole, sharpe: finite(sharpe) }];
}

/** Every set of a backtest with its seeds together and each seed alone, under both policies. */
export function backtestTrials({ sets, arena }: BacktestResult, trees: number): ScoredTrial[] {
  const { target } = arena.folded.dataset;
  const { name, threshold = null } = target;
  const shared = { what: 'set', target: name, threshold, trees, objective: 'none' };
  const start = arena.market.time[0]!;
  const ofSet = (set: SetFigures, neutral: NeutralPolicy): ScoredTrial[] => {
    const { features, modes, bySeed } = set;
    const { metrics, account } = modes[neutral];
    const common = { ...shared, features, neutral, start: account.time[0] ?? start };
    const trialOf = (
      seeds: readonly number[],
      { sharpe }: { readonly sharpe: number },
      positions: Float64Array,
    ): ScoredTrial => ({ ...common, seeds, sharpe: finite(sharpe), positions });
    return [
      trialOf(
        bySeed.map(({ seed }) => seed),
        metrics,
        account.positions,
      ),
      ...bySeed.map((own) => trialOf([own.seed], own.metrics[neutral], own.positions[neutral])),
    ];
  };
  return sets.flatMap((set) => NEUTRAL_POLICIES.flatMap((neutral) => ofSet(set, neutral)));
}

function finite(sharpe: number): number | null {
  return Number.isFinite(sharpe) ? sharpe : null;
}
