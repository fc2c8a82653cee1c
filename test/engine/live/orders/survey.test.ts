import { expect, it } from 'vitest';
import type { Instrument } from '../../../../engine/live/plan/instrument.ts';
import type { Http } from '../../../../engine/live/edges/http.ts';
import { instrumentAndSkew } from '../../../../engine/live/orders/survey.ts';
import { sleep } from '../../../../engine/live/edges/wall-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

it.each([
  ['a fast answer shows the difference', [0], -9_000, -9_000],
  ['a slow answer does not mean that the clock is behind', [15_000, 0], 0, 0],
  ['a clock that is certainly behind is found also by a slow answer', [500], -20_000, -20_500],
  ['a clock that is ahead is ahead', [0], 12_000, 12_000],
] as const)('the clocks: %s', async (_, waysMs, aheadMs, skewMs) => {
  const clock = createVirtualClock(1_000_000);
  const ways: number[] = [...waysMs];
  const instrument = async (): Promise<Instrument> => {
    const serverTime = clock.now() + aheadMs;
    await sleep(clock, ways.shift()!);
    return { serverTime } as Instrument;
  };
  const http: Http = { fetch, clock, random: () => 0, deadline: Number.POSITIVE_INFINITY };
  expect((await instrumentAndSkew({ instrument }, http))[1]).toBe(skewMs);
  expect(ways).toEqual([]);
});
