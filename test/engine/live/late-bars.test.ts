import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../../../engine/core/bar-time.ts';
import { awaitClosedBars } from '../../../engine/live/late-bars.ts';
import type { LatestBars } from '../../../engine/live/plan/exchange.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const DATE = '2026-03-10';
const START = Date.parse('2026-03-10T00:05:00Z');
const YESTERDAY = Date.parse('2026-03-09') / 1000;

/** Bars asked for until `lateMs` after the start lack yesterday's. */
function lateBars(lateMs: number) {
  const clock = createVirtualClock(START);
  const asked: number[] = [];
  const bar = { open: 10, high: 12, low: 9, close: 11, volume: 1 };
  const dailyBars = async (): Promise<LatestBars> => {
    asked.push(clock.now() - START);
    const last = clock.now() - START < lateMs ? YESTERDAY - DAY_SECONDS : YESTERDAY;
    const times = [last - DAY_SECONDS, last];
    const bars = times.map((time) => Object.assign({ time }, bar));
    return { bars, lastClosed: last, serverTime: clock.now() };
  };
  const read = (waitMs: number) => awaitClosedBars({ dailyBars }, clock, { date: DATE, waitMs });
  return { read, asked };
}

describe('a late bar', () => {
  it('is asked for every ten seconds until it is there', async () => {
    const { read, asked } = lateBars(25_000);
    const { time } = await read(60_000);
    expect(time.at(-1)).toBe(YESTERDAY);
    expect(asked).toEqual([0, 10_000, 20_000, 30_000]);
  });

  it('is not waited for after the time given', async () => {
    const { read, asked } = lateBars(25_000);
    await expect(read(20_000)).rejects.toThrow('last closed bar to be 2026-03-09, got 2026-03-08');
    expect(asked).toEqual([0, 10_000, 20_000]);
  });

  it('is not waited for at all if the time given is 0', async () => {
    const { read, asked } = lateBars(25_000);
    await expect(read(0)).rejects.toThrow('got 2026-03-08');
    expect(asked).toEqual([0]);
  });
});
