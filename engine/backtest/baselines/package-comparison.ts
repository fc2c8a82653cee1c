/**
 * Our forest beside that of the package ml-random-forest, on the same folds. The package needs
 * about a second for each tree and fold, so only a sample of the folds is grown. Must not know:
 * how the package is loaded, the terminal.
 */

import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../../core/errors.ts';
import { deriveSeed } from '../../core/hash.ts';
import { mostProbableClasses } from '../../forest/class-votes.ts';
import { windowedFolds, type EpochSettings } from '../../forest/bins.ts';
import type { ForestSettings } from '../../forest/forest-options.ts';
import { CLASS_COUNT, type Fold } from '../../forest/problem.ts';
import { columnsOf } from '../../learn/dataset.ts';
import { foldTable, type FoldLine } from '../../learn/folds.ts';
import { testRows } from '../../learn/out-of-sample.ts';
import { packageRows, packageTree, type PackageForest } from '../../learn/package-forest.ts';
import type { LearnerWatch } from '../../learn/walk-learner.ts';
import { mean, sum } from '../../statistics/moments.ts';
import { sharpeRatio } from '../../statistics/sharpe-ratio.ts';
import { accountOf, logGrowth } from '../../trade/account.ts';
import type { Arena, SetFigures } from '../set-figures.ts';
import { marketOfRows } from '../tested-market.ts';
import { termsOn } from '../trade-plan.ts';

/** What a forest made of the sampled folds. Each fold is an account that starts flat. */
export type SampleFigures = {
  /** Annualised, of the returns of all sampled folds. */
  readonly sharpe: number;
  /** Sum of log growth over them; NaN where equity was lost. */
  readonly totalLogReturn: number;
  readonly turnover: number;
  /** Share of rows whose class is the true one. */
  readonly accuracy: number;
};

/** Two forests on the same folds. */
export type PackageComparison = {
  /** The sampled folds, with their numbers among all folds. */
  readonly folds: readonly FoldLine[];
  readonly rows: number;
  readonly ours: SampleFigures;
  readonly theirs: SampleFigures;
  /** Share of rows to which both give the same class. */
  readonly sameClass: number;
};

/** Which trees of the package are grown. */
export type PackagePlan = LearnerWatch & {
  readonly Forest: PackageForest;
  readonly settings: EpochSettings & Pick<ForestSettings, 'trees' | 'maxDepth' | 'minLeafRows'>;
  readonly seed: number;
  /** How many folds are sampled, or all if there are fewer. */
  readonly foldCount: number;
};

/** The middle folds of `count` equally long parts, ascending; all if there are fewer. */
export function sampledFolds(folds: number, count: number): readonly number[] {
  if (count >= folds) return Array.from({ length: folds }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor(((2 * i + 1) * folds) / (2 * count)));
}

/**
 * A set's classes beside those of the package's forest, whose trees vote with one class each; on a
 * tie the lowest class wins. Progress counts trees.
 * @throws Cancelled if the signal aborts, within a tree's time
 */
export async function packageComparison(
  arena: Arena,
  set: SetFigures,
  plan: PackagePlan,
): Promise<PackageComparison> {
  const { dataset } = arena.folded;
  const folds = windowedFolds(arena.folded.folds, plan.settings);
  const sample = sampledFolds(folds.length, plan.foldCount).map((at) => ({ at, fold: folds[at]! }));
  const columns = columnsOf(dataset.matrix, set.features);
  const { start: first } = testRows(folds);
  const total = sample.length * plan.settings.trees;
  const ours: Int8Array[] = [];
  const theirs: Int8Array[] = [];
  for (const [i, { at, fold }] of sample.entries()) {
    const rows = packageRows(dataset, columns, fold);
    const votes = new Uint32Array(rows.tested.length * CLASS_COUNT);
    for (let tree = 0; tree < plan.settings.trees; tree++) {
      // Lets Ctrl-C through.
      await setImmediate();
      if (plan.signal?.aborted === true) throw new Cancelled();
      const seed = treeSeed(plan.seed, at, tree);
      const codes = packageTree(plan.Forest, rows, { ...plan.settings, seed });
      codes.forEach((code, row) => votes[row * CLASS_COUNT + code]++);
      plan.onProgress?.(i * plan.settings.trees + tree + 1, total);
    }
    theirs.push(mostProbableClasses(votes));
    ours.push(set.rows.classes.subarray(fold.testStart - first, fold.testEnd - first));
  }
  const sampled = sample.map(({ fold }) => fold);
  const rows = sum(ours.map(({ length }) => length));
  const same = sum(ours.map((own, i) => countEqual(own, theirs[i]!)));
  const table = foldTable(folds, dataset.time);
  return {
    folds: sample.map(({ at }) => table[at]!),
    rows,
    ours: sampleFigures(arena, sampled, ours),
    theirs: sampleFigures(arena, sampled, theirs),
    sameClass: same / rows,
  };
}

function sampleFigures(
  { folded, plan }: Arena,
  folds: readonly Fold[],
  classes: readonly Int8Array[],
): SampleFigures {
  const accounts = folds.map(({ testStart, testEnd }, i) => {
    const { market, bar } = marketOfRows(folded.dataset, testStart, testEnd);
    return accountOf(market, { bar, classes: classes[i]! }, termsOn(plan, market));
  });
  const net = joined(accounts.map((account) => account.net));
  const total = sum(accounts.map((account) => sum(logGrowth(account))));
  const right = folds.map(({ testStart, testEnd }, i) => {
    const labels = folded.dataset.labels.subarray(testStart, testEnd);
    return countEqual(
      Int8Array.from(labels, (code) => code - 1),
      classes[i]!,
    );
  });
  return {
    sharpe: sharpeRatio(net, plan.periodsPerYear),
    totalLogReturn: Number.isFinite(total) ? total : Number.NaN,
    turnover: mean(joined(accounts.map((account) => account.turnover))),
    accuracy: sum(right) / sum(classes.map(({ length }) => length)),
  };
}

/** The parts one after the other. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(sum(parts.map(({ length }) => length)));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

function countEqual(a: Int8Array, b: Int8Array): number {
  return a.filter((value, i) => value === b[i]).length;
}

/** The seed of a tree, a signed 32-bit integer as the package wants it. */
function treeSeed(seed: number, fold: number, tree: number): number {
  return deriveSeed(deriveSeed(seed, 'package forest', fold), 'tree', tree) | 0;
}
