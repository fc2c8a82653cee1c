/**
 * The whole procedure on histories without skill, and where its real figures stand among theirs.
 * Vocabulary: the procedure is a selection and the nested selection that belongs to it, with the
 * real run's options and seed. Must not know: features by name, files, the terminal.
 */

import type { Bars } from '../../engine/core/bars.ts';
import type { FeatureSource } from '../../engine/core/feature-source.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { buildDataset, type Dataset, type DatasetPlan } from '../../engine/learn/dataset.ts';
import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import { nullRank, type NullRank } from '../../engine/statistics/null-rank.ts';
import { rowsThreshold } from '../choose-on-cut.ts';
import { planImportance } from '../plan-importance.ts';
import type { NestedOutcome, NestedRunPlan } from '../run-nested.ts';
import { selectionForests, type SelectionForestPlan } from '../selection-forests.ts';
import { eachHistory, type HistoryWatch } from './each-history.ts';
import { nullBars, type NullKind } from './null-bars.ts';
import { procedureFigures, type ProcedureFigures } from './procedure-figures.ts';

/** Where the procedure's real figures stand among those of histories without skill. */
export type NullResult = {
  readonly kind: NullKind;
  readonly count: number;
  readonly naive: NullRank;
  /** The reason where the real run has no nested figure. */
  readonly nested: NullRank | { readonly missing: string };
  /** In the order of their indices; undefined figures are NaN here and count as 0. */
  readonly histories: readonly ProcedureFigures[];
};

/** The result of null histories, or the reason why there is none. */
export type NullOutcome = NullResult | { readonly missing: string };

/** A procedure that can be run on any bars. */
export type NullPlan = {
  readonly selection: NestedRunPlan;
  readonly forests: Omit<SelectionForestPlan, 'datasetAt'>;
  /** The plan of the dataset with the labels of a threshold. */
  readonly datasetPlanAt: (threshold: number) => DatasetPlan;
};

/** What runs it. */
export type NullParts = { readonly pool: ForestPool; readonly signal?: AbortSignal | undefined };

/**
 * The figures of histories 0 … count - 1, in this order. A smaller count gives the first of them.
 * @param runner the procedure on a history, see `nullRunner`
 * @throws Cancelled if the signal of the runner aborts
 */
export function nullHistories(
  runner: NullRunner,
  { kind, count }: { readonly kind: NullKind; readonly count: number },
  watch: HistoryWatch,
): Promise<readonly ProcedureFigures[]> {
  const tasks = Array.from({ length: count }, (_, index) => `null ${kind} ${index}`);
  return eachHistory(tasks, runner, watch);
}

/** The procedure's figures on the history with a number. */
export type NullRunner = (index: number) => Promise<ProcedureFigures>;

/** Runs `plan` on histories of `kind` made of `bars`: a function of these, seed and index. */
export function nullRunner(
  bars: Bars,
  plan: NullPlan,
  { kind, seed }: { readonly kind: NullKind; readonly seed: number },
  { pool, signal }: NullParts,
): NullRunner {
  const { selection, datasetPlanAt } = plan;
  const known = fixedFeatures(bars, datasetPlanAt(rowsThreshold(selection)).features);
  const planAt = (threshold: number): DatasetPlan => {
    const own = datasetPlanAt(threshold);
    return kind === 'rotated' ? { ...own, features: known } : own;
  };
  return (index) => {
    const history = nullBars(bars, kind, { seed, index });
    const datasetAt = (threshold: number): Dataset => buildDataset(history, planAt(threshold));
    const timer = phaseTimer(() => 0);
    return procedureFigures(selection, {
      forests: selectionForests({ ...plan.forests, datasetAt }, { pool, timer, signal }),
      score: plan.forests.score,
      importance: planImportance(selection, { signal }),
      signal,
    });
  };
}

/** The columns of `features` on `bars`, whatever bars are asked for, each computed once. */
function fixedFeatures(bars: Bars, features: FeatureSource): FeatureSource {
  const known = new Map<string, Float64Array>();
  return {
    ...features,
    columns: (_history, names, scale) => {
      const keyOf = (name: string): string => `${name} ${scale.timeframe} ${scale.barsPerDay}`;
      const missing = names.filter((name) => !known.has(keyOf(name)));
      features
        .columns(bars, missing, scale)
        .forEach((column, i) => known.set(keyOf(missing[i]!), column));
      return names.map((name) => known.get(keyOf(name))!);
    },
  };
}

/**
 * Where `real` stands among `histories`. If nothing could be chosen or traded on a history, its
 * account stayed flat: its undefined figure counts as 0.
 * @param nested the real run's nested selection
 */
export function nullResult(
  real: { readonly naive: number; readonly nested: NestedOutcome },
  kind: NullKind,
  histories: readonly ProcedureFigures[],
): NullResult {
  const { naive, nested } = real;
  return {
    kind,
    count: histories.length,
    naive: nullRank(
      naive,
      histories.map((history) => flatIfUndefined(history.naive)),
    ),
    nested:
      'missing' in nested
        ? nested
        : nullRank(
            nested.metrics.sharpe,
            histories.map((history) => flatIfUndefined(history.nested)),
          ),
    histories,
  };
}

/** A Sharpe ratio; 0 if nothing was earned, lost or held. */
export function flatIfUndefined(sharpe: number): number {
  return Number.isNaN(sharpe) ? 0 : sharpe;
}
