import { expect, it } from 'vitest';
import { runDay } from '../../engine/live/run-day.ts';
import { madeUpDay } from '../../lambda/made-up-day.ts';

it('the made-up day ends with an order that is filled, and without a warning', async () => {
  const mails: string[] = [];
  const publish = async (_: string, text: string): Promise<void> => void mails.push(text);
  const report = await runDay({ ...madeUpDay(), publish });
  expect(report).toMatchObject({ outcome: 'done', warnings: [], alarms: [] });
  const { trade } = report.record;
  expect(trade).toMatchObject({ action: 'BUY', environment: 'demo', reasons: [] });
  expect(trade!.orders).toMatchObject([{ side: 'buy', status: 'filled', filled: 1_000 }]);
  expect(mails).toEqual([expect.stringContaining('Why LONG: the model says "up"')]);
});

it('two made-up days know nothing of each other', async () => {
  const [one, two] = [await runDay(madeUpDay()), await runDay(madeUpDay())];
  expect(two).toEqual(one);
});

it('a made-up day jumps over the waits of an order whose outcome is not clear', async () => {
  const world = madeUpDay();
  const { futures } = world.exchange;
  const exchange = { ...world.exchange, futures: { ...futures, position: async () => 0 } };
  const start = world.clock.now();
  const { record } = await runDay({ ...world, exchange });
  expect(record.trade!.action).toBe('UNFINISHED');
  expect(world.clock.now()).toBeGreaterThan(start + 60_000);
});
