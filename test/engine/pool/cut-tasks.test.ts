import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTasks, taskUnits } from '../../../engine/pool/cut-tasks.ts';

const SEED = 20_260;

describe('cutting work into tasks', () => {
  it('cuts only trees if there are many trees', () => {
    const tasks = cutTasks({ subsetCount: 31, treeStart: 0, treeEnd: 500, workers: 2 });
    expect(tasks[0]).toEqual({ subsetStart: 0, subsetEnd: 31, treeStart: 0, treeEnd: 32 });
    expect(tasks.every(({ subsetStart, subsetEnd }) => subsetEnd - subsetStart === 31)).toBe(true);
  });

  it('also cuts subsets if there are few trees', () => {
    const tasks = cutTasks({ subsetCount: 64, treeStart: 0, treeEnd: 2, workers: 4 });
    expect(tasks).toContainEqual({ subsetStart: 0, subsetEnd: 4, treeStart: 0, treeEnd: 2 });
    expect(tasks).toHaveLength(16);
  });

  it('does not cut work that is too small to send', () => {
    expect(cutTasks({ subsetCount: 1, treeStart: 0, treeEnd: 5, workers: 8 })).toEqual([
      { subsetStart: 0, subsetEnd: 1, treeStart: 0, treeEnd: 5 },
    ]);
  });

  it('has nothing to cut without subsets or trees', () => {
    expect(cutTasks({ subsetCount: 3, treeStart: 9, treeEnd: 9, workers: 2 })).toEqual([]);
    expect(cutTasks({ subsetCount: 0, treeStart: 0, treeEnd: 500, workers: 2 })).toEqual([]);
  });

  it.each([
    { subsetCount: 31, treeStart: 0, treeEnd: 500, workers: 1 },
    { subsetCount: 31, treeStart: 0, treeEnd: 500, workers: 8 },
    { subsetCount: 31, treeStart: 0, treeEnd: 100, workers: 64 },
    { subsetCount: 1, treeStart: 0, treeEnd: 4000, workers: 8 },
  ])('makes 4 to 20 tasks for each worker: %o', (work) => {
    const perWorker = cutTasks(work).length / work.workers;
    expect(perWorker).toBeGreaterThanOrEqual(4);
    expect(perWorker).toBeLessThanOrEqual(20);
  });

  const anyWork = fc.record({
    subsetCount: fc.integer({ min: 1, max: 60 }),
    treeStart: fc.integer({ min: 0, max: 50 }),
    treeEnd: fc.integer({ min: 50, max: 600 }),
    workers: fc.integer({ min: 1, max: 64 }),
  });

  it('covers every tree of every subset once, larger tasks first', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const tasks = cutTasks(work);
        const trees = work.treeEnd - work.treeStart;
        const seen = new Uint8Array(work.subsetCount * trees);
        for (const { subsetStart, subsetEnd, treeStart, treeEnd } of tasks) {
          for (let subset = subsetStart; subset < subsetEnd; subset++) {
            const first = subset * trees - work.treeStart;
            for (let tree = treeStart; tree < treeEnd; tree++) seen[first + tree]!++;
          }
        }
        const sizes = tasks.map(taskUnits);
        expect(seen.every((count) => count === 1)).toBe(true);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('leaves no worker with a large task at the end', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const tasks = cutTasks(work);
        const share = (work.subsetCount * (work.treeEnd - work.treeStart)) / work.workers;
        const last = tasks.at(-1);
        expect(last === undefined ? 0 : taskUnits(last)).toBeLessThanOrEqual(share / 8 + 60);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
