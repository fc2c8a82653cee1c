/** The sensitivity of a backtest's sets: which variants are grown, and what comes of them. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { sensitivityOf, type Sensitivity } from '../../engine/backtest/sensitivity.ts';
import { walkVariants, type WalkVariant } from '../../engine/backtest/walk-variants.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { Dataset } from '../../engine/learn/dataset.ts';
import type { FoldedDataset, FoldSettings } from '../../engine/learn/folds.ts';
import { dependsOnThreshold, type TargetName } from '../../features/targets.ts';
import { SWEEP_THRESHOLDS } from '../../selection/threshold-sweep.ts';

/** The options of a backtest that its variants start from. */
type VariedOptions = FoldSettings & {
  readonly timeframe: Timeframe;
  readonly target: TargetName;
  readonly threshold: number;
  readonly seeds: readonly number[];
  readonly window?: number | undefined;
};

/**
 * The walks that are grown beside the backtest's own: at the other thresholds of the sweep, if
 * the target has one, with other folds, and with windows of training rows.
 * @param datasetAt the rows with the labels of a threshold
 */
export function variantsOf(
  folded: FoldedDataset,
  options: VariedOptions,
  datasetAt: (threshold: number) => Dataset,
): readonly WalkVariant[] {
  const thresholds = dependsOnThreshold(options.target) ? SWEEP_THRESHOLDS[options.timeframe] : [];
  const labelled = thresholds
    .filter((threshold) => threshold !== options.threshold)
    .map((threshold) => ({ threshold, dataset: datasetAt(threshold) }));
  return walkVariants(folded, options, labelled);
}

/**
 * The sensitivity of each set of `result`, in their order.
 * @param grown.runs the votes of each variant, set and seed
 * @param grown.onProgress called with the number of sets that are done, a fraction within a set
 */
export function sensitivitiesOf(
  { arena, sets }: BacktestResult,
  grown: {
    readonly variants: readonly WalkVariant[];
    readonly runs: readonly (readonly (readonly Uint32Array[])[])[];
    readonly options: VariedOptions;
    readonly onProgress?: (done: number, total: number) => void;
  },
): readonly Sensitivity[] {
  const { variants, runs, options, onProgress } = grown;
  const { target, threshold, step, window, seeds } = options;
  const own = {
    threshold: dependsOnThreshold(target) ? threshold : undefined,
    step,
    window,
    seed: seeds[0]!,
  };
  return sets.map((set, at) => {
    const ownVariants = variants.map((variant, i) => ({ variant, votes: runs[i]![at]! }));
    const onShare = (share: number): void => onProgress?.(at + share, sets.length);
    return sensitivityOf(arena, set, ownVariants, { ...own, onShare });
  });
}
