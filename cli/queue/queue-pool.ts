/**
 * The pool whose workers are at a queue: the same range of work in, the same votes out as from
 * threads. Work is cut into tasks, each with an id that is the hash of all that it depends on; the
 * answers lie in Redis under these ids, and so does the sum over a whole piece of work. A command
 * that is started again finds them and goes on from there.
 */

import { randomBytes } from 'node:crypto';
import { Cancelled, toError } from '../../engine/core/errors.ts';
import type { Clock } from '../../engine/core/phase-timer.ts';
import { allFolds } from '../../engine/forest/problem.ts';
import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import { stoppable } from '../../engine/pool/stoppable.ts';
import type { EngineMark } from '../../engine/queue/engine-mark.ts';
import { queueName } from '../../engine/queue/engine-mark.ts';
import { KEY_PREFIX } from '../../engine/queue/queue-keys.ts';
import type { QueueAddress } from '../../engine/queue/queue-url.ts';
import { createWorkerTrust } from '../../engine/queue/worker-trust.ts';
import { createAnswerChecks } from './answer-checks.ts';
import { DataPlaceUnusable, redisData, type DataPlace } from './data-place.ts';
import { createDataStore } from './data-store.ts';
import { countsText, createCrew } from './queue-crew.ts';
import { orStopped } from './or-stopped.ts';
import { announce, BEAT_MS, leave, newMember } from './queue-members.ts';
import type { QueuePackages } from './queue-packages.ts';
import { createQueueWork } from './queue-work.ts';
import { connectRedis, redisError, type RedisLink } from './redis-link.ts';
import { createTaskBoard } from './task-board.ts';

/** How a pool on a queue is made. */
export type QueuePoolOptions = {
  readonly packages: QueuePackages;
  readonly address: QueueAddress;
  readonly engine: EngineMark;
  /** Share of the answers that are checked here, 0 to 1. */
  readonly verify: number;
  /** The store for the data; left out: Redis. The pool closes it. */
  readonly store?: DataPlace | undefined;
  readonly note: (line: string) => void;
  readonly clock: Clock;
  /** The command line that starts a worker, for messages. */
  readonly startLine: string;
  /** As in LinkOptions. */
  readonly silentMs?: number | undefined;
};

/** One is scored while the workers are at the other … */
const LEAST_PROBLEMS = 2;
/** … and a command cannot feed more than some five threads; each problem takes memory in it. */
const MOST_PROBLEMS = 8;

/**
 * A pool on the queue. The caller must close it at the end, also after an error.
 * @throws OutsideError if there is no Redis, or if it refuses user, password or work
 */
export async function createQueuePool(options: QueuePoolOptions): Promise<ForestPool> {
  const { address } = options;
  const link = await connectRedis(options);
  try {
    return await poolOn(link, options);
  } catch (error) {
    options.store?.close();
    await link.close();
    throw redisError(address, toError(error));
  }
}

