/**
 * Runs the tasks of a piece of work and adds their votes in the order of the tasks, whoever runs
 * them: threads of this process, or other machines. So the sums have the same bytes for any number
 * of workers. Must not know: threads, connections.
 */

import type { FoldRange, ForestProblem } from '../forest/problem.ts';
import { CLASS_COUNT, testRowCount } from '../forest/problem.ts';
import { taskUnits, type TaskRange } from './cut-tasks.ts';

/** Lists of column indices. */
export type Subsets = readonly (readonly number[])[];

/** Work that is cut into tasks, and who runs a task. */
export type CutWork = {
  readonly problem: ForestProblem;
  readonly subsets: Subsets;
  readonly folds: FoldRange;
  /** Tasks that cover every pair of a tree and a subset once. */
  readonly tasks: readonly TaskRange[];
  /** The votes of a task: its subsets one after another, Uint32Array (test rows × 3 each). */
  readonly run: (task: TaskRange) => Promise<Uint32Array>;
  /** Called after each task with the number of (tree, subset) pairs that are grown. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** For each subset the sum of the votes of all tasks, Uint32Array (test rows × 3). */
export async function sumVotes(work: CutWork): Promise<Uint32Array[]> {
  const { subsets, tasks, run, onProgress } = work;
  const length = voteLength(work.problem, work.folds);
  const sums = subsets.map(() => new Uint32Array(length));
  const totalUnits = tasks.reduce((sum, task) => sum + taskUnits(task), 0);
  const waiting = new Map<number, Uint32Array>();
  let nextIndex = 0;
  let doneUnits = 0;
  await Promise.all(
    tasks.map(async (task, i) => {
      waiting.set(i, await run(task));
      for (; waiting.has(nextIndex); nextIndex++) {
        addAnswer(waiting.get(nextIndex)!, tasks[nextIndex]!, sums);
        waiting.delete(nextIndex);
      }
      doneUnits += taskUnits(task);
      onProgress?.(doneUnits, totalUnits);
    }),
  );
  return sums;
}

/** Number of votes that a task returns for each of its subsets. */
export function voteLength(problem: Pick<ForestProblem, 'folds'>, folds: FoldRange): number {
  return testRowCount(problem.folds.slice(folds.foldStart, folds.foldEnd)) * CLASS_COUNT;
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
