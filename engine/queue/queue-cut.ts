/**
 * How a piece of work is cut into tasks for a queue: into ranges of trees on all subsets, because
 * they share the bootstrap sample of a tree; into ranges of subsets as well if the trees are too
 * few. A task should take some hundredths of a second at least, because sending it costs some
 * milliseconds, and some seconds at most, because a worker that ends loses it. Every task returns
 * the votes of all its subsets, so fewer tasks also mean fewer bytes. The cut is only a matter of
 * speed: votes are sums of integers.
 */

import type { FoldRange, TreeRange } from '../forest/problem.ts';
import type { TaskRange } from '../pool/cut-tasks.ts';

/** (tree, subset, fold) triples of a task: 4 to 7 µs each, so at least about 0.05 s … */
const LEAST_GROWN = 10_000;
/** … and at most about 3 s. */
const MOST_GROWN = 500_000;

/** Tasks for each thread, so that all threads end at about the same time. */
const TASKS_PER_THREAD = 6;

/** Work to cut: trees and folds on a number of subsets. */
export type QueueWork = TreeRange & FoldRange & { readonly subsetCount: number };

/** Who is there to do the work. */
export type Hands = {
  /** Threads of all workers. */
  readonly threads: number;
  /** Pieces of work of the same command that run at the same time, at least 1. */
  readonly works: number;
};

/** The number of tasks, at least 1. */
export function taskCount(work: QueueWork, { threads, works }: Hands): number {
  const trees = work.treeEnd - work.treeStart;
  const grown = trees * work.subsetCount * (work.foldEnd - work.foldStart);
  const wanted = Math.ceil((TASKS_PER_THREAD * threads) / works);
  const most = Math.floor(grown / LEAST_GROWN);
  const least = Math.ceil(grown / MOST_GROWN);
  return Math.max(1, least, Math.min(wanted, most));
}

/**
 * About `count` tasks of about the same size, which cover every pair of a tree and a subset once.
 * There are never more than pairs.
 */
export function queueTasks(work: QueueWork, count: number): readonly TaskRange[] {
  const { subsetCount, treeStart, treeEnd } = work;
  const trees = treeEnd - treeStart;
  if (subsetCount === 0 || trees === 0) return [];
  const subsetRanges = Math.min(subsetCount, Math.ceil(count / trees));
  const treeRanges = Math.min(trees, Math.ceil(count / subsetRanges));
  const tasks: TaskRange[] = [];
  for (let i = 0; i < treeRanges; i++) {
    for (let j = 0; j < subsetRanges; j++) {
      tasks.push({
        treeStart: treeStart + Math.round((i * trees) / treeRanges),
        treeEnd: treeStart + Math.round(((i + 1) * trees) / treeRanges),
        subsetStart: Math.round((j * subsetCount) / subsetRanges),
        subsetEnd: Math.round(((j + 1) * subsetCount) / subsetRanges),
      });
    }
  }
  return tasks;
}
