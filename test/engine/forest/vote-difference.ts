/** Says where two forests' votes differ, in words that lead to the fold and row. */

import { CLASS_COUNT, type ForestProblem } from '../../../engine/forest/problem.ts';

/** The first test row whose votes differ; undefined where all are the same. */
export function voteDifference(
  { folds }: Pick<ForestProblem, 'folds'>,
  got: readonly Uint32Array[],
  expected: readonly Uint32Array[],
): string | undefined {
  if (got.length !== expected.length) return `${got.length} subsets, not ${expected.length}`;
  for (let subset = 0; subset < expected.length; subset++) {
    const [votes, want] = [got[subset]!, expected[subset]!];
    if (votes.length !== want.length) return `${votes.length} votes, not ${want.length}`;
    const at = want.findIndex((value, i) => votes[i] !== value);
    if (at < 0) continue;
    const start = at - (at % CLASS_COUNT);
    const [some, others] = [votes, want].map((all) => all.subarray(start, start + CLASS_COUNT));
    const where = placeOf(folds, start / CLASS_COUNT);
    return `subset ${subset}, ${where}: expected ${others!.join()}, got ${some!.join()}`;
  }
  return undefined;
}

function placeOf(folds: ForestProblem['folds'], testRow: number): string {
  let first = 0;
  for (const [fold, { testStart, testEnd }] of folds.entries()) {
    const row = testStart + testRow - first;
    if (row < testEnd) return `fold ${fold}, row ${row}`;
    first += testEnd - testStart;
  }
  return 'after the last fold';
}
