/** What a window of training rows is: the same forest on rows that are there alone. */

import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import { fitForest } from '../../../engine/forest/fit.ts';
import type { ForestProblem } from '../../../engine/forest/problem.ts';
import { createScratchForest } from '../../../engine/forest/scratch-forest.ts';
import { createKernelForest } from '../../../engine/forest/walk-forward-kernel.ts';
import { matrixOf } from './matrix-of.ts';

const ROWS = 500;
const WINDOW = 120;
const random = randomStream(5);
const columns = [0, 1].map(() => Array.from({ length: ROWS }, () => random.normal()));
const matrix = matrixOf({ a: columns[0]!, b: columns[1]! });
const labels = Uint8Array.from({ length: ROWS }, (_, row) => (columns[0]![row]! > 0 ? 2 : 0));
const shape = { maxDepth: 4, minLeafRows: 8, bins: 32 };
const settings = { trees: 6, ...shape, epochFolds: 3, seed: 9 };

/** Six folds of 20 rows, in two epochs, whose windows begin at rows 180 and 240. */
const folds = [0, 1, 2, 3, 4, 5].map((i) => {
  const testStart = 300 + 20 * i;
  return { trainEnd: testStart, testStart, testEnd: testStart + 20 };
});
const problem: ForestProblem = { matrix, labels, folds, settings };
const windowed = { ...problem, settings: { ...settings, window: WINDOW } };

/** The problem with other values and labels on the rows that `changes` names. */
function changed(source: ForestProblem, changes: (row: number) => boolean): ForestProblem {
  const values = new Float64Array(new SharedArrayBuffer(source.matrix.values.byteLength));
  source.matrix.values.forEach((value, at) => {
    values[at] = changes(at % ROWS) ? 7 - 2 * value : value;
  });
  const others = source.labels.map((label, row) => (changes(row) ? (label + 1) % 3 : label));
  return { ...source, matrix: { ...source.matrix, values }, labels: others };
}

describe.each([
  ['the kernel', createKernelForest],
  ['the scratch forest', createScratchForest],
])('a window of training rows, in %s', (_, create) => {
  const votesOf = (source: ForestProblem) => create(source).votes([[0, 1]], 0, 6)[0]!;
  const perFold = 20 * 3;

  it('begins that many rows before the end of the first training of an epoch', () => {
    const votes = votesOf(windowed);
    const before = votesOf(changed(windowed, (row) => row < 180));
    expect(before).toEqual(votes);
    const later = votesOf(changed(windowed, (row) => row < 240));
    expect(later.subarray(3 * perFold)).toEqual(votes.subarray(3 * perFold));
    expect(later.subarray(0, 3 * perFold)).not.toEqual(votes.subarray(0, 3 * perFold));
    const inside = votesOf(changed(windowed, (row) => row === 240));
    expect(inside.subarray(3 * perFold)).not.toEqual(votes.subarray(3 * perFold));
  });

  it('that is longer than the history changes nothing', () => {
    const long = { ...problem, settings: { ...settings, window: 10_000 } };
    expect(votesOf(long)).toEqual(votesOf(problem));
    expect(votesOf(windowed)).not.toEqual(votesOf(problem));
  });

  it('knows no later row: a file that is cut has the same votes up to there', () => {
    const cut = { ...windowed, folds: folds.slice(0, 4) };
    expect(votesOf(cut)).toEqual(votesOf(windowed).subarray(0, 4 * perFold));
  });
});

it('a forest that is fitted with a window knows the last rows alone', () => {
  const own = { ...settings, window: WINDOW };
  const fitted = fitForest(matrix, labels, [0, 1], 400, own);
  const other = changed(problem, (row) => row < 280);
  expect(fitForest(other.matrix, other.labels, [0, 1], 400, own)).toEqual(fitted);
  expect(fitForest(matrix, labels, [0, 1], 400, settings)).not.toEqual(fitted);
  const totals = fitted.totals.subarray(0, 3).reduce((sum, weight) => sum + weight, 0);
  expect(totals).toBeGreaterThan(0.6 * WINDOW);
  expect(totals).toBeLessThan(1.4 * WINDOW);
});
