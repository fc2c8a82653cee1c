import { EventEmitter } from 'node:events';
import { Queue, type QueueEvents } from 'bullmq';
import { expect, it, onTestFinished } from 'vitest';
import { createTaskBoard } from '../../../cli/queue/task-board.ts';
import { queueName } from '../../../engine/queue/engine-mark.ts';
import { answerKey, KEY_PREFIX } from '../../../engine/queue/queue-keys.ts';
import { encodeAnswer } from '../../../engine/queue/vote-answer.ts';
import { taskId } from '../../../engine/queue/vote-task.ts';
import { ENGINE, smallProblem } from './queue-here.ts';
import { describeRedis, redisHere } from './redis-here.ts';

describeRedis('the board of tasks', () => {
  it('gives a task once if two look for its answer and the second comes too late', async () => {
    const { port, redis } = await redisHere();
    // The second look is answered when the first one has ended all.
    let looks = 0;
    const getBuffer = async (key: string): Promise<Buffer | null> => {
      const found = await redis.getBuffer(key);
      if (++looks === 2) await answer;
      return found;
    };
    const slow = Object.create(redis, { getBuffer: { value: getBuffer } }) as typeof redis;
    const connection = { host: '127.0.0.1', port };
    const queue = new Queue(queueName(ENGINE), { connection, prefix: KEY_PREFIX });
    onTestFinished(() => queue.close());
    const events = new EventEmitter();
    const board = createTaskBoard({
      redis: slow,
      queue,
      events: events as unknown as QueueEvents,
      note: () => {},
      trusts: () => true,
    });
    const { settings } = smallProblem(1);
    const range = { treeStart: 0, treeEnd: 1, foldStart: 0, foldEnd: 1 };
    const task = { engine: ENGINE, data: 'ab'.repeat(32), settings, subsets: [[0]], ...range };
    const id = taskId(task);
    const { signal } = new AbortController();
    const request = { task, length: 3, name: 'task', mayBeKnown: false, signal };
    const answer = board.answerTo(request);
    await expect.poll(() => queue.getWaitingCount()).toBe(1);
    // As a worker leaves it: the answer is there, and the task is gone.
    const votes = Uint32Array.of(1, 2, 3);
    await redis.set(answerKey(id), encodeAnswer({ worker: 'one', votes }));
    await queue.remove(id);
    for (let i = 0; i < 2; i++) events.emit('completed', { jobId: id });
    expect((await answer).votes).toEqual(votes);
    // What the second look led to has ended when these have been answered.
    for (let i = 0; i < 5; i++) await queue.getWaitingCount();
    expect(looks).toBe(2);
    expect(await queue.getWaitingCount()).toBe(0);
    expect(board.openCount()).toBe(0);
  });
});
