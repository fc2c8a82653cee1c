/** Pools and workers at a queue for tests, in this process and in processes of their own. */

import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { QueueEvents } from 'bullmq';
import { onTestFinished } from 'vitest';
import type { DataPlace } from '../../../cli/queue/data-place.ts';
import { loadQueuePackages } from '../../../cli/queue/queue-packages.ts';
import { createQueuePool } from '../../../cli/queue/queue-pool.ts';
import { runQueueWorker } from '../../../cli/queue/queue-worker.ts';
import { packageVersion } from '../../../data/package-version.ts';
import { hashText } from '../../../engine/core/hash.ts';
import { randomStream } from '../../../engine/core/random.ts';
import type { ForestProblem } from '../../../engine/forest/problem.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import type { ForestPool } from '../../../engine/pool/forest-pool.ts';
import { createForestThreads, type ForestThreads } from '../../../engine/pool/forest-threads.ts';
import { engineMark, queueName, type EngineMark } from '../../../engine/queue/engine-mark.ts';
import { KEY_PREFIX } from '../../../engine/queue/queue-keys.ts';
import { queueAddress } from '../../../engine/queue/queue-url.ts';
import { startWalkforest, type ProcessOptions } from '../walkforest.ts';
import { killed, type RedisHere } from './redis-here.ts';

/** The mark of the compiled program, so that workers in processes take the tasks of tests. */
export const ENGINE = engineMark(packageVersion());
export const SUBSETS = [[0], [1, 2], [0, 3], [0, 1, 2, 3]];
const packages = await loadQueuePackages();

/** Rows of 4 random columns, of which the first has a signal, and 50 folds. */
export function smallProblem(trees: number, seed = 42): ForestProblem {
  const [rows, names] = [1200, ['a', 'b', 'c', 'd']];
  const random = randomStream(7);
  const values = new Float64Array(new SharedArrayBuffer(names.length * rows * 8));
  for (let i = 0; i < values.length; i++) values[i] = random.normal();
  const labels = Uint8Array.from({ length: rows }, (_, row) =>
    values[row]! + random.normal() > 0 ? 2 : random.below(2),
  );
  const folds = Array.from({ length: 50 }, (_, i) => {
    const testStart = 200 + 20 * i;
    return { trainEnd: testStart - 1, testStart, testEnd: testStart + 20 };
  });
  const settings = { trees, maxDepth: 4, minLeafRows: 10, bins: 64, epochFolds: 10, seed };
  return {
    matrix: { names, keys: Uint32Array.from(names, hashText), rows, values },
    labels,
    folds,
    settings,
  };
}

/** The votes as one forest in this process gives them. */
export function localVotes(problem: ForestProblem): Uint32Array[] {
  return createWalkForwardForest(problem).votes(SUBSETS, 0, problem.settings.trees);
}

/** A problem whose tasks take some tenths of a second, so that a worker can be caught in one. */
export const LONG = smallProblem(2000);

/** Lines as they are noted, and a wait for one of them. */
export type Notes = {
  readonly lines: readonly string[];
  readonly note: (line: string) => void;
  /** The first line that matches, noted already or in the future. */
  readonly line: (pattern: RegExp) => Promise<string>;
};

function newNotes(): Notes {
  const lines: string[] = [];
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    lines,
    note: (line) => {
      lines.push(line);
      emitter.emit('line');
    },
    line: async (pattern) => {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        await once(emitter, 'line');
      }
    },
  };
}

/** A pool on the queue, with its notes, for the running test. */
export async function poolHere(
  { port }: Pick<RedisHere, 'port'>,
  options: {
    readonly verify?: number;
    readonly notes?: Notes;
    readonly store?: DataPlace;
    readonly silentMs?: number;
  } = {},
): Promise<ForestPool & { readonly notes: Notes }> {
  const { verify = 0, notes = newNotes(), store, silentMs } = options;
  const pool = await createQueuePool({
    packages,
    address: queueAddress(`redis://127.0.0.1:${port}`),
    engine: ENGINE,
    verify,
    store,
    silentMs,
    note: notes.note,
    clock: () => performance.now(),
    startLine: 'walkforest worker …',
  });
  onTestFinished(() => pool.close());
  return { ...pool, notes };
}

