/** Asynchronous work on several histories at a time, with results in the order of the histories. */

import type { Checkpoint } from '../checkpoint.ts';

/**
 * Histories that run at the same time, so that the workers have work while one history is scored.
 * A worker keeps what it prepared for two problems.
 */
const HISTORIES_AT_ONCE = 2;

/** Keeps what is finished, and is told of it. */
export type HistoryWatch = {
  readonly checkpoint: Checkpoint;
  /** Told of finished histories, without those that the checkpoint knew. */
  readonly onDone: (done: number, total: number) => void;
};

/** The results of `work` on each of `tasks`, by its number; the checkpoint knows them by name. */
export function eachHistory<T>(
  tasks: readonly string[],
  work: (index: number) => Promise<T>,
  { checkpoint, onDone }: HistoryWatch,
): Promise<readonly T[]> {
  let known = 0;
  let done = 0;
  return eachOf(tasks.length, HISTORIES_AT_ONCE, async (index) => {
    let computed = false;
    const result = await checkpoint.remember(tasks[index]!, () => {
      computed = true;
      return work(index);
    });
    if (computed) done++;
    else known++;
    onDone(done, tasks.length - known);
    return result;
  });
}

/**
 * The results of `work` on 0 … count - 1, of which `atOnce` run at the same time; a number is
 * started when an earlier one ends, lower numbers first. After an error no further work is started.
 * @throws the first error of `work`, after all that was started has ended
 */
export async function eachOf<T>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
