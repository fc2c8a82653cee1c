/**
 * How many tasks a piece of work is cut into for a queue. A task should take some hundredths of a
 * second at least, because sending it costs some milliseconds, and some seconds at most, because a
 * worker that ends loses it. The cut is only a matter of speed: votes are sums of integers.
 */

import type { FoldRange, TreeRange } from '../forest/problem.ts';
import { cutTasks, type TaskRange } from '../pool/cut-tasks.ts';

/** (tree, subset, fold) triples of a task: 4 to 7 µs each, so at least about 0.05 s … */
const LEAST_GROWN = 10_000;
/** … and at most about 3 s. */
const MOST_GROWN = 500_000;

/** `cutTasks` makes 8 to 20 tasks for each worker of this number. */
const TASKS_PER_WORKER = 8;

/**
 * The number of workers to cut for, so that tasks have a sensible size.
 * @param threads the threads of all machines that are there
 */
export function workersToCutFor(
  { subsetCount, treeStart, treeEnd, foldStart, foldEnd }: QueueWork,
  threads: number,
): number {
  const grown = (treeEnd - treeStart) * subsetCount * (foldEnd - foldStart);
  const most = Math.ceil(grown / LEAST_GROWN / TASKS_PER_WORKER);
  const least = Math.ceil(grown / MOST_GROWN / TASKS_PER_WORKER);
  return Math.max(1, least, Math.min(threads, most));
}

type QueueWork = TreeRange & FoldRange & { readonly subsetCount: number };

/** The tasks of `work`, cut for `workers`. */
export function queueTasks(work: QueueWork, workers: number): readonly TaskRange[] {
  const { subsetCount, treeStart, treeEnd } = work;
  return cutTasks({ subsetCount, treeStart, treeEnd, workers });
}
