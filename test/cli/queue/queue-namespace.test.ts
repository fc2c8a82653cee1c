import { expect, it, vi } from 'vitest';
import { namespaceHere, namespaceRefusal } from './namespace-here.ts';
import {
  eventCount,
  eventsHere,
  localVotes,
  LONG,
  poolHere,
  SUBSETS,
  workerProcess,
} from './queue-here.ts';
import { describeRedis, redisHere } from './redis-here.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const NAME = 'a worker on a machine behind a link of its own';
const refusal = namespaceRefusal();

if (refusal !== undefined) {
  // The only test that may be left out where the CI runs: containers often forbid it.
  it.skip(`${NAME} (skipped: ${refusal})`, () => {});
} else {
  describeRedis(NAME, () => {
    it('gives the same bytes if the link is down for some seconds, and if it is slow', async () => {
      const { host, through, link, slow } = namespaceHere();
      const here = await redisHere('--bind', '127.0.0.1', host, '--protected-mode', 'no');
      // Without netem in this kernel the link is cut only; rough-line.ts is slow everywhere.
      const lock = slow() ? 10 : 1;
      await workerProcess(here, 'far', { host, through, lock });
      const events = await eventsHere(here);
      const some = eventCount(events, 'completed', 3);
      const pool = await poolHere(here);
      const votes = pool.votes(LONG, SUBSETS);
      await some;
      link('down');
      // Nobody has told the worker; its announcement and its locks expire.
      await pool.notes.line(/no worker answers yet/);
      link('up');
      expect(await votes).toEqual(localVotes(LONG));
      expect(await here.redis.keys('walkforest:dispute:*')).toEqual([]);
    });
  });
}
