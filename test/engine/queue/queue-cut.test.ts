import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueTasks, taskCount } from '../../../engine/queue/queue-cut.ts';

const work = (trees: number, subsetCount: number, folds: number) => ({
  treeStart: 5,
  treeEnd: 5 + trees,
  subsetCount,
  foldStart: 0,
  foldEnd: folds,
});

describe('the cut of work for a queue', () => {
  it.each([
    // A step of a selection on daily bars: 496,000 triples.
    ['a step, two threads: six tasks each', work(100, 31, 160), 2, 1, 12],
    ['a step, a hundred threads: 10,000 triples each', work(100, 31, 160), 100, 1, 49],
    ['a step, one of four at the same time', work(100, 31, 160), 4, 4, 6],
    ['a step, one of hundreds at the same time', work(100, 31, 160), 100, 900, 1],
    ['little work', work(10, 1, 160), 100, 1, 1],
    ['nobody is there yet', work(100, 31, 160), 0, 1, 1],
    // 1.2 · 10⁹ triples: no task is longer than 500,000 of them, even for one thread.
    ['much work, one thread', work(4000, 300, 1000), 1, 1, 2400],
  ])('%s', (_, given, threads, works, expected) => {
    expect(taskCount(given, { threads, works })).toBe(expected);
  });

  it('covers every pair of a tree and a subset once, in about equal parts', () => {
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 500 }), (trees, subsets, count) => {
        const seen = new Map<string, number>();
        const tasks = queueTasks(work(trees, subsets, 3), count);
        for (const { treeStart, treeEnd, subsetStart, subsetEnd } of tasks) {
          expect(treeEnd > treeStart && subsetEnd > subsetStart).toBe(true);
          for (let tree = treeStart; tree < treeEnd; tree++) {
            for (let subset = subsetStart; subset < subsetEnd; subset++) {
              seen.set(`${tree} ${subset}`, (seen.get(`${tree} ${subset}`) ?? 0) + 1);
            }
          }
        }
        expect(seen.size).toBe(trees * subsets);
        expect([...seen.values()].every((times) => times === 1)).toBe(true);
        expect(tasks.length).toBeGreaterThanOrEqual(Math.min(count, trees));
      }),
      { seed: 15, numRuns: 200 },
    );
  });

  it('has no task for no work', () => {
    expect(queueTasks(work(100, 0, 160), 7)).toEqual([]);
    expect(queueTasks(work(0, 3, 160), 7)).toEqual([]);
  });
});
