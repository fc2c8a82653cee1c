/** Asynchronous work on several histories at a time, with results in the order of the histories. */

import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** Keeps what is finished, is told of it, and says how many run at the same time. */
export type HistoryWatch = {
  readonly checkpoint: Checkpoint;
  readonly pool: Pick<ForestPool, 'problemsAtOnce'>;
  /** Told of finished histories, without those that the checkpoint knew. */
  readonly onDone: (done: number, total: number) => void;
};

/** The results of `work` on each of `tasks`, by its number; the checkpoint knows them by name. */
export function eachHistory<T>(
  tasks: readonly string[],
  work: (index: number) => Promise<T>,
  { checkpoint, pool, onDone }: HistoryWatch,
): Promise<readonly T[]> {
  let known = 0;
  let done = 0;
  return eachOf(
    tasks.length,
    () => pool.problemsAtOnce,
    async (index) => {
      let computed = false;
      const result = await checkpoint.remember(tasks[index]!, () => {
        computed = true;
        return work(index);
      });
      if (computed) done++;
      else known++;
      onDone(done, tasks.length - known);
      return result;
    },
  );
}

/**
 * The results of `work` on 0 … count - 1, of which at most `atOnce()` run at the same time; it is
 * asked again whenever one ends. Lower numbers come first. After an error no further work starts.
 * @throws the first error of `work`, after all that was started has ended
 */
export async function eachOf<T>(
  count: number,
  atOnce: () => number,
  work: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  let next = 0;
  let running = 0;
  const run = async (index: number): Promise<void> => {
    try {
      results[index] = await work(index);
    } catch (error) {
      failures.push(error);
    }
  };
  await new Promise<void>((resolve) => {
    const fill = (): void => {
      while (running < atOnce() && next < count && failures.length === 0) {
        running++;
        void run(next++).then(() => {
          running--;
          fill();
        });
      }
      if (running === 0) resolve();
    };
    fill();
  });
  if (failures.length > 0) throw failures[0];
  return results;
}
