/** The kernel against the oracle on real bars, at default settings. */

import { expect, it } from 'vitest';
import { createKernelForest } from '../../../engine/forest/kernel.ts';
import { createScratchForest } from '../../../engine/forest/scratch-forest.ts';
import { NAMED_SETS, POOL } from '../../../features/named-sets.ts';
import { describeShared } from '../../shared-data.ts';
import { dailyProblem } from './daily-problem.ts';
import { firstRows } from './matrix-of.ts';
import { voteDifference } from './vote-difference.ts';

describeShared('the kernel on the daily file', () => {
  it('votes as the scratch forest does on forward_4, in all 161 folds', async () => {
    const { problem } = await dailyProblem(NAMED_SETS['forward_4']!);
    expect(problem.folds).toHaveLength(161);
    const subsets = [[0, 1, 2, 3]];
    const got = createKernelForest(problem).votes(subsets, 0, 3);
    const expected = createScratchForest(problem).votes(subsets, 0, 3);
    expect(voteDifference(problem, got, expected)).toBeUndefined();
  });

  it('votes as the scratch forest does on subsets of the pool, in the last 20 folds', async () => {
    const { problem } = await dailyProblem(POOL);
    const last = { ...problem, folds: problem.folds.slice(-20) };
    const all = POOL.map((_, column) => column);
    const subsets = [all, all.slice(9, 23), [30, 2], [17]];
    const got = createKernelForest(last).votes(subsets, 7, 9);
    const expected = createScratchForest(last).votes(subsets, 7, 9);
    expect(voteDifference(last, got, expected)).toBeUndefined();
  });

  it('keeps every earlier vote wherever the file ends', async () => {
    const { problem } = await dailyProblem(NAMED_SETS['forward_4']!);
    const subsets = [[0, 1, 2, 3], [2]];
    const whole = createKernelForest(problem).votes(subsets, 0, 2);
    for (let count = 1; count <= problem.folds.length; count++) {
      const folds = problem.folds.slice(0, count);
      const rows = folds.at(-1)!.testEnd;
      const matrix = firstRows(problem.matrix, rows);
      const short = { ...problem, folds, matrix, labels: problem.labels.slice(0, rows) };
      const got = createKernelForest(short).votes(subsets, 0, 2);
      const known = whole.map((votes, i) => votes.subarray(0, got[i]!.length));
      expect(voteDifference(short, got, known)).toBeUndefined();
    }
  });
});
