/**
 * A worker of a queue: takes tasks, grows their trees in threads, and writes each answer once under
 * the task's id. A worker with a store takes the tasks whose data are there, too.
 */

import { setMaxListeners } from 'node:events';
import { Cancelled, toError } from '../../engine/core/errors.ts';
import type { Clock } from '../../engine/core/phase-timer.ts';
import type { ForestThreads } from '../../engine/pool/forest-threads.ts';
import type { EngineMark } from '../../engine/queue/engine-mark.ts';
import { excludedKey } from '../../engine/queue/queue-keys.ts';
import type { QueueAddress } from '../../engine/queue/queue-url.ts';
import { createDataCache } from './data-cache.ts';
import { redisData, type DataPlace } from './data-place.ts';
import { announce, BEAT_MS, leave, membersOf, newMember } from './queue-members.ts';
import type { QueuePackages } from './queue-packages.ts';
import { connectRedis, redisError, type RedisLink } from './redis-link.ts';
import { createStrangerNotes } from './stranger-notes.ts';
import { createTaskRunner } from './task-runner.ts';
import { takeTasks } from './task-taker.ts';

/** How a worker is run. */
export type QueueWorkerOptions = {
  readonly packages: QueuePackages;
  readonly address: QueueAddress;
  readonly engine: EngineMark;
  readonly threads: ForestThreads;
  /** Name in messages; left out: that of the machine. */
  readonly name?: string | undefined;
  /** A worker that is silent for so long loses its tasks. */
  readonly lockMs: number;
  /** Folder and limit of the data on disk. */
  readonly cache: { readonly folder: string | undefined; readonly limit: number };
  /** The store that it may read data from, besides Redis. The caller closes it. */
  readonly store?: DataPlace | undefined;
  /** Ends after so long without a task; left out: never. */
  readonly idleMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
  readonly clock: Clock;
  /** As in LinkOptions. */
  readonly silentMs?: number | undefined;
};

/**
 * Works until the signal aborts, until the worker was idle for `idleMs`, or until it is excluded.
 * @returns the number of tasks that it has answered
 * @throws Cancelled if the signal aborts; OutsideError if there is no Redis, if it refuses user,
 *   password or data, if the store cannot be used, and if a command found an answer of this worker
 *   wrong
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<number> {
  const { address } = options;
  const link = await connectRedis(options);
  try {
    return await workOn(link, options);
  } catch (error) {
    throw redisError(address, toError(error));
  } finally {
    await link.close();
  }
}

async function workOn(link: RedisLink, options: QueueWorkerOptions): Promise<number> {
  const { packages, engine, threads, signal, note, clock, idleMs, lockMs, cache, store } = options;
  const { redis, onError } = link;
  const { name } = options;
  const member = newMember({ engine, threads: threads.workers, store: store?.store, name });
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const strangers = createStrangerNotes(member, note);
  let done = 0;
  let lastMs = clock();
  const data = createDataCache({ note, ...cache });
  const run = createTaskRunner({ redis, data, threads, worker: member.id, note });
  const taker = { packages, redis, engine, run, stop, note, lockMs };
  const places = [redisData(redis), ...(store === undefined ? [] : [store])];
  const takers = places.map((place) =>
    takeTasks({ ...taker, worker: member.id, threads: threads.workers }, place),
  );
  for (const worker of takers) {
    worker.on('error', onError);
    worker.on('completed', () => {
      done++;
      lastMs = clock();
    });
    worker.on('active', () => (lastMs = clock()));
  }
  const beat = async (): Promise<void> => {
    await announce(redis, 'worker', member);
    if ((await redis.exists(excludedKey(member.id))) === 1) {
      throw new Error(`this worker (${member.id}) answered wrongly and is excluded`);
    }
    strangers(await membersOf(redis, 'coordinator'));
    if (idleMs !== undefined && clock() - lastMs > idleMs) stop.abort(IDLE);
  };
  const onAbort = (): void => stop.abort(new Cancelled());
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) throw new Cancelled();
    await beat();
    await Promise.all(takers.map((worker) => worker.waitUntilReady()));
    note(`worker ${member.id}: ${threads.workers} thread(s) at ${options.address.shown}`);
    await untilStopped(stop, beat, { link, broken: threads.broken });
    return done;
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort(new Cancelled());
    await leave(redis, 'worker', member).catch(onError);
    await Promise.all(takers.map((worker) => worker.close()));
  }
}

/** The reason to stop of a worker that found no work for long enough. */
const IDLE = new Error('idle');

/** Beats until `stop` aborts. @throws what a beat throws, and why the threads cannot run */
async function untilStopped(
  stop: AbortController,
  beat: () => Promise<void>,
  { link, broken }: { readonly link: RedisLink; readonly broken: AbortSignal },
): Promise<void> {
  const { signal } = stop;
  const { redis } = link;
  await new Promise<void>((resolve, reject) => {
    let beating = false;
    const timer = setInterval(() => {
      if (beating || redis.status !== 'ready') return;
      beating = true;
      beat()
        .catch((error: unknown) => {
          if (redis.status === 'ready') stop.abort(toError(error));
        })
        .finally(() => (beating = false));
    }, BEAT_MS);
    const end = (): void => {
      clearInterval(timer);
      broken.removeEventListener('abort', onBroken);
      if (signal.reason === IDLE) resolve();
      else reject(toError(signal.reason));
    };
    const onBroken = (): void => stop.abort(broken.reason);
    broken.addEventListener('abort', onBroken);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
