/**
 * Cuts work into tasks; a task is a range of trees on a range of subsets. Trees are cut first,
 * because all subsets of a task share the bootstrap sample of a tree. Subsets are cut as well if
 * there are too few trees for the workers. Votes are sums of integers, so no result depends on how
 * the work is cut.
 */

import type { TreeRange } from '../forest/problem.ts';

/** A range of trees on subsets [subsetStart, subsetEnd). */
export type TaskRange = TreeRange & { readonly subsetStart: number; readonly subsetEnd: number };

/** The work to cut: a range of trees on all subsets, for a number of workers. */
export type Work = TreeRange & { readonly subsetCount: number; readonly workers: number };

/**
 * If all tasks had the largest size, each worker would get this many. So progress is reported often
 * enough, and a worker that crashes loses little work.
 */
const LARGEST_PER_WORKER = 8;

/**
 * No task is larger than this share of the work that is left for a worker. So tasks shrink near the
 * end, and all workers finish at about the same time.
 */
const TAIL_SHARE = 1 / 3;

/** A task of fewer trees times subsets than this costs more to send than to compute. */
const LEAST_UNITS = 8;

/**
 * Tasks that cover every pair of a tree and a subset once, larger tasks first. If there is enough
 * work, each worker gets 8 to 20 tasks.
 */
export function cutTasks(work: Work): readonly TaskRange[] {
  const { subsetCount, treeEnd, workers } = work;
  const trees = treeEnd - work.treeStart;
  if (subsetCount === 0 || trees === 0) return [];
  const wanted = LARGEST_PER_WORKER * workers;
  const subsetRanges = Math.min(subsetCount, Math.ceil(wanted / trees));
  const rangeSubsets = subsetCount / subsetRanges;
  const leastTrees = Math.ceil(LEAST_UNITS / rangeSubsets);
  const largest = Math.ceil((trees * subsetRanges) / wanted);
  const tasks: TaskRange[] = [];
  let treeStart = work.treeStart;
  while (treeStart < treeEnd) {
    const left = treeEnd - treeStart;
    const shrinking = Math.ceil(((left * subsetRanges) / workers) * TAIL_SHARE);
    const count = Math.min(left, Math.max(leastTrees, Math.min(largest, shrinking)));
    for (let i = 0; i < subsetRanges; i++) {
      tasks.push({
        subsetStart: Math.round(i * rangeSubsets),
        subsetEnd: Math.round((i + 1) * rangeSubsets),
        treeStart,
        treeEnd: treeStart + count,
      });
    }
    treeStart += count;
  }
  return tasks.sort((a, b) => taskUnits(b) - taskUnits(a));
}

/** The cost of a task: trees times subsets. */
export function taskUnits(task: TaskRange): number {
  return (task.treeEnd - task.treeStart) * (task.subsetEnd - task.subsetStart);
}
