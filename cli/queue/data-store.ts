/**
 * The data of problems in Redis, for whoever gives work: each problem's data are sent once under
 * their hash and kept as long as they are used. Only the last few that are not in use stay, so
 * thousands of problems need no more memory in Redis than these.
 */

import type { Redis } from 'ioredis';
import { InputError } from '../../engine/core/errors.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import { encodeProblem, sha256Of } from '../../engine/queue/problem-bytes.ts';
import { dataKey, LIFETIME } from '../../engine/queue/queue-keys.ts';

/** Data that are kept for the next piece of work although none is running on them. */
const KEPT_UNUSED = 8;

/** The most that Redis takes as one value. */
const MOST_BYTES = 512 * 2 ** 20;

export type DataStore = {
  /** Runs `work` with the hash of the problem's data, which are in Redis until it has ended. */
  readonly using: <T>(problem: ForestProblem, work: (sha256: string) => Promise<T>) => Promise<T>;
  /** Keeps the data in use from expiring; sends again what Redis has lost. */
  readonly renew: () => Promise<void>;
};

/** The data that one process gives. */
export function createDataStore(redis: Redis): DataStore {
  const hashes = new WeakMap<ForestProblem, string>();
  /** By hash, the problem and how many pieces of work use it; the last used comes last. */
  const stored = new Map<string, { readonly problem: ForestProblem; uses: number }>();

  const send = async (sha256: string, problem: ForestProblem): Promise<void> => {
    if ((await redis.expire(dataKey(sha256), LIFETIME.data)) === 1) return;
    const bytes = encodeProblem(problem);
    if (bytes.length > MOST_BYTES) {
      throw new InputError(
        `expected data of at most 512 MB for a queue, got ${bytes.length} bytes`,
      );
    }
    await redis.set(dataKey(sha256), Buffer.from(bytes.buffer), 'EX', LIFETIME.data);
  };
  const dropUnused = async (): Promise<void> => {
    const unused = [...stored].filter(([, { uses }]) => uses === 0).map(([sha256]) => sha256);
    const old = unused.slice(0, Math.max(0, unused.length - KEPT_UNUSED));
    for (const sha256 of old) stored.delete(sha256);
    if (old.length > 0) await redis.del(old.map(dataKey));
  };
  return {
    using: async (problem, work) => {
      const sha256 = hashes.get(problem) ?? sha256Of(encodeProblem(problem));
      hashes.set(problem, sha256);
      const entry = stored.get(sha256) ?? { problem, uses: 0 };
      entry.uses++;
      stored.delete(sha256);
      stored.set(sha256, entry);
      try {
        await send(sha256, problem);
        return await work(sha256);
      } finally {
        entry.uses--;
        await dropUnused();
      }
    },
    renew: async () => {
      for (const [sha256, { problem, uses }] of stored) {
        if (uses > 0) await send(sha256, problem);
      }
    },
  };
}
