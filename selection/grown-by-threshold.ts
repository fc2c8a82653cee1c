/**
 * What is grown at each threshold of the target, beside what a selection has grown already. Must
 * not know: files, the terminal.
 */

import type { Checkpoint } from './checkpoint.ts';
import { grownRows, type GrownRows } from './grown-rows.ts';
import { rowNeeds, type ScorePlan } from './objective.ts';
import type { Selection } from './run-selection.ts';
import type { Progress, SelectionForests } from './selection-forests.ts';
import { thresholdScope } from './trials.ts';

export type GrownByThreshold = {
  readonly at: (threshold: number) => GrownRows;
  /** Different sets that all seeds together were asked for; sets at two thresholds are two. */
  readonly setCount: () => number;
};

/** What is grown from now on; what the `trials` have grown is known from the start. */
export function grownByThreshold(
  { trials }: Pick<Selection, 'trials'>,
  parts: {
    readonly forests: Pick<SelectionForests, 'problemAt' | 'rowsAt'>;
    readonly score: ScorePlan;
    readonly checkpoint: Checkpoint;
    /** Where the forests' progress goes. */
    readonly report: () => Progress;
  },
): GrownByThreshold {
  const { forests, score, checkpoint, report } = parts;
  const made = new Map<number, GrownRows>();
  const at = (threshold: number): GrownRows => {
    const { folds, problem, seeded } = forests.problemAt(threshold);
    const grown =
      made.get(threshold) ??
      grownRows({
        scope: thresholdScope(threshold),
        folds,
        needs: { ...rowNeeds(score), seedCount: seeded.length },
        names: problem.matrix.names,
        known: trials
          .filter((trial) => trial.threshold === threshold)
          .map(({ columns, evaluation: { rows } }) => ({ columns, rows })),
        grow: forests.rowsAt(threshold, report),
        checkpoint,
      });
    made.set(threshold, grown);
    return grown;
  };
  const setCount = (): number =>
    [...made.values()].reduce((sum, grown) => sum + grown.setCount(), 0);
  return { at, setCount };
}
