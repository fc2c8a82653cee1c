/**
 * What a selection's scores come from: bars as a dataset at a threshold, its folds, a pool of
 * forests on them. One pool is open at a time; asking for another threshold changes it.
 */

import type { Bars } from '../../engine/core/bars.ts';
import type { ForestProblem, ForestSettings } from '../../engine/forest/problem.ts';
import type { Evaluate, ScoreSettings, Votes } from '../../selection/objective.ts';
import type { CommandContext, ProgressReport } from '../framework/command.ts';
import { buildDataset, type Dataset, type DatasetPlan } from '../../engine/learn/dataset.ts';
import { walkForwardFolds, type FoldPlan } from '../../engine/learn/folds.ts';
import { testRows } from '../../engine/learn/out-of-sample.ts';
import { createForestPool, type ForestPool } from '../../engine/pool/forest-pool.ts';
import { objective } from '../../selection/objective.ts';
import { noteSlowForest } from './forest-text.ts';

export type ForestPlan = Omit<DatasetPlan, 'threshold'> &
  Pick<FoldPlan, 'initialTrain' | 'step' | 'embargo'> &
  ScoreSettings & { readonly settings: ForestSettings; readonly workers: number };

/** A dataset and the walk-forward problem on it. */
export type ThresholdProblem = { readonly dataset: Dataset; readonly problem: ForestProblem };

export type SelectionForests = {
  /** The problem of a threshold. @throws InputError where the bars are too few */
  readonly problemAt: (threshold: number) => ThresholdProblem;
  /** Scores subsets of the problem's columns at a threshold; progress goes to `report`. */
  readonly evaluateAt: (threshold: number, report: () => ProgressReport) => Evaluate;
  /** Stops the workers. */
  readonly close: () => Promise<void>;
};

/** Forests for `plan` on `bars`. Nothing is started before it is asked for. */
export function selectionForests(
  context: CommandContext,
  bars: Bars,
  plan: ForestPlan,
): SelectionForests {
  const { timer, signal, note } = context;
  const problems = new Map<number, ThresholdProblem>();
  let open: { readonly threshold: number; readonly pool: ForestPool } | undefined;
  const problemAt = (threshold: number): ThresholdProblem => {
    const known = problems.get(threshold);
    if (known !== undefined) return known;
    const made = timer.time('features', () => thresholdProblem(bars, plan, threshold));
    problems.set(threshold, made);
    return made;
  };
  const close = async (): Promise<void> => {
    await open?.pool.close();
    open = undefined;
  };
  const poolAt = async (threshold: number): Promise<ForestPool> => {
    if (open?.threshold !== threshold) {
      await close();
      const { problem } = problemAt(threshold);
      noteSlowForest(context, problem);
      const pool = createForestPool({ problem, workers: plan.workers, onRetry: note });
      open = { threshold, pool };
    }
    return open.pool;
  };
  const evaluateAt = (threshold: number, report: () => ProgressReport): Evaluate => {
    const { trees } = plan.settings;
    return async (subsets) => {
      const pool = await poolAt(threshold);
      const { dataset, problem } = problemAt(threshold);
      const { start, end } = testRows(problem.folds);
      const nextReturn = dataset.nextReturn.subarray(start, end);
      // Trees × subsets done of each range, by its first tree: ranges are grown side by side.
      const doneBy = new Map<number, number>();
      const votes: Votes = (columns, range) => {
        const onProgress = (done: number): void => {
          doneBy.set(range.treeStart, done);
          const all = [...doneBy.values()].reduce((sum, part) => sum + part, 0);
          report()(all, trees * columns.length);
        };
        return pool.votes(columns, { ...range, signal, onProgress });
      };
      const evaluate = objective({ votes, trees, nextReturn, settings: plan });
      return timer.timeAsync('forests', () => evaluate(subsets));
    };
  };
  return { problemAt, evaluateAt, close };
}

function thresholdProblem(bars: Bars, plan: ForestPlan, threshold: number): ThresholdProblem {
  const dataset = buildDataset(bars, { ...plan, threshold });
  const { matrix, labels, horizonBars } = dataset;
  const folds = walkForwardFolds({ ...plan, rows: matrix.rows, horizonBars });
  return { dataset, problem: { matrix, labels, folds, settings: plan.settings } };
}
