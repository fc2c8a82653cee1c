/**
 * Runs a task on this machine: its data, its votes, and its answer, which is written once. If an
 * answer is there already because the task was delivered twice, it stays; if it differs, ours lies
 * beside it, and the command that gave the task finds out who is right.
 */

import type { Redis } from 'ioredis';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import type { ForestThreads } from '../../engine/pool/forest-threads.ts';
import { answerKey, disputeKey, LIFETIME } from '../../engine/queue/queue-keys.ts';
import { decodeAnswer, encodeAnswer, sameVotes } from '../../engine/queue/vote-answer.ts';
import { checkFits, type QueueTask } from '../../engine/queue/vote-task.ts';
import type { DataCache } from './data-cache.ts';
import type { DataPlace } from './data-place.ts';
import { orStopped } from './or-stopped.ts';

/** What a runner needs. */
export type RunnerParts = {
  readonly redis: Redis;
  readonly data: DataCache;
  readonly threads: Pick<ForestThreads, 'grow'>;
  /** The id of the worker. */
  readonly worker: string;
  readonly note: (line: string) => void;
};

/** Problems that stay in memory: threads keep what they prepared for the same object. */
const KEPT_PROBLEMS = 8;

/** Runs the task `id`, whose data are in `place`; `no data` if they are not there. */
export type TaskRunner = (
  id: string,
  task: QueueTask,
  where: { readonly place: DataPlace; readonly stop: AbortSignal },
) => Promise<'done' | 'no data'>;

/** The runner of one worker. */
export function createTaskRunner({ redis, data, threads, worker, note }: RunnerParts): TaskRunner {
  const problemOf = createProblems(data);
  return async (id, task, { place, stop }) => {
    const problem = await orStopped(problemOf(task, place), stop);
    if (problem === undefined) return 'no data';
    checkFits(task, problem);
    const { subsets, treeStart, treeEnd, foldStart, foldEnd } = task;
    const folds = { foldStart, foldEnd };
    const name = `task ${id.slice(0, 8)}`;
    const votes = await threads.grow({ problem, subsets, treeStart, treeEnd, folds, name }, stop);
    const bytes = encodeAnswer({ worker, votes });
    const made = await redis.set(answerKey(id), bytes, 'EX', LIFETIME.answer, 'NX');
    if (made === 'OK') return 'done';
    const first = await redis.getBuffer(answerKey(id));
    if (first !== null && !sameVotes(decodeAnswer(first, votes.length).votes, votes)) {
      note(
        `worker: ${name}: another worker answered otherwise; the command finds out who is right`,
      );
      await redis.set(disputeKey(id), bytes, 'EX', LIFETIME.answer);
    }
    return 'done';
  };
}

/** A function that finds a task's problem: the same object for the same data and settings. */
function createProblems(
  data: DataCache,
): (task: QueueTask, place: DataPlace) => Promise<ForestProblem | undefined> {
  const known = new Map<string, ForestProblem>();
  return async (task, place) => {
    const key = `${task.data} ${JSON.stringify(task.settings)}`;
    const found = await data.get(task.data, place);
    if (found === undefined) return undefined;
    // Looked up after the wait, so that two tasks at the same time get one object.
    const problem = known.get(key) ?? { ...found, settings: task.settings };
    known.delete(key);
    known.set(key, problem);
    if (known.size > KEPT_PROBLEMS) known.delete(known.keys().next().value!);
    return problem;
  };
}
