/**
 * Worker threads that grow forests. A task is a range of trees on some subsets of a problem's
 * columns; the matrix of the problem is in shared memory, and a thread keeps what it prepared for
 * the last few problems. A task that fails is tried once more.
 * Must not know: who cuts the work into tasks, money, commands.
 */

import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import type { ForestProblem } from '../forest/problem.ts';
import type { VoteTask } from './worker.ts';
import { Cancelled, OutsideError, assert, toError } from '../core/errors.ts';

export type ForestPoolOptions = {
  /** Number of worker threads, at least 1. It may be more than the number of cores. */
  readonly workers: number;
  /** Called with a message if a task failed once and is tried again. */
  readonly onRetry?: ((message: string) => void) | undefined;
};

/** A task for a thread; the threads number the problems themselves. */
type ThreadTask = Omit<VoteTask, 'problemNumber'> & {
  /** The task in words, for messages: `task (trees 0 to 7, subsets 0 to 3)`. */
  readonly name: string;
};

export type ForestThreads = {
  readonly workers: number;
  /**
   * The votes of a task: all subsets one after another, Uint32Array (subsets × test rows × 3).
   * @throws Cancelled or the signal's reason if `signal` aborts (the thread is stopped at once),
   *   OutsideError if the task failed twice or if no thread can run
   */
  readonly grow: (task: ThreadTask, signal: AbortSignal) => Promise<Uint32Array>;
  /** Aborts, with the reason, if no thread can run any more. */
  readonly broken: AbortSignal;
  /** Stops the threads at once. */
  readonly close: () => Promise<void>;
};

/**
 * Piscina loads a thread's module by `require`, and by `import` if that fails. Since 20.19 Node's
 * `require` loads ES modules, and a thread that is stopped while it does takes the whole process
 * down with it ("IsGraphAsync must be used on an instantiated module"). So it shall fail.
 */
const IMPORT_ONLY = process.allowedNodeEnvironmentFlags.has('--experimental-require-module')
  ? ['--no-experimental-require-module']
  : [];

/** Starts the threads. The caller must close them at the end, also after an error. */
export function createForestThreads({ workers, onRetry }: ForestPoolOptions): ForestThreads {
  const threads = new Piscina({
    filename: workerFile(import.meta.url),
    name: 'growVotes',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    execArgv: [...process.execArgv, ...IMPORT_ONLY],
  });
  const numbers = problemNumbers();
  const broken = watchWorkers(threads);
  return {
    workers,
    grow: async ({ name, ...given }, signal) => {
      assert(given.problem.matrix.values.buffer instanceof SharedArrayBuffer, 'shared memory');
      const task: VoteTask = { ...given, problemNumber: numbers(given.problem) };
      try {
        return (await threads.run(task, { signal })) as Uint32Array;
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        onRetry?.(`${name}: ${toError(error).message}; trying once more`);
      }
      try {
        return (await threads.run(task, { signal })) as Uint32Array;
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        throw new OutsideError(`${name}: failed twice: ${toError(error).message}`, {
          cause: error,
        });
      }
    },
    broken: broken.signal,
    close: () => {
      threads.removeAllListeners('workerDestroy');
      return threads.destroy();
    },
  };
}

/** The compiled worker: a thread needs JavaScript, also if this file runs as TypeScript (tests). */
function workerFile(here: string): string {
  const file = here.endsWith('.ts') ? '../../dist/engine/pool/worker.js' : './worker.js';
  return new URL(file, here).href;
}

/** Why `signal` aborted: the error that whoever aborted it gave, or that the user stopped. */
function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name !== 'AbortError' ? reason : new Cancelled();
}

/** Aborts, with the reason, if a worker dies outside a task or if no worker is left. */
function watchWorkers(threads: Piscina): AbortController {
  const broken = new AbortController();
  setMaxListeners(0, broken.signal);
  const fail = (message: string, cause?: Error): void =>
    broken.abort(new OutsideError(message, { cause }));
  threads.on('error', (error: Error) => fail(`a worker failed: ${error.message}`, error));
  // piscina replaces a dead worker at once. But if the new worker dies while it starts, piscina
  // gives up without an error, and tasks would wait for ever.
  threads.on('workerDestroy', () =>
    setImmediate(() => {
      if (threads.threads.length === 0) fail('no worker thread can run');
    }),
  );
  return broken;
}

/** Numbers problem objects in the order in which they are first seen. */
function problemNumbers(): (problem: ForestProblem) => number {
  const known = new WeakMap<ForestProblem, number>();
  let next = 0;
  return (problem) => {
    const number = known.get(problem) ?? next++;
    known.set(problem, number);
    return number;
  };
}
