/**
 * What was grown stays: the rows of each set in each fold, grown once however many windows ask.
 * With several seeds a set's rows hold those of each seed, which can be asked for alone.
 * This is right because a fold's votes depend on no later row (ARCHITECTURE.md, "Folds" and
 * "Bins"), so that the rows of a shorter history are the first ones of the whole history.
 * Memory: a byte a set and test row, and 4 more for each further column of `SetRows`.
 * Must not know: how rows are grown, money.
 */

import { assert } from '../engine/core/errors.ts';
import { testRowCount, type Fold, type FoldRange } from '../engine/forest/problem.ts';
import type { Checkpoint } from './checkpoint.ts';
import { copyRows, emptyRows, rowsBySeed, type RowNeeds, type SetRows } from './set-rows.ts';

/**
 * Grows subsets in a range of folds: for each the test rows of the range.
 * @param seed the number of the seed whose rows are grown alone; left out: all seeds
 */
export type GrowRows = (
  subsets: readonly (readonly number[])[],
  range: FoldRange,
  seed?: number,
) => Promise<readonly SetRows[]>;

/**
 * For each subset the test rows of all folds, which are right in the folds of `range`; what of
 * them is not known yet is grown first, all subsets together where they lack the same folds.
 */
export type RowsInFolds = (
  subsets: readonly (readonly number[])[],
  range: FoldRange,
) => Promise<readonly SetRows[]>;

export type GrownRows = {
  readonly inFolds: RowsInFolds;
  /** The rows of the seed with number `seed` alone; what all seeds have grown is known. */
  readonly ofSeed: (seed: number) => RowsInFolds;
  /** Different sets that all seeds together were asked for. */
  readonly setCount: () => number;
};

/** No signal: these rows of a set have not been grown. */
const NOT_GROWN = -128;

/**
 * Rows that remember what was grown, also in `checkpoint`.
 * @param parts.needs the columns that `grow` gives beside the signals
 * @param parts.names of the columns: tasks of the checkpoint name features, not indices
 * @param parts.known sets whose rows in all folds are there already
 */
export function grownRows(parts: {
  /** Names the labels in the checkpoint's tasks. */
  readonly scope: string;
  readonly folds: readonly Fold[];
  readonly needs: RowNeeds;
  readonly names: readonly string[];
  readonly known: readonly { readonly columns: readonly number[]; readonly rows: SetRows }[];
  readonly grow: GrowRows;
  readonly checkpoint: Checkpoint;
}): GrownRows {
  const { scope, folds, needs, names, grow, checkpoint } = parts;
  const rowAt = rowOffsets(folds);
  const grown = new Map(parts.known.map(({ columns, rows }) => [keyOf(columns), rows]));
  const asked = new Set<string>();
  const rowsOf = (subset: readonly number[]): SetRows => {
    const rows = grown.get(keyOf(subset)) ?? notGrown(rowAt.at(-1)!, needs);
    grown.set(keyOf(subset), rows);
    return rows;
  };
  const rowsOfSeed = (subset: readonly number[], seed: number | undefined): SetRows =>
    seed === undefined ? rowsOf(subset) : rowsBySeed(rowsOf(subset))[seed]!;
  const growMissing = async (
    subsets: readonly (readonly number[])[],
    range: FoldRange,
    seed: number | undefined,
  ): Promise<void> => {
    const { foldStart, foldEnd } = range;
    const sets = subsets.map((subset) => subset.map((column) => names[column]!).join('+'));
    const alone = seed === undefined ? '' : `, seed number ${seed} alone`;
    const task = `${scope}, folds ${foldStart} to ${foldEnd}${alone}: ${sets.join(' | ')}`;
    const parts = await checkpoint.remember(task, () => grow(subsets, range, seed));
    assert(parts.length === subsets.length, 'one part a subset');
    subsets.forEach((subset, i) =>
      copyRows(rowsOfSeed(subset, seed), parts[i]!, rowAt[foldStart]!),
    );
  };
  const inFolds = async (
    subsets: readonly (readonly number[])[],
    range: FoldRange,
    seed?: number,
  ): Promise<readonly SetRows[]> => {
    const { foldEnd } = range;
    // By the first fold that they lack; a map, because a set may be asked for twice.
    const lacking = new Map<number, Map<string, readonly number[]>>();
    for (const subset of subsets) {
      const foldStart = firstLacking(rowsOfSeed(subset, seed), range, rowAt);
      if (foldStart === foldEnd) continue;
      const group = lacking.get(foldStart) ?? new Map<string, readonly number[]>();
      lacking.set(foldStart, group.set(keyOf(subset), subset));
    }
    for (const [foldStart, group] of lacking) {
      await growMissing([...group.values()], { foldStart, foldEnd }, seed);
    }
    return subsets.map((subset) => rowsOfSeed(subset, seed));
  };
  return {
    inFolds: (subsets, range) => {
      for (const subset of subsets) asked.add(keyOf(subset));
      return inFolds(subsets, range);
    },
    ofSeed: (seed) => (subsets, range) =>
      inFolds(subsets, range, (needs.seedCount ?? 1) === 1 ? undefined : seed),
    setCount: () => asked.size,
  };
}

function notGrown(length: number, needs: RowNeeds): SetRows {
  const rows = emptyRows(length, needs);
  for (const { signals } of [rows, ...rowsBySeed(rows)]) signals.fill(NOT_GROWN);
  return rows;
}

/** The first fold of `range` that has not been grown; its end where all have. */
function firstLacking(
  { signals }: SetRows,
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
