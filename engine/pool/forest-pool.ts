/**
 * The pool that grows walk-forward forests: a range of work in, votes out. This one has worker
 * threads; the workers of a queue on other machines stand behind the same type. A pool serves any
 * number of problems, one after another or at the same time. Votes are added in the order of the
 * tasks, so the result has the same bytes for any number of workers. A single worker is a thread as
 * well: then the calling thread can react to Ctrl-C, and there is only one code path.
 * Must not know: features' names, money, commands.
 */

import type { FoldRange, ForestProblem, TreeRange } from '../forest/problem.ts';
import type { TaskRange } from './cut-tasks.ts';
import { allFolds } from '../forest/problem.ts';
import { cutTasks } from './cut-tasks.ts';
import { createForestThreads, type ForestPoolOptions } from './forest-threads.ts';
import { stoppable } from './stoppable.ts';
import { sumVotes, type Subsets } from './sum-votes.ts';

/** Which trees and folds to grow (all if left out), and how to follow or stop the work. */
type VoteOptions = Partial<TreeRange> & {
  readonly folds?: FoldRange | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each task with the number of (tree, subset) pairs that are grown. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

export type ForestPool = {
  /** Threads that grow forests, on this machine or on all machines of a queue. */
  readonly workers: number;
  /**
   * Problems that a caller should work on at the same time, so that the workers have work while one
   * of them is scored. The number may change with those who are there; results do not depend on it.
   */
  readonly problemsAtOnce: number;
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

/** A thread keeps what it prepared for so many problems. */
const PREPARED_PROBLEMS = 2;

/** A pool of worker threads. The caller must close it at the end, also after an error. */
export function createForestPool(options: ForestPoolOptions): ForestPool {
  const { workers } = options;
  const threads = createForestThreads(options);
  const { broken } = threads;
  return {
    workers,
    problemsAtOnce: PREPARED_PROBLEMS,
    votes: (
      problem,
      subsets,
      { signal, onProgress, folds = allFolds(problem.folds), ...trees } = {},
    ) => {
      const { treeStart = 0, treeEnd = problem.settings.trees } = trees;
      const tasks = cutTasks({ subsetCount: subsets.length, treeStart, treeEnd, workers });
      return stoppable({ signal, broken }, (stop) => {
        const run = (task: TaskRange): Promise<Uint32Array> =>
          threads.grow({ problem, folds, ...taskPart(task, subsets), name: taskName(task) }, stop);
        return sumVotes({ problem, subsets, folds, tasks, run, onProgress });
      });
    },
    close: threads.close,
  };
}

/** The trees and subsets of a task. */
export function taskPart(
  { subsetStart, subsetEnd, treeStart, treeEnd }: TaskRange,
  subsets: Subsets,
): TreeRange & { readonly subsets: Subsets } {
  return { subsets: subsets.slice(subsetStart, subsetEnd), treeStart, treeEnd };
}

/** A task in words, for messages. */
export function taskName({ subsetStart, subsetEnd, treeStart, treeEnd }: TaskRange): string {
  return `task (trees ${treeStart} to ${treeEnd}, subsets ${subsetStart} to ${subsetEnd})`;
}
