import { expect, it, vi } from 'vitest';
import {
  eventCount,
  eventsHere,
  localVotes,
  LONG,
  poolHere,
  smallProblem,
  SUBSETS,
  workerHere,
  workerProcess,
} from './queue-here.ts';
import { describeRedis, redisHere } from './redis-here.ts';
import { roughLine } from './rough-line.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const LONG_VOTES = localVotes(LONG);

/** A connection without any answer for so long is opened anew. */
const SILENT_MS = 1000;

describeRedis('a rough line to the queue', () => {
  it('gives the same bytes if it is slow, for command and worker', async () => {
    const here = await redisHere();
    const [near, far] = [await roughLine(here.port), await roughLine(here.port)];
    // As from one continent to another, and less than 1 Mbit/s.
    for (const line of [near, far]) line.slow({ delayMs: 40, bytesPerMs: 100 });
    const problem = smallProblem(400);
    // Longer than an answer takes on its way, because the lock is renewed on the same line.
    await workerProcess(far, 'far', { lock: 30 });
    const pool = await poolHere(near, { verify: 1 });
    expect(await pool.votes(problem, SUBSETS)).toEqual(localVotes(problem));
    expect(pool.notes.lines.join('\n')).not.toMatch(/lost|fell silent/);
  });

  it('gives the same bytes if a worker’s is cut, and the worker comes back', async () => {
    const here = await redisHere();
    const line = await roughLine(here.port);
    const { notes } = await workerProcess(line, 'far');
    const events = await eventsHere(here);
    const some = eventCount(events, 'completed', 3);
    const pool = await poolHere(here);
    const votes = pool.votes(LONG, SUBSETS);
    await some;
    line.cut();
    await notes.line(/connection to redis:\/\/127\.0\.0\.1:\d+ lost .*; trying again/);
    // Longer than its lock: its tasks are free for others, who are not there.
    await pool.notes.line(/no worker answers yet/);
    line.mend();
    await notes.line(/is back/);
    expect(await votes).toEqual(LONG_VOTES);
  });

  it('gives the same bytes if the command’s is cut', async () => {
    const here = await redisHere();
    const line = await roughLine(here.port);
    await workerHere(here, { name: 'one' }).notes.line(/thread/);
    const events = await eventsHere(here);
    const some = eventCount(events, 'completed', 3);
    const pool = await poolHere(line);
    const votes = pool.votes(LONG, SUBSETS);
    await some;
    line.cut();
    await pool.notes.line(/lost/);
    line.mend();
    expect(await votes).toEqual(LONG_VOTES);
    expect(pool.notes.lines.join('\n')).toMatch(/is back/);
  });

  it.each(['worker', 'command'] as const)(
    'is opened anew if it dies without a word: that of a %s',
    async (who) => {
      const here = await redisHere();
      const line = await roughLine(here.port);
      const ends = { silentMs: SILENT_MS };
      const worker = workerHere(who === 'worker' ? line : here, { name: 'one', ...ends });
      await worker.notes.line(/thread/);
      const events = await eventsHere(here);
      const some = eventCount(events, 'completed', 3);
      const pool = await poolHere(who === 'command' ? line : here, ends);
      const votes = pool.votes(LONG, SUBSETS);
      await some;
      line.freeze();
      const { notes } = who === 'worker' ? worker : pool;
      await notes.line(/lost \(the connection has been silent for 1 s\); trying again/);
      await notes.line(/is back/);
      expect(await votes).toEqual(LONG_VOTES);
    },
  );
});
