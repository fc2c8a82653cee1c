/**
 * Which answers are checked, who answered what, and who is excluded. The first answer of each
 * worker is checked, and a share of the others, which a secret of the command and the task choose,
 * so that no worker knows before its answer whether it will be checked. A worker whose answer is
 * wrong is excluded: its answers to work that still runs are computed anew. Must not know:
 * connections.
 */

import { sha256Of } from './problem-bytes.ts';

export type WorkerTrust = {
  /** Whether the answers of `worker` count. */
  readonly trusts: (worker: string) => boolean;
  /** Notes that `worker` answered `task`. @returns whether the answer is to be checked */
  readonly answered: (worker: string, task: string) => boolean;
  readonly exclude: (worker: string) => void;
  /** The excluded workers, in the order of their ids. */
  readonly excluded: () => readonly string[];
  /** Notes that a piece of work has ended, with answers of `workers`. */
  readonly finished: (work: string, workers: Iterable<string>) => void;
  /** The finished pieces of work that have answers of excluded workers. */
  readonly spoiled: () => readonly string[];
  /** Number of answers of each worker. */
  readonly counts: () => ReadonlyMap<string, number>;
};

/**
 * Trust in everybody so far.
 * @param share of the answers to check, 0 to 1; 0 checks none
 * @param secret a text that no worker can guess
 */
export function createWorkerTrust(share: number, secret: string): WorkerTrust {
  const counts = new Map<string, number>();
  const excluded = new Set<string>();
  const finished = new Map<string, Set<string>>();
  return {
    trusts: (worker) => !excluded.has(worker),
    answered: (worker, task) => {
      const before = counts.get(worker) ?? 0;
      counts.set(worker, before + 1);
      return share > 0 && (before === 0 || fractionOf(`${secret} ${task}`) < share);
    },
    exclude: (worker) => void excluded.add(worker),
    excluded: () => [...excluded].sort(),
    finished: (work, workers) => {
      for (const worker of workers) {
        const works = finished.get(worker) ?? new Set<string>();
        finished.set(worker, works.add(work));
      }
    },
    spoiled: () => [
      ...new Set([...excluded].flatMap((worker) => Array.from(finished.get(worker) ?? []))),
    ],
    counts: () => counts,
  };
}

/** A number in [0, 1) that nobody can guess who does not know `text`. */
function fractionOf(text: string): number {
  return Number.parseInt(sha256Of(text).slice(-8), 16) / 2 ** 32;
}
