/** The kernel against the oracle on real bars, at default settings. */

import { expect, it } from 'vitest';
import { createKernelForest } from '../../../engine/forest/walk-forward-kernel.ts';
import { createScratchForest } from '../../../engine/forest/scratch-forest.ts';
import { INTRADAY_FEATURES, NAMED_SETS, DEFAULT_CANDIDATES } from '../../../features/named-sets.ts';
import { describeShared } from '../../shared-data.ts';
import { marketProblem } from './market-problem.ts';
import { firstRows } from './matrix-of.ts';
import { voteDifference } from './vote-difference.ts';

describeShared('the kernel on real bars', () => {
  it('votes as the scratch forest does on forward_4, in all 161 folds', async () => {
    const { problem } = await marketProblem('1d', NAMED_SETS['forward_4']!);
    expect(problem.folds).toHaveLength(161);
    const subsets = [[0, 1, 2, 3]];
    const got = createKernelForest(problem).votes(subsets, 0, 3);
    const expected = createScratchForest(problem).votes(subsets, 0, 3);
    expect(voteDifference(problem, got, expected)).toBeUndefined();
  });

  it('votes as the scratch forest does on subsets of the pool, in the last 20 folds', async () => {
    const { problem } = await marketProblem('1d', DEFAULT_CANDIDATES);
    const last = { ...problem, folds: problem.folds.slice(-20) };
    const all = DEFAULT_CANDIDATES.map((_, column) => column);
    const subsets = [all, all.slice(9, 23), [30, 2], [17]];
    const got = createKernelForest(last).votes(subsets, 7, 9);
    const expected = createScratchForest(last).votes(subsets, 7, 9);
    expect(voteDifference(last, got, expected)).toBeUndefined();
  });

  it('votes as the scratch forest does on 4-hour bars, in the last 8 folds', async () => {
    const { problem } = await marketProblem('4h', [...DEFAULT_CANDIDATES, ...INTRADAY_FEATURES]);
    expect(problem.matrix.rows).toBeGreaterThan(21_000);
    const last = { ...problem, folds: problem.folds.slice(-8) };
    const subsets = [[40, 3, 12, 33], problem.matrix.names.map((_, column) => column)];
    const got = createKernelForest(last).votes(subsets, 0, 2);
    const expected = createScratchForest(last).votes(subsets, 0, 2);
    expect(voteDifference(last, got, expected)).toBeUndefined();
  });

  it('keeps every earlier vote wherever the daily file ends', async () => {
    const { problem } = await marketProblem('1d', NAMED_SETS['forward_4']!);
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
