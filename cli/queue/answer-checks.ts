/**
 * Computes answers of workers on this machine, too, and compares. A worker whose answer differs is
 * named and excluded, for this command and for all others on the same queue.
 */

import type { Redis } from 'ioredis';
import { createForestThreads, type ForestThreads } from '../../engine/pool/forest-threads.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import { answerKey, disputeKey, excludedKey, LIFETIME } from '../../engine/queue/queue-keys.ts';
import { decodeAnswer, sameVotes, type VoteAnswer } from '../../engine/queue/vote-answer.ts';
import type { QueueTask } from '../../engine/queue/vote-task.ts';
import type { WorkerTrust } from '../../engine/queue/worker-trust.ts';

/** A task that was answered. */
export type AnsweredTask = {
  readonly id: string;
  readonly task: QueueTask;
  readonly name: string;
  readonly problem: ForestProblem;
  /** The number of votes. */
  readonly length: number;
};

export type AnswerChecks = {
  /** Compares an answer; excludes its worker if it is wrong. */
  readonly check: (answered: AnsweredTask, answer: VoteAnswer, stop: AbortSignal) => Promise<void>;
  /** Among tasks that two workers answered differently, excludes whoever was wrong. */
  readonly settleDisputes: (tasks: readonly AnsweredTask[], stop: AbortSignal) => Promise<void>;
  /** Excludes a worker that another command has excluded already. */
  readonly meet: (worker: string) => Promise<void>;
  /** Number of answers that were compared. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

/** The checks of one command. */
export function createAnswerChecks(
  redis: Redis,
  trust: WorkerTrust,
  note: (line: string) => void,
): AnswerChecks {
  let threads: ForestThreads | undefined;
  let count = 0;
  const grow = async (answered: AnsweredTask, stop: AbortSignal): Promise<Uint32Array> => {
    threads ??= createForestThreads({ workers: 1, onRetry: note });
    count++;
    const { problem, name, task } = answered;
    const { subsets, treeStart, treeEnd, foldStart, foldEnd } = task;
    const folds = { foldStart, foldEnd };
    return threads.grow({ problem, subsets, treeStart, treeEnd, folds, name }, stop);
  };
  const compare = async (
    { name }: AnsweredTask,
    { worker, votes }: VoteAnswer,
    right: Uint32Array,
  ): Promise<void> => {
    if (sameVotes(votes, right) || !trust.trusts(worker)) return;
    trust.exclude(worker);
    note(
      `queue: worker ${worker} answered wrongly (${name}): it is excluded, and its answers are ` +
        'computed anew',
    );
    await redis.set(excludedKey(worker), name, 'EX', LIFETIME.excluded);
  };
  return {
    check: async (answered, answer, stop) => compare(answered, answer, await grow(answered, stop)),
    settleDisputes: async (tasks, stop) => {
      const keys = tasks.map(({ id }) => disputeKey(id));
      if (keys.length === 0 || (await redis.exists(...keys)) === 0) return;
      for (const answered of tasks) {
        const { id, length } = answered;
        const second = await redis.getBuffer(disputeKey(id));
        if (second === null) continue;
        const first = await redis.getBuffer(answerKey(id));
        const right = await grow(answered, stop);
        for (const bytes of first === null ? [second] : [first, second]) {
          await compare(answered, decodeAnswer(bytes, length), right);
        }
        await redis.del(disputeKey(id));
      }
    },
    meet: async (worker) => {
      if ((await redis.exists(excludedKey(worker))) === 1) trust.exclude(worker);
    },
    count: () => count,
    close: async () => threads?.close(),
  };
}
