/**
 * The result of a backtest: the dataset with its folds, the figures of each set, and buy and hold
 * on the same rows. Text and JSON outputs are made from it.
 */

import { isoTime } from '../core/bar-time.ts';
import type { FoldedDataset } from '../learn/folds.ts';
import { testRows } from '../learn/out-of-sample.ts';
import type { NeutralPolicy } from '../trade/positions.ts';
import type { TradeResult } from '../trade/trade.ts';
import {
  arenaOf,
  buyHoldFigures,
  setFigures,
  type Arena,
  type FeatureSet,
  type SetFigures,
} from './set-figures.ts';
import type { TradePlan } from './trade-plan.ts';
import { undecidedBars, type UndecidedBar } from './undecided-bars.ts';

/** Everything that a backtest found. */
export type BacktestResult = {
  readonly arena: Arena;
  /** What a neutral signal does in the figures that are shown first. */
  readonly neutral: NeutralPolicy;
  readonly sets: readonly SetFigures[];
  readonly buyHold: TradeResult;
  /** Tested bars on which nothing was decided. */
  readonly undecided: readonly UndecidedBar[];
};

/** How the runs of a backtest become figures. */
export type BacktestPlan = {
  readonly sets: readonly FeatureSet[];
  readonly seeds: readonly number[];
  readonly trade: TradePlan;
};

/**
 * The result of a backtest.
 * @param runs the votes of each set and each seed of the plan, as `growRuns` returns them
 */
export function backtestResult(
  folded: FoldedDataset,
  runs: readonly (readonly Uint32Array[])[],
  plan: BacktestPlan,
): BacktestResult {
  const { sets, seeds, trade } = plan;
  const arena = arenaOf(folded, trade);
  return {
    arena,
    neutral: trade.terms.neutral,
    sets: sets.map((set, i) => setFigures(arena, set, seeds, runs[i]!)),
    buyHold: buyHoldFigures(arena),
    undecided: undecidedBars(arena),
  };
}

/** The number of tested rows, the time of the first and the last of them (ISO), and the folds. */
export function outOfSampleRange({ dataset, folds }: FoldedDataset): {
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  readonly foldCount: number;
} {
  const { start, end } = testRows(folds);
  return {
    rows: end - start,
    from: isoTime(dataset.time[start]!),
    to: isoTime(dataset.time[end - 1]!),
    foldCount: folds.length,
  };
}
