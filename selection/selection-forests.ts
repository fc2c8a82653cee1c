/**
 * The forests that a selection scores sets with: a dataset and its folds for each threshold of the
 * target, and a pool that grows forests for all thresholds. Nothing is grown before it is needed.
 * Must not know: features by name, files, the terminal.
 */

import type { PhaseTimer } from '../engine/core/phase-timer.ts';
import type { ForestSettings } from '../engine/forest/forest-options.ts';
import type { Fold, ForestProblem } from '../engine/forest/problem.ts';
import type { Dataset } from '../engine/learn/dataset.ts';
import { foldDataset, type FoldedDataset, type FoldPlan } from '../engine/learn/folds.ts';
import { testedMarket } from '../engine/backtest/tested-market.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import type { ForestPool } from '../engine/pool/forest-pool.ts';
import type { GrowRows } from './grown-rows.ts';
import { jointRows } from './joint-rows.ts';
import { rowNeeds, settingsOn, type Evaluate, type ScorePlan, type Votes } from './objective.ts';
import { seedsObjective } from './seeds-objective.ts';

/** The data and settings of a selection's forests, and how its sets are scored. */
export type SelectionForestPlan = {
  /** The dataset with the labels of `threshold`; called once for each threshold. */
  readonly datasetAt: (threshold: number) => Dataset;
  readonly folds: Pick<FoldPlan, 'initialTrain' | 'step' | 'embargo'>;
  readonly settings: ForestSettings;
  /** Each seed grows forests of its own; left out: the one of the settings. */
  readonly seeds?: readonly number[] | undefined;
  readonly score: ScorePlan;
};

/** The pool that grows the forests, and how to follow and stop the work. */
export type SelectionForestParts = {
  readonly pool: ForestPool;
  readonly timer: PhaseTimer;
  readonly signal?: AbortSignal | undefined;
  /** Called with each problem before its first forest is grown. */
  readonly onProblem?: ((problem: ForestProblem) => void) | undefined;
};

/** A dataset with its folds, and the walk-forward problem on it. */
export type SelectionProblem = FoldedDataset & {
  /** With the first seed. */
  readonly problem: ForestProblem;
  /** The problem with each of the seeds, in their order; the first is `problem`. */
  readonly seeded: readonly ForestProblem[];
};

/** Called with the number of (tree, subset) pairs that are grown, and the number of all pairs. */
export type Progress = (done: number, total: number) => void;

export type SelectionForests = {
  /** The problem of a threshold. @throws InputError if the bars are too few */
  readonly problemAt: (threshold: number) => SelectionProblem;
  /** A function that scores subsets of columns at a threshold; `report()` gets the progress. */
  readonly evaluateAt: (threshold: number, report: () => Progress) => Evaluate;
  /** A function that grows subsets' rows at a threshold; `report()` gets the progress. */
  readonly rowsAt: (threshold: number, report: () => Progress) => GrowRows;
};

/** The forests of `plan`. */
export function selectionForests(
  plan: SelectionForestPlan,
  parts: SelectionForestParts,
): SelectionForests {
  const { settings, seeds = [settings.seed] } = plan;
  const needs = { ...rowNeeds(plan.score), seedCount: seeds.length };
  const { pool, timer, signal, onProblem } = parts;
  const problems = new Map<number, SelectionProblem>();
  const problemAt = (threshold: number): SelectionProblem => {
    const known = problems.get(threshold);
    if (known !== undefined) return known;
    const folded = timer.time('features', () => foldDataset(plan.datasetAt(threshold), plan.folds));
    const { matrix, labels } = folded.dataset;
    const seeded = seeds.map((seed) => {
      const own = { ...settings, seed };
      return { matrix, labels, folds: folded.folds, settings: own };
    });
    const made = { ...folded, problem: seeded[0]!, seeded };
    problems.set(threshold, made);
    onProblem?.(made.problem);
    return made;
  };
  const evaluateAt = (threshold: number, report: () => Progress): Evaluate => {
    const { trees } = settings;
    return async (subsets) => {
      const { problem, seeded, ...folded } = problemAt(threshold);
      const tested = testedMarket(folded);
      // Ranges of trees are grown at the same time: for the first tree of each, the pairs done.
      const doneBy = new Map<string, number>();
      const votesOf = seeded.map((own): Votes => (columns, range) => {
        const onProgress = (done: number): void => {
          doneBy.set(`${own.settings.seed} ${range.treeStart}`, done);
          const all = [...doneBy.values()].reduce((sum, part) => sum + part, 0);
          report()(all, seeded.length * trees * columns.length);
        };
        return pool.votes(own, columns, { ...range, signal, onProgress });
      });
      const evaluate = seedsObjective({
        votesOf,
        trees,
        tested,
        labels: testLabels(problem, problem.folds),
        settings: settingsOn(plan.score, tested),
      });
      return timer.timeAsync('forests', () => evaluate(subsets));
    };
  };
  const rowsAt = (threshold: number, report: () => Progress): GrowRows => {
    return async (subsets, folds, seed) => {
      const { problem, seeded } = problemAt(threshold);
      const grown = seed === undefined ? seeded : [seeded[seed]!];
      const labels = testLabels(problem, problem.folds.slice(folds.foldStart, folds.foldEnd));
      const joint = subsets.map(() => jointRows(labels, needs));
      for (const [i, own] of grown.entries()) {
        const onProgress = (done: number, total: number): void =>
          report()(i * total + done, grown.length * total);
        const votes = await timer.timeAsync('forests', () =>
          pool.votes(own, subsets, { folds, signal, onProgress }),
        );
        votes.forEach((ofSubset, j) => joint[j]!.add(ofSubset));
      }
      return joint.map((of) => of.rows());
    };
  };
  return { problemAt, evaluateAt, rowsAt };
}

/** Uint8Array (test rows of `folds`): true class codes. */
function testLabels({ labels }: ForestProblem, folds: readonly Fold[]): Uint8Array {
  const { start, end } = testRows(folds);
  return labels.subarray(start, end);
}
