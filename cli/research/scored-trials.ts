/** The trials of a run, as the ledger takes them: every series of positions with a Sharpe ratio. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import type { Sensitivity } from '../../engine/backtest/sensitivity.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import type { Curve } from '../../engine/backtest/trade-curves.ts';
import type { AssetFigures } from '../../engine/portfolio/asset-figures.ts';
import type { PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import { accountOf } from '../../engine/trade/account.ts';
import { NEUTRAL_POLICIES, type NeutralPolicy } from '../../engine/trade/positions.ts';
import type { ScoredTrial } from '../../selection/ledger.ts';
import { rowsSharpe, settingsOn } from '../../selection/objective.ts';
import type { SeedScored } from '../../selection/seed-choices.ts';
import type { SelectionForestPlan, SelectionProblem } from '../../selection/selection-forests.ts';
import type { Trial } from '../../selection/trials.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { decisionsOf } from '../../selection/set-rows.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';

/** What all trials of a selection have in common, and the problem of a threshold. */
export type TrialTerms = {
  readonly plan: Pick<SelectionForestPlan, 'score' | 'settings'> & {
    readonly seeds: readonly number[];
  };
  readonly problemAt: (threshold: number) => SelectionProblem;
};

/** Sets that a selection scored, each with its seeds together and each seed alone. */
export function setTrials(sets: readonly SeedScored[], terms: TrialTerms): readonly ScoredTrial[] {
  return sets.flatMap((set) => ofSeeds(set, terms));
}

/**
 * Every set that a selection scored, at the threshold at which it did, with its seeds together and
 * each seed alone, and the nested result.
 */
export function selectionTrials(
  result: SelectionResult,
  terms: TrialTerms,
): readonly ScoredTrial[] {
  const { selection, nested, rescored, seedChoices } = result;
  const shared = sharedOf(terms, result);
  const sets = [...setTrials(selection.trials.map(seedScored), terms)];
  for (const { seed, scored } of seedChoices) {
    sets.push(...scored.map((set) => trialOf(set, [seed], terms)));
  }
  const { selected, threshold } = selection;
  if (rescored !== undefined && selected !== undefined) {
    const columns = selected.columns.toSorted((a, b) => a - b);
    const { trees, evaluation } = rescored;
    const more = { ...terms.plan, settings: { ...terms.plan.settings, trees } };
    sets.push(...ofSeeds(seedScored({ threshold, columns, evaluation }), { ...terms, plan: more }));
  }
  (result.purged?.paths ?? []).forEach(({ account, metrics: { sharpe } }, path) => {
    const { time, positions } = account;
    const what = `purged path ${path + 1}, a set chosen in each split`;
    const whole = { what, features: [], threshold: null, start: time[0]!, positions };
    sets.push({ ...shared, ...whole, sharpe: finite(sharpe) });
  });
  if ('missing' in nested) return sets;
  const { every, metrics, account, windows } = nested;
  const { positions } = account;
  const { sharpe } = metrics;
  const start = windows[0]!.from;
  const whole = { what: `nested ${every}`, features: [], threshold: null, start, positions };
  return [...sets, { ...shared, ...whole, sharpe: finite(sharpe) }];
}

/** A trial as what its forests voted. */
export function seedScored({ threshold, columns, evaluation }: Trial): SeedScored {
  return { threshold, columns, rows: evaluation.rows };
}

function ofSeeds({ rows, ...set }: SeedScored, terms: TrialTerms): readonly ScoredTrial[] {
  const { seeds } = terms.plan;
  return [
    trialOf({ ...set, rows }, seeds, terms),
    ...(rows.bySeed ?? []).map((own, i) => trialOf({ ...set, rows: own }, [seeds[i]!], terms)),
  ];
}

function trialOf(
  { threshold, columns, rows }: SeedScored,
  seeds: readonly number[],
  terms: TrialTerms,
): ScoredTrial {
  const problem = terms.problemAt(threshold);
  const tested = testedMarket(problem);
  const scored = settingsOn(terms.plan.score, tested);
  const decisions = decisionsOf(rows, scored.positions, tested.bar);
  const { positions, time } = accountOf(tested.market, decisions, scored.terms);
  return {
    ...sharedOf(terms, problem),
    what: 'set',
    features: columns.map((column) => problem.problem.matrix.names[column]!),
    threshold,
    seeds,
    sharpe: finite(rowsSharpe(tested, scored)(rows)),
    start: time[0]!,
    positions,
  };
}

