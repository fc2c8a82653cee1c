/**
 * One piece of work on a queue: its sum if somebody has computed it, otherwise its tasks, their
 * answers and checks, and the sum of them. If a worker turns out to be wrong, its answers are
 * computed anew before the work ends.
 */

import type { Redis } from 'ioredis';
import { OutsideError, toError } from '../../engine/core/errors.ts';
import type { FoldRange, ForestProblem, TreeRange } from '../../engine/forest/problem.ts';
import type { TaskRange } from '../../engine/pool/cut-tasks.ts';
import { taskName, taskPart } from '../../engine/pool/forest-pool.ts';
import { sumVotes, voteLength, type Subsets } from '../../engine/pool/sum-votes.ts';
import type { EngineMark } from '../../engine/queue/engine-mark.ts';
import { queueTasks, taskCount, type QueueWork } from '../../engine/queue/queue-cut.ts';
import { answerKey, cutKey, LIFETIME } from '../../engine/queue/queue-keys.ts';
import { UntrustedVotes } from '../../engine/queue/untrusted-votes.ts';
import { decodeAnswer, encodeAnswer } from '../../engine/queue/vote-answer.ts';
import { taskId, type QueueTask } from '../../engine/queue/vote-task.ts';
import type { WorkerTrust } from '../../engine/queue/worker-trust.ts';
import type { AnswerChecks, AnsweredTask } from './answer-checks.ts';
import type { QueueCrew } from './queue-crew.ts';
import type { TaskBoard } from './task-board.ts';

/** A piece of work: trees and folds of a problem whose data are in their place, on some subsets. */
export type Work = {
  readonly problem: ForestProblem;
  readonly subsets: Subsets;
  /** The hash of the problem's data. */
  readonly data: string;
  readonly range: TreeRange & FoldRange;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** What a piece of work needs. */
export type WorkParts = {
  readonly redis: Redis;
  readonly engine: EngineMark;
  /** The address of the store that has the data; undefined: Redis. */
  readonly store: string | undefined;
  readonly board: TaskBoard;
  readonly trust: WorkerTrust;
  readonly checks: AnswerChecks;
  readonly crew: QueueCrew;
  readonly onError: (error: Error) => void;
};

/** Most bytes of sums that one command keeps in Redis for being started again. */
const MOST_KEPT_BYTES = 256 * 2 ** 20;

/** Who is named in the sums. */
const SUM = 'sum';

/** A function that runs work: for each subset its votes, Uint32Array (test rows × 3). */
export function createQueueWork(
  parts: WorkParts,
): (work: Work, stop: AbortSignal) => Promise<Uint32Array[]> {
  const { redis, engine, store, trust, crew } = parts;
  const keep = createSumKeeper(parts);
  let works = 0;
  const run = async (work: Work, stop: AbortSignal): Promise<Uint32Array[]> => {
    const { problem, subsets, data, range } = work;
    const { settings } = problem;
    const whole: QueueTask = { engine, data, store, settings, subsets, ...range };
    const id = taskId(whole);
    const each = voteLength(problem, range);
    const size = { ...range, subsetCount: subsets.length };
    const cut = await recordedCut(parts, id, taskCount(size, { threads: crew.threads(), works }));
    const votes = cut.sum === null ? undefined : votesOfSum(cut.sum, each * subsets.length);
    if (votes !== undefined) {
      const units = (range.treeEnd - range.treeStart) * subsets.length;
      work.onProgress?.(units, units);
      return subsets.map((_, i) => votes.slice(i * each, (i + 1) * each));
    }
    for (let mayBeKnown = cut.known; ; mayBeKnown = true) {
      const { sums, answers } = await runTasks(parts, work, { whole, cut, mayBeKnown, stop });
      await refuseSpoiled(parts);
      const bad = [...answers].filter(([, worker]) => !trust.trusts(worker));
      if (bad.length === 0) {
        trust.finished(id, new Set(answers.values()));
        keep(id, sums, [...answers.keys()]);
        return sums;
      }
      await redis.del(bad.map(([task]) => answerKey(task)));
    }
  };
  return async (work, stop) => {
    works++;
    try {
      return await run(work, stop);
    } finally {
      works--;
    }
  };
}

/**
 * The votes of a sum; undefined if it is damaged, because then it is computed anew. If work is one
 * task, a worker's answer lies in the same place: that is no sum, and nobody has checked it.
 */
function votesOfSum(sum: Buffer, length: number): Uint32Array | undefined {
  try {
    const { worker, votes } = decodeAnswer(sum, length);
    return worker === SUM ? votes : undefined;
  } catch (error) {
    if (error instanceof OutsideError) return undefined;
    throw error;
  }
}

type Cut = {
  /** The number of tasks that the work is cut into. */
  readonly count: number;
  /** True if somebody has begun the work before. */
  readonly known: boolean;
  /** The sum over all its tasks, if somebody has finished it. */
  readonly sum: Buffer | null;
};

/** How work is cut. Whoever continues it cuts it in the same way, and so finds its answers. */
async function recordedCut({ redis }: WorkParts, id: string, count: number): Promise<Cut> {
  const key = cutKey(id);
  const found = await redis
    .pipeline()
    .set(key, count, 'EX', LIFETIME.cut, 'NX')
    .get(key)
    .getBuffer(answerKey(id))
    .exec();
  const [made, cut, sum] = (found ?? []).map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
  // It may have expired in between, and whatever else lies there must not become work of no tasks.
  const recorded = /^[1-9]\d{0,6}$/.test(String(cut)) ? Number(cut) : count;
  return { count: recorded, known: made !== 'OK', sum: (sum ?? null) as Buffer | null };
}

/** The sums over all tasks, and for each task the worker that answered it. */
async function runTasks(
  parts: WorkParts,
  { problem, subsets, range, onProgress }: Work,
  how: {
    readonly whole: QueueTask;
    readonly cut: Cut;
    readonly mayBeKnown: boolean;
    readonly stop: AbortSignal;
  },
): Promise<{ readonly sums: Uint32Array[]; readonly answers: ReadonlyMap<string, string> }> {
  const { board, trust, checks } = parts;
  const { whole, mayBeKnown, stop } = how;
  const { foldStart, foldEnd } = range;
  const folds = { foldStart, foldEnd };
  const answers = new Map<string, string>();
  const answered: AnsweredTask[] = [];
  const running: Promise<void>[] = [];
  let fail: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => (fail = reject));
  // If no check fails, nobody waits for it.
  failure.catch(() => {});
  const run = async (part: TaskRange): Promise<Uint32Array> => {
    const task = { ...whole, ...taskPart(part, subsets) };
    const length = voteLength(problem, folds) * task.subsets.length;
    const [id, name] = [taskId(task), taskName(part)];
    const answer = await board.answerTo({ task, length, name, mayBeKnown, signal: stop });
    const { worker } = answer;
    if (!trust.counts().has(worker)) await checks.meet(worker);
    const one = { id, task, name, problem, length };
    answers.set(id, worker);
    answered.push(one);
    if (trust.answered(worker, id)) {
      const check = checks.check(one, answer, stop).then(() => refuseSpoiled(parts));
      check.catch(fail);
      running.push(check);
    }
    return answer.votes;
  };
  const work: QueueWork = { ...range, subsetCount: subsets.length };
  const tasks = queueTasks(work, how.cut.count);
  const summed = sumVotes({ problem, subsets, folds, tasks, run, onProgress });
  // A check that fails ends the work at once: there may be no other worker to wait for.
  const sums = await Promise.race([summed, failure]);
  await Promise.all(running);
  await checks.settleDisputes(answered, stop);
  return { sums, answers };
}

