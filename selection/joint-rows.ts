/**
 * One set's rows from the votes of several seeds: those of each seed alone and, beside them, those
 * of the mean probabilities, as a backtest trades several seeds. Of the votes only a sum is kept,
 * because a hundred seeds of a whole step would fill the memory. Must not know: money, files.
 */

import { assert } from '../engine/core/errors.ts';
import { voteProbabilities } from '../engine/forest/class-votes.ts';
import { probableRows, setRows, type RowNeeds, type SetRows } from './set-rows.ts';

export type JointRows = {
  /** Takes the votes of the next seed, Uint32Array (test rows × 3). */
  readonly add: (votes: Uint32Array) => void;
  /** The rows of all seeds that were added, at least one; those of a single seed are its own. */
  readonly rows: () => SetRows;
};

/**
 * Rows that join seeds.
 * @param labels Uint8Array (test rows): true class codes 0, 1, 2
 */
export function jointRows(labels: Uint8Array, needs: RowNeeds): JointRows {
  const bySeed: SetRows[] = [];
  let sums: Float64Array | undefined;
  return {
    add: (votes) => {
      bySeed.push(setRows(votes, labels, needs));
      if ((needs.seedCount ?? 1) === 1) return;
      const probabilities = voteProbabilities(votes);
      sums = sums?.map((sum, i) => sum + probabilities[i]!) ?? probabilities;
    },
    rows: () => {
      if (bySeed.length === 1) return bySeed[0]!;
      assert(sums !== undefined, 'the needs know of several seeds');
      const mean = sums.map((sum) => sum / bySeed.length);
      return { ...probableRows(mean, labels, needs), bySeed };
    },
  };
}