async function poolOn(link: RedisLink, options: QueuePoolOptions): Promise<ForestPool> {
  const { address, engine, note } = options;
  const { redis } = link;
  const place = options.store ?? redisData(redis);
  const { store } = place;
  const member = newMember({ engine, threads: 0, store });
  const crew = createCrew({ ...options, redis, member });
  const trust = createWorkerTrust(options.verify, randomBytes(16).toString('hex'));
  const checks = createAnswerChecks(redis, trust, note);
  const data = createDataStore(place, options.clock);
  const { queue, events } = await openQueue(link, options);
  const board = createTaskBoard({ redis, queue, events, note, trusts: trust.trusts });
  const broken = new AbortController();
  const fail = (error: unknown): void => broken.abort(redisError(address, toError(error)));
  const work = createQueueWork({
    redis,
    engine,
    store,
    board,
    trust,
    checks,
    crew,
    onError: link.onError,
  });

  const onLoss = (error: unknown): void => {
    // The data are most likely still there, and the next look comes soon.
    if (error instanceof DataPlaceUnusable) note(`queue: ${error.message}`);
    else if (store === undefined) throw error;
    else if (!broken.signal.aborted) fail(error);
  };
  const beat = async (): Promise<void> => {
    await announce(redis, 'coordinator', member);
    await crew.look();
    board.setThreads(crew.threads());
    // Redis answers at once; a store may take longer than a beat.
    const renewed = data.renew().catch(onLoss);
    if (store === undefined) await renewed;
    await board.sweep();
    if (board.openCount() > 0) crew.tellRate(trust.counts());
  };
  await beat();
  await notePolicy(link, options);
  const beats = repeat(beat, fail, link);
  link.onReturn(beats.now);
  return {
    get workers() {
      return Math.max(1, crew.threads());
    },
    get problemsAtOnce() {
      return Math.min(MOST_PROBLEMS, Math.max(LEAST_PROBLEMS, crew.threads()));
    },
    votes: (problem, subsets, { signal, onProgress, folds, ...trees } = {}) => {
      const range = folds ?? allFolds(problem.folds);
      const asked = { treeStart: 0, treeEnd: problem.settings.trees, ...trees, ...range };
      return stoppable({ signal, broken: broken.signal }, async (stop) => {
        try {
          const done = data.using(problem, (sha256) =>
            work({ problem, subsets, data: sha256, range: asked, onProgress }, stop),
          );
          return await orStopped(done, stop);
        } catch (error) {
          throw redisError(address, toError(error));
        }
      });
    },
    close: async () => {
      if (!broken.signal.aborted) broken.abort(new Cancelled());
      beats.stop();
      place.close();
      if (trust.counts().size > 0) {
        note(
          `queue: tasks by worker: ${countsText(trust.counts())}; ${checks.count()} checked here`,
        );
      }
      await leave(redis, 'coordinator', member).catch(link.onError);
      await Promise.all([checks.close(), events.close(), queue.close()]);
      await link.close();
    },
  };
}

/** BullMQ's queue and its events from now on. */
async function openQueue(link: RedisLink, { packages, engine, store }: QueuePoolOptions) {
  const { redis, onError } = link;
  const name = queueName(engine, store?.store);
  const base = { connection: redis, prefix: KEY_PREFIX };
  const [last] = await redis.xrevrange(`${KEY_PREFIX}:${name}:events`, '+', '-', 'COUNT', 1);
  const queue = new packages.Queue(name, base);
  const events = new packages.QueueEvents(name, { ...base, lastEventId: last?.[0] ?? '0-0' });
  queue.on('error', onError);
  events.on('error', onError);
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
  return { queue, events };
}

/** Says so if Redis may drop keys that are in use. */
async function notePolicy(
  { redis }: RedisLink,
  { address, note }: QueuePoolOptions,
): Promise<void> {
  const memory = await redis.info('memory');
  const policy = /maxmemory_policy:([\w-]+)/.exec(memory)?.[1] ?? 'noeviction';
  if (policy === 'noeviction' || /maxmemory:0\b/.test(memory)) return;
  note(
    `queue: ${address.shown} drops keys when its memory is full (${policy}), and then work is ` +
      'done again: CONFIG SET maxmemory-policy noeviction',
  );
}

/** Runs `beat` again and again. A beat that the connection interrupts counts as none. */
function repeat(
  beat: () => Promise<void>,
  fail: (error: unknown) => void,
  { redis }: RedisLink,
): { readonly now: () => void; readonly stop: () => void } {
  let running = false;
  let stopped = false;
  const now = (): void => {
    if (running || stopped || redis.status !== 'ready') return;
    running = true;
    beat()
      .catch((error: unknown) => {
        if (!stopped && redis.status === 'ready') fail(error);
      })
      .finally(() => (running = false));
  };
  const timer = setInterval(now, BEAT_MS);
  return {
    now,
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
