/**
 * BullMQ's worker, which takes the tasks of one queue. The main thread only waits, so the locks of
 * the tasks are renewed. Nothing that comes from the queue is executed: a task is JSON whose fields
 * are checked, data are numbers under a hash. The data come from the place that the worker was
 * started for, never from an address in a task.
 */

import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { InputError, toError } from '../../engine/core/errors.ts';
import { queueName, type EngineMark } from '../../engine/queue/engine-mark.ts';
import { failuresKey, KEY_PREFIX, LIFETIME } from '../../engine/queue/queue-keys.ts';
import { readTask, taskId } from '../../engine/queue/vote-task.ts';
import { DataPlaceUnusable, type DataPlace } from './data-place.ts';
import type { QueuePackages } from './queue-packages.ts';
import { MOST_TRIES } from './task-board.ts';
import type { TaskRunner } from './task-runner.ts';

/** What a taker needs. */
export type TakerParts = {
  readonly packages: QueuePackages;
  readonly redis: Redis;
  readonly engine: EngineMark;
  /** The id of the worker. */
  readonly worker: string;
  readonly threads: number;
  readonly lockMs: number;
  readonly run: TaskRunner;
  /** Stops the worker: its tasks are given back at once. */
  readonly stop: AbortController;
  readonly note: (line: string) => void;
};

/** Tasks that a worker takes beside those that its threads are at, so that no thread waits. */
const TAKEN_AHEAD = 1;

/** How long a task waits if its data are not there: its command may just be sending them again. */
const DATA_DELAY_MS = 1000;

/** Takes the tasks whose data are in `place`. */
export function takeTasks(parts: TakerParts, place: DataPlace): Worker {
  const { packages, redis, engine, threads, lockMs, note } = parts;
  const worker = new packages.Worker(queueName(engine, place.store), taskProcess(parts, place), {
    connection: redis,
    prefix: KEY_PREFIX,
    concurrency: threads + TAKEN_AHEAD,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MOST_TRIES - 1,
  });
  worker.on('lockRenewalFailed', (ids: readonly string[]) =>
    note(`worker: ${ids.length} task(s) went to another worker, because this one was silent`),
  );
  return worker;
}

/** A function that does one task. */
function taskProcess(parts: TakerParts, place: DataPlace) {
  const { packages, engine, run, stop } = parts;
  const { WaitingError, DelayedError } = packages;
  return async (job: Job, token?: string): Promise<{ readonly worker: string }> => {
    try {
      const task = readTask(parsed(job.data), engine, place.store);
      // Its answer lies under the id. That of another task there would look like a wrong answer.
      if (job.id !== taskId(task)) throw new InputError('task: expected the id of its content');
      const found = await run(job.id, task, { place, stop: stop.signal });
      if (found === 'no data') {
        await job.moveToDelayed(Date.now() + DATA_DELAY_MS, token);
        throw new DelayedError();
      }
      return { worker: parts.worker };
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      // The fault is this worker's and not the task's, which others may be able to do.
      if (error instanceof DataPlaceUnusable) stop.abort(error);
      if (stop.signal.aborted) {
        // Given back at once: nobody has to wait until the lock expires.
        await job.moveToWait(token);
        throw new WaitingError();
      }
      await noteFailure(parts, String(job.id), toError(error));
      throw error;
    }
  };
}

/** Keeps the reason of a try that failed, for the command that waits for the task. */
async function noteFailure({ redis, worker }: TakerParts, id: string, { message }: Error) {
  const key = failuresKey(id);
  await redis.rpush(key, `${worker}: ${message}`);
  await redis.expire(key, LIFETIME.failures);
}

function parsed(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : text;
}
