import { EventEmitter, once } from 'node:events';
import { Queue } from 'bullmq';
import { expect, it } from 'vitest';
import { Cancelled, OutsideError } from '../../../engine/core/errors.ts';
import type { ForestThreads } from '../../../engine/pool/forest-threads.ts';
import { queueName } from '../../../engine/queue/engine-mark.ts';
import { KEY_PREFIX } from '../../../engine/queue/queue-keys.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { decodeAnswer, encodeAnswer } from '../../../engine/queue/vote-answer.ts';
import { taskText } from '../../../engine/queue/vote-task.ts';
import { UntrustedVotes } from '../../../engine/queue/untrusted-votes.ts';
import {
  ENGINE,
  eventCount,
  eventsHere,
  localVotes,
  poolHere,
  smallProblem,
  SUBSETS,
  workerHere,
} from './queue-here.ts';
import { describeRedis, redisHere } from './redis-here.ts';

/** Threads whose answers are wrong from the answer with number `first` on. */
const wrongFrom =
  (first: number) =>
  ({ grow }: ForestThreads): ForestThreads['grow'] => {
    let count = 0;
    return async (task, signal) => {
      const votes = await grow(task, signal);
      if (++count > first) votes[0] = votes[0]! + 1;
      return votes;
    };
  };

const STRANGER = { id: 'odd-1', name: 'odd', engine: ENGINE, threads: 1 };

