/**
 * The tasks that a command has given to a queue and whose answers it waits for. An answer lies in
 * Redis under its task's id, so it does not matter how often a task is delivered, and an answer
 * that came while nobody waited is found. If Redis loses a task, it is given again.
 */

import type { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { OutsideError, toError } from '../../engine/core/errors.ts';
import { answerKey, failuresKey, KEY_PREFIX } from '../../engine/queue/queue-keys.ts';
import { createSlots } from './task-slots.ts';
import { decodeAnswer, type VoteAnswer } from '../../engine/queue/vote-answer.ts';
import { taskId, taskText, type QueueTask } from '../../engine/queue/vote-task.ts';

/** A task fails if it failed on so many workers, or if so many ended while they had it. */
export const MOST_TRIES = 3;

/** Tasks that are given at the same time for each thread of all workers. */
const IN_FLIGHT_PER_THREAD = 4;
const LEAST_IN_FLIGHT = 8;

type TaskRequest = {
  readonly task: QueueTask;
  /** The number of votes that answer it. */
  readonly length: number;
  /** The task in words, for messages. */
  readonly name: string;
  /** True if the answer may be there already. */
  readonly mayBeKnown: boolean;
  readonly signal: AbortSignal;
};

export type TaskBoard = {
  /**
   * The answer to a task.
   * @throws the signal's reason if it aborts; OutsideError if the task failed too often
   */
  readonly answerTo: (request: TaskRequest) => Promise<VoteAnswer>;
  /** Number of threads of all workers: so many tasks, times four, are given at the same time. */
  readonly setThreads: (threads: number) => void;
  /** Number of tasks that wait for their answers. */
  readonly openCount: () => number;
  /** Looks for answers whose event was missed, and for tasks that Redis has lost. */
  readonly sweep: () => Promise<void>;
};

type OpenTask = TaskRequest & {
  readonly resolve: (answer: VoteAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Sweeps that this task has seen. */
  sweeps: number;
  /** Answers to it that were damaged. */
  damaged: number;
};

/** What a board needs. */
export type BoardParts = {
  readonly redis: Redis;
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly note: (line: string) => void;
  /** Whether the answers of this worker count. */
  readonly trusts: (worker: string) => boolean;
};

/** The board of one command. */
export function createTaskBoard(parts: BoardParts): TaskBoard {
  const { redis, queue, events, note } = parts;
  const open = new Map<string, OpenTask>();
  const slots = createSlots(LEAST_IN_FLIGHT);

  const give = async (id: string, { task }: OpenTask): Promise<void> => {
    await queue.add('grow', taskText(task), {
      jobId: id,
      attempts: MOST_TRIES,
      removeOnComplete: true,
      removeOnFail: true,
    });
  };
  /** Takes the answer of an open task, if one counts. True if nobody waits for one any more. */
  const take = async (id: string): Promise<boolean> => {
    const bytes = await redis.getBuffer(answerKey(id));
    const waiting = open.get(id);
    // An event and a sweep may look at the same time, and the other was quicker.
    if (waiting === undefined) return true;
    if (bytes === null) return false;
    const answer = readAnswer(bytes, waiting);
    if (answer !== undefined && parts.trusts(answer.worker)) {
      waiting.resolve(answer);
      return true;
    }
    await redis.del(answerKey(id));
    return false;
  };
  /** An answer; undefined, with a note, if it is damaged and another may come. */
  const readAnswer = (bytes: Buffer, waiting: OpenTask): VoteAnswer | undefined => {
    try {
      return decodeAnswer(bytes, waiting.length);
    } catch (error) {
      if (!(error instanceof OutsideError) || ++waiting.damaged === MOST_TRIES) throw error;
      note(`queue: ${waiting.name}: ${error.message}; it is computed again`);
      return undefined;
    }
  };
  const watched = (id: string, work: (waiting: OpenTask) => Promise<unknown>): void => {
    const waiting = open.get(id);
    if (waiting !== undefined) work(waiting).catch((error) => waiting.reject(toError(error)));
  };
  events.on('completed', ({ jobId }) => {
    watched(jobId, async (waiting) => {
      if (!(await take(jobId))) await give(jobId, waiting);
    });
  });
  events.on('failed', ({ jobId, failedReason }) => {
    watched(jobId, async (waiting) => {
      const reasons = await redis.lrange(failuresKey(jobId), -MOST_TRIES, -1);
      await redis.del(failuresKey(jobId));
      waiting.reject(poisonError(waiting.name, reasons, failedReason));
    });
  });
  events.on('stalled', ({ jobId }) => {
    const waiting = open.get(jobId);
    if (waiting !== undefined) {
      note(`queue: ${waiting.name}: its worker fell silent; the task goes to another`);
    }
  });
  const answerTo = async (id: string, request: TaskRequest): Promise<VoteAnswer> => {
    const { signal } = request;
    await slots.take(signal);
    let onAbort = (): void => {};
    try {
      return await new Promise<VoteAnswer>((resolve, reject) => {
        const waiting = { ...request, resolve, reject, sweeps: 0, damaged: 0 };
        open.set(id, waiting);
        onAbort = () => reject(toError(signal.reason));
        signal.addEventListener('abort', onAbort);
        watched(id, async () => {
          if (request.mayBeKnown && (await take(id))) return;
          await give(id, waiting);
        });
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      open.delete(id);
      slots.free();
      // Nobody waits for it any more. A worker that has it already finishes it: no removal then.
      if (signal.aborted) void queue.remove(id).catch(() => 0);
    }
  };
  /** Two pieces of work at the same time may have a task in common: it is given once. */
  const asked = new Map<string, Promise<VoteAnswer>>();
  return {
    answerTo: (request) => {
      const id = taskId(request.task);
      const known = asked.get(id);
      if (known !== undefined) return known;
      const answer = answerTo(id, request).finally(() => asked.delete(id));
      asked.set(id, answer);
      return answer;
    },
    setThreads: (threads) => {
      slots.setCount(Math.max(LEAST_IN_FLIGHT, threads * IN_FLIGHT_PER_THREAD));
    },
    openCount: () => open.size,
    sweep: async () => {
      // The second sweep at the earliest: an event needs a moment to come.
      const ids = [...open].filter(([, waiting]) => waiting.sweeps++ > 0).map(([id]) => id);
      if (ids.length === 0) return;
      const looks = redis.pipeline();
      // In this order: a task that is gone, because it was done, then has its answer.
      for (const id of ids) {
        looks.exists(`${KEY_PREFIX}:${queue.name}:${id}`);
        looks.exists(answerKey(id));
      }
      const found = ((await looks.exec()) ?? []).map(([, count]) => count === 1);
      for (const [i, id] of ids.entries()) {
        watched(id, async (waiting) => {
          const taken = found[2 * i + 1] === true && (await take(id));
          if (!taken && found[2 * i] === false) await give(id, waiting);
        });
      }
    },
  };
}

/** The error of a task that failed too often, with the reason of each try. */
function poisonError(name: string, reasons: readonly string[], last: string): OutsideError {
  const silent = last.includes('stalled') ? ['its workers ended or fell silent in the middle'] : [];
  const all = [...reasons.map(plain), ...silent];
  const told = all.length === 0 ? [plain(last)] : all;
  const list = told.map((text, i) => `(${i + 1}) ${text}`).join('; ');
  return new OutsideError(`${name}: given up after ${MOST_TRIES} tries: ${list}`);
}

/** A text of another machine as a message may show it: short, on one line, without controls. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, MOST_SHOWN);
}

const MOST_SHOWN = 500;