function sharedOf(
  { plan: { score, settings, seeds } }: TrialTerms,
  { dataset }: Pick<SelectionProblem, 'dataset'>,
): Pick<ScoredTrial, 'target' | 'seeds' | 'trees' | 'neutral' | 'objective'> {
  const { terms, objective } = score;
  const target = dataset.target.name;
  return { target, seeds, trees: settings.trees, neutral: terms.neutral, objective };
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

/**
 * An asset of a portfolio: the default with its seeds together and each seed alone, and each
 * threshold of probability.
 * @param pooled whether its model was trained on the rows of all assets
 */
export function assetTrials(
  { run, arena, set, trade, byThreshold }: AssetFigures,
  { trees, pooled }: { readonly trees: number; readonly pooled: boolean },
): ScoredTrial[] {
  const { name: target, threshold = null } = run.folded.dataset.target;
  const { neutral } = run.plan.terms;
  const { features, seeds } = run;
  const start = trade.account.time[0] ?? arena.market.time[0]!;
  const shared = { features, target, threshold, trees, neutral, objective: 'none', start };
  const what = pooled ? 'set, trained on all assets' : 'set';
  const trialOf = (
    name: string,
    ofSeeds: readonly number[],
    { sharpe }: { readonly sharpe: number },
    positions: Float64Array,
  ): ScoredTrial => ({ ...shared, what: name, seeds: ofSeeds, sharpe: finite(sharpe), positions });
  return [
    trialOf(what, seeds, trade.metrics, trade.account.positions),
    ...set.bySeed.map(({ seed, metrics, positions }) =>
      trialOf(what, [seed], metrics[neutral], positions[neutral]),
    ),
    ...byThreshold.map(({ probabilityThreshold, trade: { metrics, account } }) => {
      const name = `${what}, probability above ${probabilityThreshold}`;
      return trialOf(name, seeds, metrics, account.positions);
    }),
  ];
}

/** The portfolio itself, by its net exposures. */
export function combinedTrial(
  { assets, plan, portfolio }: PortfolioResult,
  { trees, pooled }: { readonly trees: number; readonly pooled: boolean },
): ScoredTrial {
  const [{ run }] = assets;
  const { name: target, threshold = null } = run.folded.dataset.target;
  const { account, figures } = portfolio;
  return {
    what: `portfolio, ${plan.weights}${pooled ? ', trained on all assets' : ''}`,
    features: run.features,
    target,
    threshold,
    seeds: run.seeds,
    trees,
    neutral: run.plan.terms.neutral,
    objective: 'none',
    sharpe: finite(figures.metrics.sharpe),
    start: account.time[0]!,
    positions: account.positions,
  };
}

/** Every account of a sensitivity: with one setting changed it is a trial like any other. */
export function sensitivityTrials(
  { sets, arena, neutral }: BacktestResult,
  sensitivities: readonly Sensitivity[] | undefined,
  trees: number,
): ScoredTrial[] {
  const { name, threshold = null } = arena.folded.dataset.target;
  const start = arena.market.time[0]!;
  return sets.flatMap(({ features, bySeed }, i): ScoredTrial[] => {
    const sensitivity = sensitivities?.[i];
    if (sensitivity === undefined) return [];
    const seeds = bySeed.map(({ seed }) => seed);
    const curves = Object.entries({ ...sensitivity.trade, ...sensitivity.walk });
    return curves.flatMap(([axis, curve]) =>
      (curve as Curve).map(({ value, account, metrics }): ScoredTrial => ({
        what: `set, ${axis} ${value}`,
        features,
        target: name,
        threshold: axis === 'threshold' ? Number(value) : threshold,
        seeds,
        trees,
        neutral: axis === 'neutral' ? String(value) : neutral,
        objective: 'none',
        sharpe: finite(metrics.sharpe),
        start: account.time[0] ?? start,
        positions: account.positions,
      })),
    );
  });
}

/** Every path of `--cpcv`: a series of positions on all rows. */
export function purgedTrials(
  { sets, arena, neutral }: BacktestResult,
  purged: readonly PurgedPaths[] | undefined,
  trees: number,
): ScoredTrial[] {
  const { name, threshold = null } = arena.folded.dataset.target;
  const shared = { target: name, threshold, trees, neutral, objective: 'none' };
  return (purged ?? []).flatMap(({ paths }, i) => {
    const { features, bySeed } = sets[i]!;
    const seeds = bySeed.map(({ seed }) => seed);
    return paths.map(({ account, metrics }, path): ScoredTrial => ({
      what: `set, purged path ${path + 1} of ${paths.length}`,
      features,
      ...shared,
      seeds,
      sharpe: finite(metrics.sharpe),
      start: account.time[0]!,
      positions: account.positions,
    }));
  });
}

function finite(sharpe: number): number | null {
  return Number.isFinite(sharpe) ? sharpe : null;
}
