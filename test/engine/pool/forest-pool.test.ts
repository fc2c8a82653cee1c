import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ForestProblem } from '../../../engine/forest/problem.ts';
import type { ForestPool } from '../../../engine/pool/forest-pool.ts';
import { Cancelled, OutsideError } from '../../../engine/core/errors.ts';
import { hashText } from '../../../engine/core/hash.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { createForestPool } from '../../../engine/pool/forest-pool.ts';

const SUBSETS = [[0], [1, 2], [0, 1, 2, 3]];

/** 260 rows of 4 random columns, of which only the first has a signal; 4 folds of 15 rows. */
function smallProblem(trees: number): ForestProblem {
  const rows = 260;
  const names = ['a', 'b', 'c', 'd'];
  const random = randomStream(7);
  const values = new Float64Array(new SharedArrayBuffer(names.length * rows * 8));
  for (let i = 0; i < values.length; i++) values[i] = random.normal();
  const labels = Uint8Array.from({ length: rows }, (_, row) =>
    values[row]! + random.normal() > 0 ? 2 : random.below(2),
  );
  return {
    matrix: { names, keys: Uint32Array.from(names, hashText), rows, values },
    labels,
    folds: [200, 215, 230, 245].map((start) => ({
      trainEnd: start - 1,
      testStart: start,
      testEnd: start + 15,
    })),
    settings: { trees, maxDepth: 4, minLeafRows: 10, bins: 16, epochFolds: 2, seed: 42 },
  };
}

/** A problem with so many trees that no test waits for its end. */
const LONG = smallProblem(4000);

/** From now on, calls `kill` with each worker thread that the test starts, and with its number. */
function watchThreads(kill: (thread: Worker, index: number) => void): void {
  let count = 0;
  const listener = (thread: Worker): void => kill(thread, count++);
  process.on('worker', listener);
  onTestFinished(() => void process.off('worker', listener));
}