/** @throws UntrustedVotes if finished work rests on a worker that was excluded afterwards */
async function refuseSpoiled({ redis, trust }: WorkParts): Promise<void> {
  const spoiled = trust.spoiled();
  if (spoiled.length === 0) return;
  await redis.del(spoiled.map(answerKey));
  throw new UntrustedVotes(trust.excluded(), spoiled.length);
}

/** A function that keeps the sum of finished work in Redis, and removes its tasks' answers. */
function createSumKeeper({
  redis,
  onError,
}: WorkParts): (id: string, sums: readonly Uint32Array[], tasks: readonly string[]) => void {
  const kept: { readonly id: string; readonly bytes: number }[] = [];
  let keptBytes = 0;
  return (id, sums, tasks) => {
    const joined = new Uint32Array(sums.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of sums) {
      joined.set(part, offset);
      offset += part.length;
    }
    const bytes = encodeAnswer({ worker: SUM, votes: joined });
    kept.push({ id, bytes: bytes.length });
    keptBytes += bytes.length;
    const commands = redis.pipeline();
    const parts = tasks.filter((task) => task !== id);
    if (parts.length > 0) commands.unlink(...parts.map(answerKey));
    commands.set(answerKey(id), bytes, 'EX', LIFETIME.answer);
    while (keptBytes > MOST_KEPT_BYTES) {
      const oldest = kept.shift()!;
      keptBytes -= oldest.bytes;
      commands.unlink(answerKey(oldest.id));
    }
    // The caller has its votes; that they are kept is for the next start only.
    commands.exec().catch((error: unknown) => onError(toError(error)));
  };
}
