import { once } from 'node:events';
import { Queue } from 'bullmq';
import { expect, it, vi } from 'vitest';
import { queueName } from '../../../engine/queue/engine-mark.ts';
import { KEY_PREFIX } from '../../../engine/queue/queue-keys.ts';
import {
  ENGINE,
  eventCount,
  eventsHere,
  holdersOf,
  localVotes,
  LONG,
  poolHere,
  smallProblem,
  SUBSETS,
  workerProcess,
} from './queue-here.ts';
import { describeRedis, killed, redisHere } from './redis-here.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const LONG_VOTES = localVotes(LONG);

describeRedis('worker processes that end or fall silent', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'give their tasks back at once after %s',
    async (name) => {
      const here = await redisHere();
      const connection = { host: '127.0.0.1', port: here.port };
      const queue = new Queue(queueName(ENGINE), { connection, prefix: KEY_PREFIX });
      // So long a lock that nobody gets the tasks because it has expired.
      const { child, notes } = await workerProcess(here, 'rented', { lock: 600 });
      const events = await eventsHere(here);
      const active = eventCount(events, 'active', 1);
      const pool = await poolHere(here);
      const votes = pool.votes(LONG, SUBSETS);
      await active;
      const exit = once(child, 'exit');
      child.kill(name);
      // As if a supervisor and npx had both sent it.
      if (name === 'SIGTERM') child.kill(name);
      expect(await exit).toEqual([130, null]);
      await notes.line(/^worker: stopped$/);
      expect(await here.redis.smembers('walkforest:workers')).toEqual([]);
      expect(await queue.getActiveCount()).toBe(0);
      expect(await queue.getWaitingCount()).toBeGreaterThan(0);
      await queue.close();
      expect(await here.redis.keys('walkforest:failures:*')).toEqual([]);
      await workerProcess(here, 'next');
      expect(await votes).toEqual(LONG_VOTES);
      expect(pool.notes.lines.join('\n')).not.toMatch(/fell silent/);
    },
  );

  it('lose nothing if of four one is killed and one stands still past its lock', async () => {
    const here = await redisHere();
    const events = await eventsHere(here);
    const added = new Set<string>();
    let completed = 0;
    events.on('added', ({ jobId }) => added.add(jobId));
    events.on('completed', () => completed++);
    const [killedOne, still] = await Promise.all(
      ['killed', 'still', 'well', 'better'].map((name) => workerProcess(here, name)),
    );
    const pool = await poolHere(here, { verify: 0.01 });
    const votes = pool.votes(LONG, SUBSETS);
    await holdersOf(here, events, 4);
    still!.child.kill('SIGSTOP');
    await killed(killedOne!.child);
    expect(await votes).toEqual(LONG_VOTES);
    still!.child.kill('SIGCONT');
    await still!.notes.line(/went to another worker/);
    // All three work on, and what came too late has changed nothing.
    const other = smallProblem(400, 1);
    expect(await pool.votes(other, SUBSETS)).toEqual(localVotes(other));
    await pool.close();
    const told = pool.notes.lines.join('\n');
    expect(told).toMatch(/its worker fell silent; the task goes to another/);
    const counts = /tasks by worker: (.*); \d+ checked here/.exec(told)![1]!;
    const each = Array.from(counts.matchAll(/(\w+)-\w+ (\d+)/g), ([, name, count]) => ({
      name,
      count: Number(count),
    }));
    expect(each.map(({ name }) => name)).toEqual(expect.arrayContaining(['well', 'better']));
    // Each task counts once, whoever has had it.
    expect(each.reduce((sum, { count }) => sum + count, 0)).toBe(added.size);
    expect(completed).toBe(added.size);
    expect(await here.redis.keys('walkforest:dispute:*')).toEqual([]);
  });
});
