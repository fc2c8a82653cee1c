/**
 * Combinatorial purged cross-validation: every choice of some groups of rows is a test set, and
 * the tests of all splits join into several full backtest paths.
 * Vocabulary: rows are cut into groups in time order; a test run is a maximal run of test rows;
 * row i's label covers bars i … i + horizon.
 * Source: López de Prado, "Advances in Financial Machine Learning" (2018), chapters 7 and 12.
 * Must not know: what the rows hold.
 */

import { InputError } from '../core/errors.ts';
import { combinationsOf } from './combinations.ts';

/** Half-open range of rows. */
type RowRange = { readonly start: number; readonly end: number };

/** One choice of test groups. */
export type PurgedSplit = {
  /** Groups that are tested, ascending. */
  readonly groups: readonly number[];
  /** Maximal runs of test rows: adjacent test groups are one run. */
  readonly testRuns: readonly RowRange[];
  /** Int32Array: training rows, ascending. */
  readonly train: Int32Array;
};

export type PurgedSplits = {
  /** One range a group; the first rows mod groups of them are one row longer. */
  readonly groups: readonly RowRange[];
  /** In lexicographic order of their groups. */
  readonly splits: readonly PurgedSplit[];
  /** Backtest paths: for each group the index of the split whose test of it the path takes. */
  readonly paths: readonly (readonly number[])[];
};

/**
 * All splits of `rows` rows in `groups` groups of which `testGroups` are tested. Purged are the
 * rows whose label meets the labels of a test run; the `embargo` rows after those are left out
 * too. A path's test of a group is the next split that tests the group.
 * @throws InputError where there are fewer rows than groups, or not 1 ≤ testGroups < groups, or
 *   a negative horizon or embargo
 */
export function combinatorialPurgedSplits(options: {
  readonly rows: number;
  readonly groups: number;
  readonly testGroups: number;
  readonly horizon: number;
  readonly embargo: number;
}): PurgedSplits {
  const { rows, groups, testGroups, horizon, embargo } = options;
  if (!(testGroups >= 1 && testGroups < groups && groups <= rows)) {
    throw new InputError(
      `expected 1 <= testGroups < groups <= rows, got ${testGroups}, ${groups}, ${rows}`,
    );
  }
  if (!(horizon >= 0 && embargo >= 0)) {
    throw new InputError(`expected horizon, embargo >= 0, got ${horizon}, ${embargo}`);
  }
  const ranges = groupRanges(rows, groups);
  const splits = combinationsOf(groups, testGroups).map((tested): PurgedSplit => {
    const testRuns = joinRanges(tested.map((group) => ranges[group]));
    return { groups: tested, testRuns, train: trainingRows(rows, testRuns, horizon, embargo) };
  });
  return { groups: ranges, splits, paths: pathsOf(groups, splits) };
}

function groupRanges(rows: number, groups: number): readonly RowRange[] {
  const size = Math.floor(rows / groups);
  const longer = rows % groups;
  return Array.from({ length: groups }, (_, group) => ({
    start: group * size + Math.min(group, longer),
    end: (group + 1) * size + Math.min(group + 1, longer),
  }));
}

/** Ascending ranges with adjacent ones joined. */
function joinRanges(ranges: readonly RowRange[]): readonly RowRange[] {
  const joined: RowRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.end === range.start) joined[joined.length - 1] = { ...last, end: range.end };
    else joined.push(range);
  }
  return joined;
}

/** Rows i whose [i, i + horizon] misses each run's labels, and that no embargo holds. */
function trainingRows(
  rows: number,
  testRuns: readonly RowRange[],
  horizon: number,
  embargo: number,
): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    const free = testRuns.every(
      ({ start, end }) => row + horizon < start || row >= end + horizon + embargo,
    );
    if (free) kept.push(row);
  }
  return Int32Array.from(kept);
}

/** Path j takes each group's j-th split that tests it. */
function pathsOf(groups: number, splits: readonly PurgedSplit[]): readonly (readonly number[])[] {
  const testsOf = Array.from({ length: groups }, (_, group) =>
    Array.from(splits.keys()).filter((split) => splits[split].groups.includes(group)),
  );
  return testsOf[0].map((_, path) => testsOf.map((tests) => tests[path]));
}
