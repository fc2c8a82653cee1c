/**
 * One whole step of a greedy forward selection, on worker threads: each candidate is added to the
 * features chosen so far, and the forests and scores of all these sets are computed. Before timing,
 * the scores are checked to be the same, bit for bit, for any number of workers.
 */

import { createForestPool, type ForestPool } from '../engine/pool/forest-pool.ts';
import { FIT_OPTIONS } from '../engine/forest/forest-options.ts';
import { testedMarket } from '../engine/backtest/tested-market.ts';
import { testRows } from '../engine/learn/out-of-sample.ts';
import { tradePlan } from '../engine/backtest/trade-plan.ts';
import { marketCalendar } from '../engine/core/market-calendar.ts';
import { resolveOptions } from '../engine/core/options.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { votesObjective, type Evaluate, type Evaluation } from '../selection/objective.ts';
import type { BenchCase, BenchGroup } from './measure.ts';
import { requireSameValues } from './same-values.ts';
import { firstColumns, sampleProblem, type SampleProblem } from './sample-problem.ts';

export type SelectionPlan = {
  readonly trees: number;
  /** Sizes of the feature sets after the step. */
  readonly sizes: readonly number[];
};

const WORKERS = [1, 2] as const;

/** A group for each size of the sets. The workers stop when the generator ends. */
export async function* selectionGroups(plan: SelectionPlan): AsyncGenerator<BenchGroup> {
  const sample = sampleProblem({ trees: plan.trees, bins: FIT_OPTIONS.bins.default });
  const pools = WORKERS.map((workers) => createForestPool({ workers }));
  try {
    for (const size of plan.sizes) yield await stepGroup(sample, size, pools);
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

async function stepGroup(
  sample: SampleProblem,
  size: number,
  pools: readonly ForestPool[],
): Promise<BenchGroup> {
  const { matrix, settings } = sample.problem;
  const chosen = firstColumns(sample.problem, size - 1);
  const candidates = matrix.names.map((_, i) => i).filter((column) => !chosen.includes(column));
  const subsets = candidates.map((column) => [...chosen, column].sort((a, b) => a - b));
  const scoresOf = async (pool: ForestPool): Promise<readonly number[]> =>
    (await evaluateWith(sample, pool)(subsets)).map(sharpeOf);
  const [first, ...others] = pools;
  const expected = await scoresOf(first!);
  for (const pool of others) {
    const scores = await scoresOf(pool);
    const name = `${pool.workers} workers`;
    requireSameValues({ name, expected, got: (i) => scores[i]!, start: 0, tolerance: 0 });
  }
  const cases = pools.map((pool): BenchCase => {
    const workers = pool.workers === 1 ? '1 worker' : `${pool.workers} workers`;
    return {
      name: `greedy step to k = ${size}, ${settings.trees} trees, ${workers}`,
      run: async () => (await scoresOf(pool)).reduce((sum, score) => sum + score, 0),
      work: 1,
      checked: true,
      note: `candidates: ${subsets.length}, folds: ${sample.problem.folds.length}`,
    };
  });
  return { unit: 'ms per step', cases, baselines: [cases[0]!.name] };
}

function evaluateWith({ folded, problem }: SampleProblem, pool: ForestPool): Evaluate {
  const { bars, scale } = folded.dataset;
  const calendar = marketCalendar(bars.time, scale.timeframe);
  const trading = tradePlan(resolveOptions(TRADE_OPTIONS, {}, 'bench'), calendar);
  const { start, end } = testRows(problem.folds);
  return votesObjective({
    votes: (subsets, range) => pool.votes(problem, subsets, range),
    trees: problem.settings.trees,
    tested: testedMarket(folded),
    labels: problem.labels.subarray(start, end),
    settings: { ...trading, objective: 'sharpe', positions: 'signal' },
  });
}

function sharpeOf({ metrics }: Evaluation): number {
  return metrics.sharpe;
}
