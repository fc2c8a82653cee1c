/**
 * What a feature set is worth: the out-of-sample net figures of trading a forest's votes.
 * Vocabulary: a subset is a list of column indices, ascending; votes are integer sums over trees.
 * Must not know: how votes come about (a pool, a test's toy), files, the terminal.
 */

import { assert } from '../engine/core/errors.ts';
import { CLASS_COUNT, type TreeRange } from '../engine/forest/problem.ts';
import { signalsFromVotes } from '../engine/learn/out-of-sample.ts';
import { sharpeStandardError } from '../engine/statistics/sharpe-error.ts';
import { sharpeRatio } from '../engine/statistics/sharpe-ratio.ts';
import { costsOf, grossReturns, netReturns, turnoverOf } from '../engine/trade/costs.ts';
import { computeMetrics, type Metrics } from '../engine/trade/metrics.ts';
import { positionsOf, type NeutralPolicy } from '../engine/trade/positions.ts';

/** The summed votes of a range of trees for each subset: Uint32Array (test rows × 3). */
export type Votes = (
  subsets: readonly (readonly number[])[],
  range: TreeRange,
) => Promise<readonly Uint32Array[]>;

/** A subset's out-of-sample figures. */
export type Evaluation = {
  readonly metrics: Metrics;
  /** Standard error of `metrics.sharpe` by the number of rows: `sharpeStandardError`. */
  readonly sharpeError: number;
  /** The Sharpe ratio of either half of the trees alone; NaN, NaN where there is one tree. */
  readonly sharpeHalves: readonly [number, number];
};

/** Scores subsets, all in one go, in their order. */
export type Evaluate = (subsets: readonly (readonly number[])[]) => Promise<readonly Evaluation[]>;

/** How signals are traded and scored. */
export type ScoreSettings = {
  readonly neutral: NeutralPolicy;
  readonly costBps: number;
  readonly periodsPerYear: number;
};

/**
 * Scores subsets by `votes`, all subsets in one call for each half of the trees, so that they share
 * their random numbers and the work that the kernel can share. The two calls run side by side.
 * @param parts.nextReturn Float64Array (test rows): log return of the bar after each row
 */
export function votesObjective(parts: {
  readonly votes: Votes;
  readonly trees: number;
  readonly nextReturn: Float64Array;
  readonly settings: ScoreSettings;
}): Evaluate {
  const { votes, trees, nextReturn, settings } = parts;
  const half = trees >> 1;
  const netOf = (sums: Uint32Array): Traded => trade(sums, nextReturn, settings);
  const sharpeOf = (sums: Uint32Array): number =>
    sharpeRatio(netOf(sums).net, settings.periodsPerYear);
  return async (subsets) => {
    // Both at once: the workers go on to the second half while the first one's last tasks end.
    const [first, second] = await Promise.all([
      half === 0 ? [] : votes(subsets, { treeStart: 0, treeEnd: half }),
      votes(subsets, { treeStart: half, treeEnd: trees }),
    ]);
    return second.map((sums, i): Evaluation => {
      if (half === 0) return evaluation(netOf(sums), [Number.NaN, Number.NaN]);
      const whole = sums.map((sum, j) => sum + first[i]![j]!);
      return evaluation(netOf(whole), [sharpeOf(first[i]!), sharpeOf(sums)]);
    });
  };
}

type Traded = Parameters<typeof computeMetrics>[0];

/** Trades the classes that `votes` (test rows × 3) say. */
function trade(votes: Uint32Array, nextReturn: Float64Array, settings: ScoreSettings): Traded {
  assert(votes.length === nextReturn.length * CLASS_COUNT, 'votes of each class a test row');
  const { neutral, costBps, periodsPerYear } = settings;
  const positions = positionsOf(signalsFromVotes(votes), neutral);
  const turnover = turnoverOf(positions);
  const net = netReturns(grossReturns(positions, nextReturn), costsOf(turnover, costBps));
  return { net, positions, turnover, periodsPerYear };
}

function evaluation(traded: Traded, sharpeHalves: readonly [number, number]): Evaluation {
  return {
    metrics: computeMetrics(traded),
    sharpeError: sharpeStandardError(traded.net, traded.periodsPerYear),
    sharpeHalves,
  };
}