describeRedis('a pool on a queue', () => {
  it('gives the votes of one forest, whole and in parts', async () => {
    const here = await redisHere();
    await workerHere(here, { name: 'one' }).notes.line(/thread/);
    const pool = await poolHere(here, { verify: 1 });
    const problem = smallProblem(400);
    const expected = localVotes(problem);
    const reports: (readonly [number, number])[] = [];
    const onProgress = (done: number, total: number): unknown => reports.push([done, total]);
    expect(await pool.votes(problem, SUBSETS, { onProgress })).toEqual(expected);
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.at(-1)).toEqual([1600, 1600]);
    const folds = { foldStart: 10, foldEnd: 20 };
    const part = expected.map((votes) => votes.slice(10 * 60, 20 * 60));
    expect(await pool.votes(problem, SUBSETS, { folds })).toEqual(part);
    const other = smallProblem(400, 1);
    const both = await Promise.all([pool.votes(problem, SUBSETS), pool.votes(other, SUBSETS)]);
    expect(both).toEqual([expected, localVotes(other)]);
    expect(await pool.votes(problem, [])).toEqual([]);
  });

  it('computes a sum anew that is damaged in Redis', async () => {
    const here = await redisHere();
    workerHere(here, { name: 'one' });
    const problem = smallProblem(20);
    const first = await poolHere(here);
    await first.votes(problem, SUBSETS);
    await first.close();
    const [sum] = await here.redis.keys('walkforest:answer:*');
    await here.redis.setrange(sum!, 100, 'damaged');
    const second = await poolHere(here);
    expect(await second.votes(problem, SUBSETS)).toEqual(localVotes(problem));
    expect(second.notes.lines.join()).toMatch(/was damaged on the way; it is computed again/);
  });

  it.each(['0', '', 'x', '-3', '1e99'])('cuts work anew if Redis says %j tasks', async (cut) => {
    const here = await redisHere();
    workerHere(here, { name: 'one' });
    const problem = smallProblem(20);
    const first = await poolHere(here);
    await first.votes(problem, SUBSETS);
    await first.close();
    const [key] = await here.redis.keys('walkforest:cut:*');
    await here.redis.set(key!, cut);
    await here.redis.del(await here.redis.keys('walkforest:answer:*'));
    const second = await poolHere(here);
    expect(await second.votes(problem, SUBSETS)).toEqual(localVotes(problem));
  });

  it('checks the answer to work of one task that another command has left', async () => {
    const here = await redisHere();
    const problem = smallProblem(1);
    const first = await poolHere(here);
    const liar = workerHere(here, { name: 'liar', grow: wrongFrom(0) });
    await first.votes(problem, [[0]]);
    const [sum] = await here.redis.keys('walkforest:answer:*');
    const bytes = await here.redis.getBuffer(sum!);
    const { votes } = decodeAnswer(bytes!, localVotes(problem)[0]!.length);
    await first.close();
    await liar.stop();
    // As if the first command had been killed before it had the answer.
    await here.redis.set(sum!, encodeAnswer({ worker: 'liar-123456', votes }));
    workerHere(here, { name: 'honest' });
    const second = await poolHere(here, { verify: 0.01 });
    const right = createWalkForwardForest(problem).votes([[0]], 0, 1);
    expect(await second.votes(problem, [[0]])).toEqual(right);
    expect(second.notes.lines.join('\n')).toMatch(/liar-123456 answered wrongly/);
  });

  it.each([
    ['no JSON', '{'],
    ['another id', JSON.stringify({ ...STRANGER, id: 'other' })],
    ['threads that are no number', JSON.stringify({ ...STRANGER, threads: 'many' })],
    ['a name that moves the cursor', JSON.stringify({ ...STRANGER, name: '\u001B[2J' })],
    ['no engine', JSON.stringify({ ...STRANGER, engine: null })],
  ])('takes a worker for absent that announces %s', async (_, text) => {
    const here = await redisHere();
    await here.redis.sadd('walkforest:workers', STRANGER.id);
    await here.redis.set(`walkforest:worker:${STRANGER.id}`, text);
    workerHere(here, { name: 'one' });
    const pool = await poolHere(here);
    const problem = smallProblem(20);
    expect(await pool.votes(problem, SUBSETS)).toEqual(localVotes(problem));
    expect(pool.notes.lines.join()).not.toContain(STRANGER.id);
  });

  it.each([
    [0, 2],
    [1, 2],
    [5, 5],
    [400, 8],
  ])('wants work on some problems at once, for %i threads on %i', async (threads, problems) => {
    const here = await redisHere();
    await here.redis.sadd('walkforest:workers', STRANGER.id);
    await here.redis.set('walkforest:worker:odd-1', JSON.stringify({ ...STRANGER, threads }));
    expect((await poolHere(here)).problemsAtOnce).toBe(problems);
  });

  it('refuses a task under the id of another one', async () => {
    const here = await redisHere();
    const worker = workerHere(here, { name: 'one' });
    await worker.notes.line(/thread/);
    const events = await eventsHere(here);
    const failed = once(events as unknown as EventEmitter, 'failed');
    const queue = new Queue(queueName(ENGINE), {
      connection: { host: '127.0.0.1', port: here.port },
      prefix: KEY_PREFIX,
    });
    const { settings } = smallProblem(1);
    const range = { treeStart: 0, treeEnd: 1, foldStart: 0, foldEnd: 1 };
    const task = { engine: ENGINE, data: 'ab'.repeat(32), settings, subsets: [[0]], ...range };
    await queue.add('grow', taskText(task), { jobId: `t${'0'.repeat(40)}` });
    const [{ failedReason }] = await failed;
    await queue.close();
    expect(failedReason).toBe('task: expected the id of its content');
  });

  it('leaves nothing that does not expire, but a few counters of the queue', async () => {
    const here = await redisHere();
    workerHere(here, { name: 'one' });
    const pool = await poolHere(here);
    await pool.votes(smallProblem(20), SUBSETS);
    await pool.close();
    const keys = await here.redis.keys('*');
    const lives = await Promise.all(keys.map((key) => here.redis.ttl(key)));
    const lasting = keys.filter((_, i) => lives[i]! < 0).map((key) => key.split(':').at(-1));
    expect(lasting.sort()).toEqual(['events', 'id', 'meta']);
    expect(await here.redis.get('walkforest:worker:one')).toBeNull();
  });

  it('is stopped at once, and says so', async () => {
    const here = await redisHere();
    const pool = await poolHere(here);
    const cancel = new AbortController();
    const votes = pool.votes(smallProblem(20), SUBSETS, { signal: cancel.signal });
    await eventCount(await eventsHere(here), 'added', 1);
    cancel.abort();
    await expect(votes).rejects.toThrow(Cancelled);
  });

  it('takes an answer once although its task is delivered twice', async () => {
    const here = await redisHere();
    const gate = new EventEmitter();
    const opened = once(gate, 'opened');
    const events = await eventsHere(here);
    // It takes two tasks at a time, and keeps both.
    const held = eventCount(events, 'active', 2);
    const slow = workerHere(here, {
      name: 'slow',
      grow:
        ({ grow }) =>
        async (task, signal) => {
          await opened;
          return grow(task, signal);
        },
    });
    await slow.notes.line(/thread/);
    const pool = await poolHere(here);
    const problem = smallProblem(400);
    let completed = 0;
    events.on('completed', () => completed++);
    const all = eventCount(events, 'completed', 6);
    const votes = pool.votes(problem, SUBSETS);
    await held;
    // Without its lock a task counts as lost and goes to another worker.
    const locks = await here.redis.keys(`${KEY_PREFIX}:${queueName(ENGINE)}:*:lock`);
    await here.redis.del(locks);
    const stalled = eventCount(events, 'stalled', 1);
    const quick = workerHere(here, { name: 'quick' });
    await stalled;
    await quick.notes.line(/thread/);
    expect(await votes).toEqual(localVotes(problem));
    gate.emit('opened');
    await slow.notes.line(/went to another worker/);
    await all;
    await slow.stop();
    await quick.stop();
    expect(completed).toBe(6);
    expect(await here.redis.keys('walkforest:dispute:*')).toEqual([]);
  });

  it('excludes a worker that answers wrongly, names it and computes its answers anew', async () => {
    const here = await redisHere();
    const liar = workerHere(here, { name: 'liar', grow: wrongFrom(0) });
    await liar.notes.line(/thread/);
    const pool = await poolHere(here, { verify: 0.01 });
    const problem = smallProblem(40);
    const votes = pool.votes(problem, SUBSETS);
    await pool.notes.line(/worker liar-\w+ answered wrongly .*: it is excluded/);
    expect(String(await liar.ended)).toMatch(/liar-\w+\) answered wrongly and is excluded/);
    workerHere(here, { name: 'honest' });
    expect(await votes).toEqual(localVotes(problem));
  });

  it('gives nothing back that rests on a worker that turns out to be wrong later', async () => {
    const here = await redisHere();
    const problem = smallProblem(10);
    workerHere(here, { name: 'turncoat', grow: wrongFrom(1) });
    const pool = await poolHere(here, { verify: 1 });
    expect(await pool.votes(problem, SUBSETS)).toEqual(localVotes(problem));
    const later = pool.votes(smallProblem(400, 1), SUBSETS);
    await expect(later).rejects.toThrow(UntrustedVotes);
    await expect(later).rejects.toThrow(/turncoat-\w+.*excluded/);
  });

  it('gives a task up after three tries, with the reason of each', async () => {
    const here = await redisHere();
    const grow = () => async () => {
      throw new OutsideError('a made-up failure');
    };
    workerHere(here, { name: 'broken', grow });
    const pool = await poolHere(here);
    const votes = pool.votes(smallProblem(1), [[0]]);
    const each = String.raw`\(N\) broken-\w+: a made-up failure`;
    const all = [1, 2, 3].map((n) => each.replace('N', `${n}`)).join('; ');
    await expect(votes).rejects.toThrow(
      new RegExp(String.raw`^task \(trees 0 to 1, .*\): given up after 3 tries: ${all}$`),
    );
  });

  it('leaves its tasks to others if a worker has another version, and both say so', async () => {
    const here = await redisHere();
    const old = workerHere(here, { name: 'old', engine: { ...ENGINE, version: '0.0.1' } });
    await old.notes.line(/thread/);
    const pool = await poolHere(here);
    const problem = smallProblem(20);
    const votes = pool.votes(problem, SUBSETS);
    expect(await pool.notes.line(/old/)).toMatch(/worker old-\w+ has version 0\.0\.1.* refuses/);
    expect(await old.notes.line(/refuses/)).toContain('install the same version');
    await pool.notes.line(/no worker answers yet; start one/);
    workerHere(here, { name: 'new' });
    expect(await votes).toEqual(localVotes(problem));
  });

  it('has workers that end by themselves after long enough without a task', async () => {
    const here = await redisHere();
    const worker = workerHere(here, { name: 'idle', idleMs: 1 });
    expect(await worker.ended).toBe(0);
    expect(await here.redis.smembers('walkforest:workers')).toEqual([]);
  });

  it('fails clearly if Redis has reached its memory limit', async () => {
    const here = await redisHere();
    const pool = await poolHere(here);
    const votes = pool.votes(smallProblem(20), SUBSETS);
    await here.redis.config('SET', 'maxmemory', '1mb');
    await expect(votes).rejects.toThrow(/has reached its memory limit/);
  });
});