describe('a pool of forest workers', () => {
  const open: ForestPool[] = [];
  const start = (...options: Parameters<typeof createForestPool>): ForestPool => {
    const pool = createForestPool(...options);
    open.push(pool);
    return pool;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((pool) => pool.close()));
  });

  it('grows a range of folds alone, with the votes that they have among all', async () => {
    const problem = smallProblem(50);
    const whole = createWalkForwardForest(problem).votes(SUBSETS, 0, 50);
    const pool = start({ workers: 2 });
    for (const [foldStart, foldEnd] of [
      [0, 3],
      [1, 2],
      [3, 4],
    ] as const) {
      const expected = whole.map((votes) => votes.slice(foldStart * 45, foldEnd * 45));
      const folds = { foldStart, foldEnd };
      expect(await pool.votes(problem, SUBSETS, { folds })).toEqual(expected);
    }
  });

  it('gives the same bytes with 1, 2 and 8 workers as without a pool', async () => {
    const problem = smallProblem(50);
    const expected = createWalkForwardForest(problem).votes(SUBSETS, 0, 50);
    for (const workers of [1, 2, 8]) {
      const votes = await start({ workers }).votes(problem, SUBSETS);
      expect(votes, `${workers} workers`).toEqual(expected);
    }
  });

  it('serves calls with different subsets, one after another and at the same time', async () => {
    const problem = smallProblem(20);
    const pool = start({ workers: 2 });
    const all = await pool.votes(problem, SUBSETS);
    const single = await Promise.all(SUBSETS.map((subset) => pool.votes(problem, [subset])));
    expect(single.flat()).toEqual(all);
    expect(await pool.votes(problem, [])).toEqual([]);
  });

  it('grows a range of trees alone, and the ranges add up to the whole', async () => {
    const problem = smallProblem(20);
    const pool = start({ workers: 2 });
    const forest = createWalkForwardForest(problem);
    const first = await pool.votes(problem, SUBSETS, { treeEnd: 7 });
    const second = await pool.votes(problem, SUBSETS, { treeStart: 7 });
    expect(first).toEqual(forest.votes(SUBSETS, 0, 7));
    expect(second).toEqual(forest.votes(SUBSETS, 7, 20));
  });

  it('grows a range of trees; two ranges add up to both', async () => {
    const problem = smallProblem(50);
    const pool = start({ workers: 2 });
    const ranges = [{ treeStart: 0, treeEnd: 20 }, { treeStart: 20 }];
    const [low, high] = await Promise.all(
      ranges.map((range) => pool.votes(problem, SUBSETS, range)),
    );
    const sums = low!.map((votes, subset) => votes.map((vote, i) => vote + high![subset]![i]!));
    expect(sums).toEqual(await pool.votes(problem, SUBSETS));
  });

  it('serves several problems on the same threads, in turn and at the same time', async () => {
    const problems = [20, 30, 10].map(smallProblem);
    const threads: number[] = [];
    watchThreads((_, index) => threads.push(index));
    const pool = start({ workers: 2 });
    const expected = problems.map((problem) =>
      createWalkForwardForest(problem).votes(SUBSETS, 0, problem.settings.trees),
    );
    for (let round = 0; round < 2; round++) {
      for (const [i, problem] of problems.entries()) {
        expect(await pool.votes(problem, SUBSETS)).toEqual(expected[i]);
      }
    }
    expect(await Promise.all(problems.map((problem) => pool.votes(problem, SUBSETS)))).toEqual(
      expected,
    );
    expect(threads).toEqual([0, 1]);
  });

  it('reports progress up to all trees of all subsets', async () => {
    const reports: (readonly [number, number])[] = [];
    const pool = start({ workers: 2 });
    await pool.votes(smallProblem(40), SUBSETS, {
      onProgress: (done, total) => reports.push([done, total]),
    });
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.every(([done], i) => i === 0 || done > reports[i - 1]![0])).toBe(true);
    expect(reports.at(-1)).toEqual([120, 120]);
  });

  it('stops when asked, in the middle of a task', async () => {
    const stop = new AbortController();
    const pool = start({ workers: 2 });
    const votes = pool.votes(LONG, SUBSETS, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(votes).rejects.toThrow(Cancelled);
    await expect(pool.votes(LONG, SUBSETS, { signal: stop.signal })).rejects.toThrow(Cancelled);
  });

  it('tries a task again if its worker dies, and names the task', async () => {
    const problem = smallProblem(50);
    const messages: string[] = [];
    watchThreads((thread, index) => {
      if (index === 0) void thread.terminate();
    });
    const pool = start({ workers: 1, onRetry: (message) => messages.push(message) });
    const votes = await pool.votes(problem, SUBSETS);
    expect(votes).toEqual(createWalkForwardForest(problem).votes(SUBSETS, 0, 50));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^task \(trees 0 to 7, subsets 0 to 3\): .+; trying once more$/);
  });

  it('gives up if the second worker of a task dies as well, and names the task', async () => {
    watchThreads((thread, index) => {
      if (index === 0) void thread.terminate();
      // The second worker dies at work: piscina sends it the task when the worker is ready.
      else void once(thread, 'message').then(() => setImmediate(() => thread.terminate()));
    });
    const pool = start({ workers: 1 });
    const votes = pool.votes(LONG, [[0, 1, 2, 3]]);
    await expect(votes).rejects.toThrow(OutsideError);
    await expect(votes).rejects.toThrow(/task \(trees \d+ to \d+, subsets 0 to 1\): failed twice/);
  });

  it('fails instead of waiting for ever if no worker can start', async () => {
    watchThreads((thread) => void thread.terminate());
    const pool = start({ workers: 1 });
    await expect(pool.votes(LONG, SUBSETS)).rejects.toThrow('no worker thread can run');
    await expect(pool.votes(LONG, SUBSETS)).rejects.toThrow(OutsideError);
  });

  it('fails with the reason if a problem cannot be prepared', async () => {
    const problem = smallProblem(10);
    problem.matrix.values[3] = Number.NaN;
    const pool = start({ workers: 1 });
    await expect(pool.votes(problem, SUBSETS)).rejects.toThrow(/finite/);
  });

  it('refuses a matrix that is not in shared memory', async () => {
    const problem = smallProblem(10);
    const matrix = { ...problem.matrix, values: problem.matrix.values.slice() };
    const copied = { ...problem, matrix };
    await expect(start({ workers: 1 }).votes(copied, SUBSETS)).rejects.toThrow(/shared/);
  });
});
