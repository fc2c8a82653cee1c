/**
 * Backtest paths of combinatorial purged cross-validation: a set of features is trained on all
 * choices of groups of rows and tested on the groups left out, and the tests join into several
 * histories, each of all rows. Training rows may come after a test, so a path is no simulation of
 * trading: it says how much the result owes to the one order in which history happened.
 * Must not know: pools, files, the terminal.
 */

import { CLASS_COUNT, type Fold } from '../forest/problem.ts';
import type { Dataset } from '../learn/dataset.ts';
import { outOfSample } from '../learn/out-of-sample.ts';
import { pathParts } from '../learn/purged-rows.ts';
import type { PurgedSplits } from '../statistics/combinatorial-purged.ts';
import { mean } from '../statistics/moments.ts';
import { quantile } from '../statistics/quantile.ts';
import type { AccountMetrics } from '../trade/account-metrics.ts';
import type { Account } from '../trade/account.ts';
import { arenaOf, buyHoldFigures } from './set-figures.ts';
import { tradedOn } from './trade-curves.ts';
import type { TradePlan } from './trade-plan.ts';

/** A path's account: the policy is applied to the joined decisions, then costs are paid. */
export type PurgedPath = { readonly account: Account; readonly metrics: AccountMetrics };

/** The paths of one set. */
export type PurgedPaths = {
  readonly splits: PurgedSplits;
  readonly paths: readonly PurgedPath[];
  /** Buy and hold on the bars of a path. */
  readonly buyHoldSharpe: number;
};

/** One fold that tests all rows: the rows of every path. */
export function allRows({ matrix }: Pick<Dataset, 'matrix'>): readonly [Fold] {
  return [{ trainEnd: 0, testStart: 0, testEnd: matrix.rows }];
}

/**
 * The paths of one set.
 * @param votes the votes of each split and seed, Uint32Array (test rows of the split × 3)
 */
export function purgedPaths(
  dataset: Dataset,
  splits: PurgedSplits,
  {
    votes,
    plan,
  }: { readonly votes: readonly (readonly Uint32Array[])[]; readonly plan: TradePlan },
): PurgedPaths {
  const folds = allRows(dataset);
  const arena = arenaOf({ dataset, folds }, plan);
  const seeds = votes[0]!.map((_, seed) => seed);
  const paths = splits.paths.map((_, path): PurgedPath => {
    const parts = pathParts(splits, path);
    const runs = seeds.map((seed) => {
      const joined = new Uint32Array(dataset.matrix.rows * CLASS_COUNT);
      for (const { split, start, end, testStart } of parts) {
        const first = testStart * CLASS_COUNT;
        const own = votes[split]![seed]!.subarray(first, first + (end - start) * CLASS_COUNT);
        joined.set(own, start * CLASS_COUNT);
      }
      return joined;
    });
    const { classes } = outOfSample(dataset, folds, runs);
    return tradedOn(arena, { bar: arena.bar, classes });
  });
  return { splits, paths, buyHoldSharpe: buyHoldFigures(arena).metrics.sharpe };
}

/** How the paths' Sharpe ratios spread; NaN where one of them is undefined. */
export type PathSpread = {
  readonly median: number;
  /** The 5 and the 95 % quantile, linear between paths. */
  readonly p05: number;
  readonly p95: number;
  readonly shareBelowZero: number;
};

/** The spread of `paths`. */
export function pathSpread(paths: readonly Pick<PurgedPath, 'metrics'>[]): PathSpread {
  const sharpes = paths.map(({ metrics }) => metrics.sharpe);
  const of = (figure: () => number): number => (sharpes.some(Number.isNaN) ? Number.NaN : figure());
  return {
    median: of(() => quantile(sharpes, 0.5)),
    p05: of(() => quantile(sharpes, 0.05)),
    p95: of(() => quantile(sharpes, 0.95)),
    shareBelowZero: of(() => mean(sharpes.map((sharpe) => (sharpe < 0 ? 1 : 0)))),
  };
}