/** A worker in this process; `grow` takes the place of its threads'. */
export function workerHere(
  { port }: Pick<RedisHere, 'port'>,
  options: {
    readonly name: string;
    readonly engine?: EngineMark;
    readonly idleMs?: number;
    readonly store?: DataPlace;
    readonly silentMs?: number;
    readonly grow?: (threads: ForestThreads) => ForestThreads['grow'];
  },
): {
  readonly notes: Notes;
  readonly ended: Promise<unknown>;
  readonly stop: () => Promise<unknown>;
} {
  const threads = createForestThreads({ workers: 1 });
  const notes = newNotes();
  const cancel = new AbortController();
  const run = runQueueWorker({
    packages,
    address: queueAddress(`redis://127.0.0.1:${port}`),
    engine: options.engine ?? ENGINE,
    threads: { ...threads, grow: options.grow?.(threads) ?? threads.grow },
    name: options.name,
    idleMs: options.idleMs,
    store: options.store,
    silentMs: options.silentMs,
    lockMs: 1000,
    cache: { folder: undefined, limit: 0 },
    signal: cancel.signal,
    note: notes.note,
    clock: () => performance.now(),
  });
  const ended = run.then(
    (count) => count,
    (error: unknown) => error,
  );
  const stop = async (): Promise<unknown> => {
    cancel.abort();
    const end = await ended;
    await threads.close();
    return end;
  };
  onTestFinished(async () => void (await stop()));
  return { notes, ended, stop };
}

/** A worker in a process of its own, after it has said that it is there. */
export async function workerProcess(
  { port }: Pick<RedisHere, 'port'>,
  name: string,
  more: Pick<ProcessOptions, 'through'> & {
    readonly words?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** The lock in seconds; 1 if left out. */
    readonly lock?: number;
    /** The address of the Redis as the worker sees it; left out: that of this machine. */
    readonly host?: string;
  } = {},
): Promise<{ readonly child: ChildProcess; readonly notes: Notes }> {
  const child = startWalkforest(
    [
      'worker',
      '--queue',
      `redis://${more.host ?? '127.0.0.1'}:${port}`,
      '--workers',
      '1',
      '--lock',
      `${more.lock ?? 1}`,
      '--name',
      name,
      ...(more.words ?? []),
    ],
    { ...more, env: { XDG_CACHE_HOME: '/nonexistent', ...more.env } },
  );
  onTestFinished(() => killed(child));
  const notes = newNotes();
  createInterface(child.stderr).on('line', notes.note);
  await notes.line(/thread\(s\) at/);
  return { child, notes };
}

/** What happens to tasks from now on. */
export async function eventsHere(
  { port }: Pick<RedisHere, 'port'>,
  store?: string,
): Promise<QueueEvents> {
  const connection = new packages.Redis({
    port,
    host: '127.0.0.1',
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
  });
  const events = new QueueEvents(queueName(ENGINE, store), {
    connection,
    prefix: KEY_PREFIX,
    lastEventId: '0-0',
  });
  // A test restarts the server; the connections come back by themselves.
  for (const emitter of [connection, events]) emitter.on('error', () => {});
  onTestFinished(async () => {
    await events.close();
    connection.disconnect();
  });
  await events.waitUntilReady();
  return events;
}

/** Waits for `count` events of a kind. */
export function eventCount(
  events: QueueEvents,
  kind: 'added' | 'active' | 'completed' | 'stalled',
  count: number,
): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    (events as unknown as EventEmitter).on(kind, () => {
      if (--left === 0) resolve();
    });
  });
}

/** Waits until so many workers hold a task at the same moment. */
export async function holdersOf(
  { redis }: Pick<RedisHere, 'redis'>,
  events: QueueEvents,
  count: number,
): Promise<void> {
  const holders = new Set<string>();
  while (holders.size < count) {
    await once(events as unknown as EventEmitter, 'active');
    holders.clear();
    const locks = await redis.keys(`${KEY_PREFIX}:${queueName(ENGINE)}:*:lock`);
    const tokens = locks.length === 0 ? [] : await redis.mget(locks);
    // A token is the worker's own id and a number after it.
    for (const token of tokens) if (token !== null) holders.add(token.split(':')[0]!);
  }
}
