/**
 * Walk-forward forests on worker threads. A pool serves any number of problems, one after another
 * or at the same time. A task carries its problem, whose matrix is in shared memory, and a worker
 * keeps what it prepared for the last few problems. Votes are added in the order of the tasks, so
 * the result has the same bytes for any number of workers. A single worker is a thread as well:
 * then the calling thread can react to Ctrl-C, and there is only one code path.
 * Must not know: features' names, money, commands.
 */

import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import type { FoldRange, ForestProblem, TreeRange } from '../forest/problem.ts';
import type { TaskRange } from './cut-tasks.ts';
import type { VoteTask } from './worker.ts';
import { Cancelled, OutsideError, assert, toError } from '../core/errors.ts';
import { CLASS_COUNT, allFolds, testRowCount } from '../forest/problem.ts';
import { cutTasks, taskUnits } from './cut-tasks.ts';

export type ForestPoolOptions = {
  /** Number of worker threads, at least 1. It may be more than the number of cores. */
  readonly workers: number;
  /** Called with a message if a task failed once and is tried again. */
  readonly onRetry?: ((message: string) => void) | undefined;
};

/** Which trees and folds to grow (all if left out), and how to follow or stop the work. */
type VoteOptions = Partial<TreeRange> & {
  readonly folds?: FoldRange | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each task with the number of (tree, subset) pairs that are grown. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

type Subsets = readonly (readonly number[])[];

export type ForestPool = {
  readonly workers: number;
  /**
   * For each subset (column indices) the sum of the votes of `problem`'s trees: Uint32Array (test
   * rows of the folds × 3). If a later call passes the same problem object, the workers need not
   * prepare it again.
   * @throws Cancelled if `signal` aborts (the workers are stopped at once), OutsideError if a task
   *   failed twice or if no worker can run
   */
  readonly votes: (
    problem: ForestProblem,
    subsets: Subsets,
    options?: VoteOptions,
  ) => Promise<Uint32Array[]>;
  /** Stops the workers at once. */
  readonly close: () => Promise<void>;
};

/** Starts the workers. The caller must close the pool at the end, also after an error. */
export function createForestPool({ workers, onRetry }: ForestPoolOptions): ForestPool {
  const threads = new Piscina({
    filename: workerFile(import.meta.url),
    name: 'growVotes',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  const numbers = problemNumbers();
  const broken = watchWorkers(threads);
  return {
    workers,
    votes: async (problem, subsets, { signal, onProgress, folds, ...trees } = {}) => {
      const range = folds ?? allFolds(problem.folds);
      assert(problem.matrix.values.buffer instanceof SharedArrayBuffer, 'shared memory');
      if (signal?.aborted === true) throw new Cancelled();
      if (broken.signal.aborted) throw broken.signal.reason;
      const stop = new AbortController();
      setMaxListeners(0, stop.signal);
      const onAbort = (): void => stop.abort(new Cancelled());
      const onBroken = (): void => stop.abort(broken.signal.reason);
      signal?.addEventListener('abort', onAbort);
      broken.signal.addEventListener('abort', onBroken);
      const run = createRunner({
        threads,
        subsets,
        problem,
        problemNumber: numbers(problem),
        folds: range,
        stop,
        onRetry,
      });
      try {
        return await sumVotes({
          problem,
          workers,
          subsets,
          run,
          onProgress,
          folds: range,
          ...trees,
        });
      } catch (error) {
        // If the work was stopped, throw the reason, not the error of a task that it interrupted.
        if (stop.signal.aborted) throw stop.signal.reason;
        stop.abort(error);
        throw error;
      } finally {
        signal?.removeEventListener('abort', onAbort);
        broken.signal.removeEventListener('abort', onBroken);
      }
    },
    close: () => {
      threads.removeAllListeners('workerDestroy');
      return threads.destroy();
    },
  };
}

/** The compiled worker: a thread needs JavaScript, also if this file runs as TypeScript (tests). */
function workerFile(here: string): string {
  const file = here.endsWith('.ts') ? '../../dist/engine/pool/worker.js' : './worker.js';
  return new URL(file, here).href;
}

/** Aborts, with the reason, if a worker dies outside a task or if no worker is left. */
function watchWorkers(threads: Piscina): AbortController {
  const broken = new AbortController();
  setMaxListeners(0, broken.signal);
  const fail = (message: string, cause?: Error): void =>
    broken.abort(new OutsideError(message, { cause }));
  threads.on('error', (error: Error) => fail(`a worker failed: ${error.message}`, error));
  // piscina replaces a dead worker at once. But if the new worker dies while it starts, piscina
  // gives up without an error, and tasks would wait for ever.
  threads.on('workerDestroy', () =>
    setImmediate(() => {
      if (threads.threads.length === 0) fail('no worker thread can run');
    }),
  );
  return broken;
}

/** Numbers problem objects in the order in which they are first seen. */
function problemNumbers(): (problem: ForestProblem) => number {
  const known = new WeakMap<ForestProblem, number>();
  let next = 0;
  return (problem) => {
    const number = known.get(problem) ?? next++;
    known.set(problem, number);
    return number;
  };
}

type Runner = (range: TaskRange) => Promise<Uint32Array>;

/** Runs a task, and once more if it fails. A task that fails twice is an error. */
function createRunner({
  threads,
  subsets,
  problem,
  problemNumber,
  folds,
  stop,
  onRetry,
}: {
  readonly threads: Piscina;
  readonly subsets: Subsets;
  readonly problem: ForestProblem;
  readonly problemNumber: number;
  readonly folds: FoldRange;
  readonly stop: AbortController;
  readonly onRetry: ((message: string) => void) | undefined;
}): Runner {
  return async (range) => {
    const { subsetStart, subsetEnd, treeStart, treeEnd } = range;
    const part = subsets.slice(subsetStart, subsetEnd);
    const task: VoteTask = { problem, problemNumber, subsets: part, treeStart, treeEnd, folds };
    const { signal } = stop;
    try {
      return (await threads.run(task, { signal })) as Uint32Array;
    } catch (error) {
      if (signal.aborted) throw error;
      onRetry?.(`${describe(range)}: ${toError(error).message}; trying once more`);
    }
    try {
      return (await threads.run(task, { signal })) as Uint32Array;
    } catch (error) {
      if (signal.aborted) throw error;
      const message = `${describe(range)}: failed twice: ${toError(error).message}`;
      throw new OutsideError(message, { cause: error });
    }
  };
}

function describe({ subsetStart, subsetEnd, treeStart, treeEnd }: TaskRange): string {
  return `task (trees ${treeStart} to ${treeEnd}, subsets ${subsetStart} to ${subsetEnd})`;
}

async function sumVotes({
  problem,
  workers,
  subsets,
  run,
  onProgress,
  folds,
  treeStart = 0,
  treeEnd = problem.settings.trees,
}: Pick<ForestPoolOptions, 'workers'> &
  Omit<VoteOptions, 'signal' | 'folds'> & {
    readonly problem: ForestProblem;
    readonly subsets: Subsets;
    readonly run: Runner;
    readonly folds: FoldRange;
  }): Promise<Uint32Array[]> {
  const totalUnits = (treeEnd - treeStart) * subsets.length;
  const tested = problem.folds.slice(folds.foldStart, folds.foldEnd);
  const voteLength = testRowCount(tested) * CLASS_COUNT;
  const sums = subsets.map(() => new Uint32Array(voteLength));
  const ranges = cutTasks({ subsetCount: subsets.length, treeStart, treeEnd, workers });
  const waiting = new Map<number, Uint32Array>();
  let nextIndex = 0;
  let doneUnits = 0;
  await Promise.all(
    ranges.map(async (range, i) => {
      waiting.set(i, await run(range));
      for (; waiting.has(nextIndex); nextIndex++) {
        addAnswer(waiting.get(nextIndex)!, ranges[nextIndex]!, sums);
        waiting.delete(nextIndex);
      }
      doneUnits += taskUnits(range);
      onProgress?.(doneUnits, totalUnits);
    }),
  );
  return sums;
}

/** Adds the votes of a task, subset after subset, to the sums of these subsets. */
function addAnswer(answer: Uint32Array, range: TaskRange, sums: readonly Uint32Array[]): void {
  let offset = 0;
  for (let subset = range.subsetStart; subset < range.subsetEnd; subset++) {
    const target = sums[subset]!;
    for (let i = 0; i < target.length; i++) target[i] = target[i]! + answer[offset + i]!;
    offset += target.length;
  }
}
