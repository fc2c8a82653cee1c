/**
 * The data of problems for whoever gives work: each problem's data are sent once under their hash
 * and are there as long as they are used. In Redis only the last few that are not in use stay, so
 * thousands of problems need no more memory there than these.
 */

import { InputError } from '../../engine/core/errors.ts';
import type { Clock } from '../../engine/core/phase-timer.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import { encodeProblem, sha256Of } from '../../engine/queue/problem-bytes.ts';
import type { DataPlace } from './data-place.ts';

/** Data that are kept for the next piece of work although none is running on them. */
const KEPT_UNUSED = 8;

export type DataStore = {
  /** Runs `work` with the hash of the problem's data, which are there until it has ended. */
  readonly using: <T>(problem: ForestProblem, work: (sha256: string) => Promise<T>) => Promise<T>;
  /** Keeps the data in use from expiring; sends again what was lost. */
  readonly renew: () => Promise<void>;
};

/** The data that one process gives. */
export function createDataStore(place: DataPlace, clock: Clock): DataStore {
  const hashes = new WeakMap<ForestProblem, string>();
  /** By hash, the problem and how many pieces of work use it; the last used comes last. */
  const stored = new Map<string, { readonly problem: ForestProblem; uses: number }>();
  let lookedMs = clock();
  let looking = false;

  const bytesOf = (problem: ForestProblem): Uint8Array => {
    const bytes = encodeProblem(problem);
    if (bytes.length > place.mostBytes) {
      const most = `${Math.round(place.mostBytes / 2 ** 20)} MB`;
      const got = `got ${bytes.length} bytes`;
      const advice = place.store === undefined ? ' (--store s3://BUCKET/PREFIX takes more)' : '';
      throw new InputError(`expected data of at most ${most} for ${place.shown}, ${got}${advice}`);
    }
    return bytes;
  };
  const send = async (sha256: string, problem: ForestProblem): Promise<void> => {
    if (!(await place.renew(sha256))) await place.write(sha256, bytesOf(problem));
  };
  const dropUnused = async (): Promise<void> => {
    const unused = [...stored].filter(([, { uses }]) => uses === 0).map(([sha256]) => sha256);
    const old = unused.slice(0, Math.max(0, unused.length - KEPT_UNUSED));
    for (const sha256 of old) stored.delete(sha256);
    if (old.length > 0) await place.drop(old);
  };
  return {
    using: async (problem, work) => {
      const sha256 = hashes.get(problem) ?? sha256Of(bytesOf(problem));
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
      if (looking || clock() - lookedMs < place.lookEveryMs) return;
      looking = true;
      try {
        for (const [sha256, { problem, uses }] of stored) {
          if (uses > 0) await send(sha256, problem);
        }
      } finally {
        lookedMs = clock();
        looking = false;
      }
    },
  };
}
