/**
 * Work cut into tasks: (tree range × subset range). Trees are cut first, because one tree's
 * bootstrap serves all subsets; subsets are cut as well if there are fewer trees than the workers
 * need. Votes are sums of integers, so that no result depends on the cut.
 */

import type { TreeRange } from '../forest/problem.ts';

/** A range of trees on subsets [subsetStart, subsetEnd). */
export type TaskRange = TreeRange & { readonly subsetStart: number; readonly subsetEnd: number };

/** A range of trees on all subsets, for so many workers. */
export type Work = TreeRange & { readonly subsetCount: number; readonly workers: number };

/** Largest tasks: this many a worker, so that progress is seen and little is lost by a crash. */
const LARGEST_PER_WORKER = 8;

/** The last tasks shrink to this share of what is left for a worker: all end at about one time. */
const TAIL_SHARE = 1 / 3;

/** Fewer trees times subsets than this cost more to send than to grow. */
const LEAST_UNITS = 8;

/**
 * Tasks that cover every (tree, subset) once, larger ones first; 8 to 20 a worker where there is
 * work enough.
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

/** Trees times subsets of a task: what it costs. */
export function taskUnits(task: TaskRange): number {
  return (task.treeEnd - task.treeStart) * (task.subsetEnd - task.subsetStart);
}
