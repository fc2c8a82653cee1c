/**
 * A worker of a queue: takes tasks, grows their trees in threads, and writes each answer once under
 * the task's id. The main thread only waits, so BullMQ can renew the locks of the tasks. Nothing
 * that comes from the queue is executed: a task is JSON whose fields are checked, data are numbers
 * under a hash.
 */

import type { Job } from 'bullmq';
import { Cancelled, InputError, toError } from '../../engine/core/errors.ts';
import type { Clock } from '../../engine/core/phase-timer.ts';
import type { ForestThreads } from '../../engine/pool/forest-threads.ts';
import { queueName, type EngineMark } from '../../engine/queue/engine-mark.ts';
import { excludedKey, failuresKey, KEY_PREFIX, LIFETIME } from '../../engine/queue/queue-keys.ts';
import type { QueueAddress } from '../../engine/queue/queue-url.ts';
import { readTask, taskId } from '../../engine/queue/vote-task.ts';
import { createDataCache } from './data-cache.ts';
import { announce, BEAT_MS, leave, membersOf, newMember, type Member } from './queue-members.ts';
import type { QueuePackages } from './queue-packages.ts';
import { connectRedis, redisError, type RedisLink } from './redis-link.ts';
import { createTaskRunner } from './task-runner.ts';
import { createStrangerNotes } from './stranger-notes.ts';
import { MOST_TRIES } from './task-board.ts';

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
  /** Ends after so long without a task; left out: never. */
  readonly idleMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
  readonly clock: Clock;
};

/** Tasks that a worker takes beside those that its threads are at, so that no thread waits. */
const TAKEN_AHEAD = 1;

/** How long a task waits if its data are not there: its command may just be sending them again. */
const DATA_DELAY_MS = 1000;

/**
 * Works until the signal aborts, until the worker was idle for `idleMs`, or until it is excluded.
 * @returns the number of tasks that it has answered
 * @throws Cancelled if the signal aborts; OutsideError if there is no Redis, if it refuses user,
 *   password or data, and if a command found an answer of this worker wrong
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<number> {
  const { packages, address, note } = options;
  const link = await connectRedis(packages, address, note);
  try {
    return await workOn(link, options);
  } catch (error) {
    throw redisError(address, toError(error));
  } finally {
    await link.close();
  }
}

async function workOn(link: RedisLink, options: QueueWorkerOptions): Promise<number> {
  const { engine, threads, signal, note, clock, idleMs } = options;
  const { redis, onError } = link;
  const member = newMember(engine, threads.workers, options.name);
  const stop = new AbortController();
  const strangers = createStrangerNotes(engine, note);
  let done = 0;
  let lastMs = clock();
  const worker = startWorker(link, options, { member, stop: stop.signal });
  worker.on('completed', () => {
    done++;
    lastMs = clock();
  });
  worker.on('active', () => (lastMs = clock()));
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
    await worker.waitUntilReady();
    note(`worker ${member.id}: ${threads.workers} thread(s) at ${options.address.shown}`);
    await untilStopped(stop, beat, { link, broken: threads.broken });
    return done;
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort(new Cancelled());
    await leave(redis, 'worker', member).catch(onError);
    await worker.close();
  }
}

/** The reason to stop of a worker that found no work for long enough. */
const IDLE = new Error('idle');

/** BullMQ's worker, which takes the tasks. */
function startWorker(
  link: RedisLink,
  options: QueueWorkerOptions,
  { member, stop }: { readonly member: Member; readonly stop: AbortSignal },
) {
  const { packages, engine, threads, cache, lockMs, note } = options;
  const { redis, onError } = link;
  const data = createDataCache({ redis, note, ...cache });
  const run = createTaskRunner({ redis, data, threads, worker: member.id, note });
  const { WaitingError, DelayedError } = packages;
  const process = async (job: Job, token?: string): Promise<{ readonly worker: string }> => {
    try {
      const task = readTask(parsed(job.data), engine);
      // Its answer lies under the id. That of another task there would look like a wrong answer.
      if (job.id !== taskId(task)) throw new InputError('task: expected the id of its content');
      const found = await run(job.id, task, stop);
      if (found === 'no data') {
        await job.moveToDelayed(Date.now() + DATA_DELAY_MS, token);
        throw new DelayedError();
      }
      return { worker: member.id };
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      if (stop.aborted) {
        // Given back at once: nobody has to wait until the lock expires.
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const { message } = toError(error);
      const key = failuresKey(String(job.id));
      await redis.rpush(key, `${member.id}: ${message}`);
      await redis.expire(key, LIFETIME.failures);
      throw error;
    }
  };
  const worker = new packages.Worker(queueName(engine), process, {
    connection: redis,
    prefix: KEY_PREFIX,
    concurrency: threads.workers + TAKEN_AHEAD,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MOST_TRIES - 1,
  });
  worker.on('error', onError);
  worker.on('lockRenewalFailed', (ids: readonly string[]) =>
    note(`worker: ${ids.length} task(s) went to another worker, because this one was silent`),
  );
  return worker;
}

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

function parsed(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : text;
}
