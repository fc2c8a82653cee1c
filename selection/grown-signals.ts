/**
 * What was grown stays: the signals of each set in each fold, grown once however many windows ask.
 * This is right because a fold's votes depend on no later row (ARCHITECTURE.md, "Folds" and
 * "Bins"), so that the signals of a shorter history are the first ones of the whole history.
 * Memory: a byte a set and test row. Must not know: how signals are grown, money.
 */

import { assert } from '../engine/core/errors.ts';
import { testRowCount, type Fold, type FoldRange } from '../engine/forest/problem.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Grows subsets in a range of folds: for each Int8Array (test rows of the range), -1, 0 or +1. */
export type GrowSignals = (
  subsets: readonly (readonly number[])[],
  range: FoldRange,
) => Promise<readonly Int8Array[]>;

export type GrownSignals = {
  /**
   * For each subset Int8Array (test rows of all folds), whose values are right in the folds of
   * `range`; what of them is not known yet is grown first, all subsets together where they lack
   * the same folds.
   */
  readonly inFolds: (
    subsets: readonly (readonly number[])[],
    range: FoldRange,
  ) => Promise<readonly Int8Array[]>;
  /** Different sets that were asked for. */
  readonly setCount: () => number;
};

/** No signal: these rows of a set have not been grown. */
const NOT_GROWN = -128;

/**
 * Signals that remember what was grown, also in `checkpoint`.
 * @param parts.names of the columns: tasks of the checkpoint name features, not indices
 * @param parts.known sets whose signals in all folds are there already
 */
export function grownSignals(parts: {
  /** Names the labels in the checkpoint's tasks. */
  readonly scope: string;
  readonly folds: readonly Fold[];
  readonly names: readonly string[];
  readonly known: readonly { readonly columns: readonly number[]; readonly signals: Int8Array }[];
  readonly grow: GrowSignals;
  readonly checkpoint: Checkpoint;
}): GrownSignals {
  const { scope, folds, names, grow, checkpoint } = parts;
  const rowAt = rowOffsets(folds);
  const grown = new Map(parts.known.map(({ columns, signals }) => [keyOf(columns), signals]));
  const asked = new Set<string>();
  const signalsOf = (subset: readonly number[]): Int8Array => {
    const signals = grown.get(keyOf(subset)) ?? new Int8Array(rowAt.at(-1)!).fill(NOT_GROWN);
    grown.set(keyOf(subset), signals);
    return signals;
  };
  const growMissing = async (
    subsets: readonly (readonly number[])[],
    range: FoldRange,
  ): Promise<void> => {
    const { foldStart, foldEnd } = range;
    const sets = subsets.map((subset) => subset.map((column) => names[column]!).join('+'));
    const task = `${scope}, folds ${foldStart} to ${foldEnd}: ${sets.join(' | ')}`;
    const parts = await checkpoint.remember(task, () => grow(subsets, range));
    assert(parts.length === subsets.length, 'one part a subset');
    subsets.forEach((subset, i) => signalsOf(subset).set(parts[i]!, rowAt[foldStart]!));
  };
  return {
    inFolds: async (subsets, range) => {
      const { foldEnd } = range;
      // By the first fold that they lack; a map, because a set may be asked for twice.
      const lacking = new Map<number, Map<string, readonly number[]>>();
      for (const subset of subsets) {
        asked.add(keyOf(subset));
        const foldStart = firstLacking(signalsOf(subset), range, rowAt);
        if (foldStart === foldEnd) continue;
        const group = lacking.get(foldStart) ?? new Map<string, readonly number[]>();
        lacking.set(foldStart, group.set(keyOf(subset), subset));
      }
      for (const [foldStart, group] of lacking) {
        await growMissing([...group.values()], { foldStart, foldEnd });
      }
      return subsets.map(signalsOf);
    },
    setCount: () => asked.size,
  };
}

/** The first fold of `range` that has not been grown; its end where all have. */
function firstLacking(
  signals: Int8Array,
  { foldStart, foldEnd }: FoldRange,
  rowAt: readonly number[],
): number {
  for (let fold = foldStart; fold < foldEnd; fold++) {
    if (signals[rowAt[fold]!] === NOT_GROWN) return fold;
  }
  return foldEnd;
}

/** For each fold its first test row, counted from the first fold's; last the number of all. */
function rowOffsets(folds: readonly Fold[]): readonly number[] {
  return Array.from({ length: folds.length + 1 }, (_, i) => testRowCount(folds.slice(0, i)));
}

function keyOf(subset: readonly number[]): string {
  return subset.join();
}
