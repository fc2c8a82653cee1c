import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/core/errors.ts';
import { walkLearner, type Learner } from '../../../engine/learn/walk-learner.ts';
import { matrixOf } from '../forest/matrix-of.ts';

const WALK = {
  matrix: matrixOf({ unused: [9, 9, 9, 9, 9, 9, 9], x: [1, 3, 5, 7, 9, 11, 13] }),
  labels: Uint8Array.of(0, 1, 2, 0, 1, 2, 0),
  folds: [
    { trainStart: 0, trainEnd: 2, testStart: 4, testEnd: 6 },
    { trainStart: 0, trainEnd: 4, testStart: 6, testEnd: 7 },
  ],
  columns: [1],
};

describe('walkLearner', () => {
  it('shows a fold its own training rows only, and keeps the order of the rows', async () => {
    const seen: unknown[] = [];
    const learner: Learner = ({ rows, labels }, tested) => {
      seen.push([[...rows.values], [...labels], [...tested.values]]);
      return Float64Array.from({ length: tested.count * 3 }, (_, i) => (i % 3 === 2 ? 1 : 0));
    };
    const progress: string[] = [];
    const onProgress = (done: number, total: number): number => progress.push(`${done}/${total}`);
    const { probabilities, classes } = await walkLearner(WALK, learner, { onProgress });
    const root = Math.sqrt(5);
    expect(seen).toEqual([
      [
        [-1, 1],
        [0, 1],
        [7, 9],
      ],
      [[-3 / root, -1 / root, 1 / root, 3 / root], [0, 1, 2, 0], [9 / root]],
    ]);
    expect([...probabilities]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect([...classes]).toEqual([1, 1, 1]);
    expect(progress).toEqual(['1/2', '2/2']);
  });

  it('shows a fold with a window the rows of this window only', async () => {
    const seen: unknown[] = [];
    const learner: Learner = ({ rows, labels }, tested) => {
      seen.push([[...rows.values], [...labels], [...tested.values]]);
      return new Float64Array(tested.count * 3);
    };
    await walkLearner({ ...WALK, folds: [{ ...WALK.folds[1]!, trainStart: 2 }] }, learner);
    // 5 and 7 have the mean 6 and the deviation 1.
    expect(seen).toEqual([[[-1, 1], [2, 0], [7]]]);
  });

  it('stops between two folds', async () => {
    const stop = new AbortController();
    let folds = 0;
    const learner: Learner = (_, tested) => {
      folds++;
      stop.abort();
      return new Float64Array(tested.count * 3);
    };
    const walking = walkLearner(WALK, learner, { signal: stop.signal });
    await expect(walking).rejects.toThrow(Cancelled);
    expect(folds).toBe(1);
  });
});
