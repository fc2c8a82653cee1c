import { describe, expect, it } from 'vitest';
import { closedBars } from '../../../engine/live/closed-bars.ts';
import { fetchOhlc } from '../../../engine/live/kraken/kraken-spot.ts';
import type { LatestBars } from '../../../engine/live/plan/exchange.ts';
import type { Fetch, Http } from '../../../engine/live/edges/http.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { describeShared, sharedFile } from '../../shared-data.ts';

/** Noon of the day on which the answers were recorded. */
const NOON = Date.parse('2025-12-31T12:00:00Z');

function httpThat(text: string): Http {
  const fetch: Fetch = async () => ({
    status: 200,
    headers: { get: () => null },
    text: async () => text,
  });
  return { fetch, clock: createVirtualClock(NOON), random: () => 0.5, deadline: NOON + 60_000 };
}

function answered(text: string, minutes = 1440): Promise<LatestBars> {
  return fetchOhlc(httpThat(text), 'http://127.0.0.1:1', 'XBTUSD', minutes);
}

describeShared('recorded OHLC answers', () => {
  it.each([720, 721])('of %i rows lose only the bar that still forms', async (count) => {
    const name = `data/kraken/spot_OHLC_XBTUSD_1440_${count}rows.json`;
    const answer = await answered(sharedFile(name));
    expect(answer.bars).toHaveLength(count);
    const bars = closedBars(answer, '2025-12-31', NOON);
    expect(bars.time).toHaveLength(count - 1);
    const last = count - 2;
    expect(bars.time[last]).toBe(Date.parse('2025-12-30T00:00:00Z') / 1000);
    expect([bars.close[last], bars.volume[last]]).toEqual([88401.9, 1179.54982826]);
  });

  it('lose no bar a minute after midnight, because the last one has closed', async () => {
    const answer = await answered(sharedFile('data/kraken/spot_OHLC_XBTUSD_1440_720rows.json'));
    const now = Date.parse('2026-01-01T00:01:00Z');
    const called = { ...answer, lastClosed: answer.bars.at(-1)!.time };
    expect(closedBars(called, '2026-01-01', now).time).toHaveLength(720);
    // The exchange does not call the bar closed yet, so it may still change.
    const early = (): unknown => closedBars(answer, '2026-01-01', now);
    expect(early).toThrow('last closed bar to be 2025-12-31, got not yet called closed');
  });

  it('are read also if the interval is another or the answer is short', async () => {
    const four = await answered(sharedFile('data/kraken/spot_OHLC_XBTUSD_240_720rows.json'), 240);
    expect(four.bars).toHaveLength(720);
    const since = await answered(sharedFile('data/kraken/spot_OHLC_XBTUSD_1440_since.json'));
    expect(since.lastClosed).toBe(since.bars[1]!.time);
  });

  const errors = JSON.parse(sharedFile('data/kraken/spot_errors.json')) as Record<string, object>;
  it.each(Object.entries(errors))('with the error %s throw', async (_, body) => {
    const [reason] = (body as { error: string[] }).error;
    const answer = answered(JSON.stringify(body));
    await expect(answer).rejects.toThrow(`the exchange answers "${reason}"`);
  });
});

describe('closed bars', () => {
  const bar = (date: string, change: object = {}): LatestBars['bars'][number] => ({
    time: Date.parse(date) / 1000,
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    volume: 1,
    ...change,
  });
  const dates = ['2025-12-28', '2025-12-29', '2025-12-30'];
  const good = dates.map((date) => bar(date));
  const read = (bars: LatestBars['bars'], extra: Partial<LatestBars> = {}): unknown => {
    const answer = { bars, lastClosed: good[2]!.time, serverTime: NOON, ...extra };
    return closedBars(answer, '2025-12-31', NOON);
  };

  it('become columns, also a flat bar without trades', () => {
    const flat = bar('2025-12-30', { open: 11, high: 11, low: 11, volume: 0 });
    const close = new Float64Array([11, 11, 11]);
    expect(read([good[0]!, good[1]!, flat])).toMatchObject({ close });
  });

  it.each([
    ['high below close', { high: 10.5 }, 'high: expected high >= max(open, close), got high=10.5'],
    ['low above open', { low: 10.5 }, 'low: expected low <= min(open, close), got low=10.5'],
    ['a price of zero', { low: 0 }, 'bars 2025-12-30: low: expected a price > 0, got 0'],
    ['negative volume', { volume: -1 }, 'volume: expected a volume >= 0, got -1'],
    ['a volume that is no number', { volume: Number.NaN }, 'expected a volume >= 0, got NaN'],
  ])('refuse %s', (_, change, message) => {
    expect(() => read([...good.slice(0, 2), bar('2025-12-30', change)])).toThrow(message);
  });

  it('refuse a clock that differs, and an answer without bars', () => {
    const ahead = { serverTime: NOON + 61_000 };
    expect(() => read(good, ahead)).toThrow("expected within 60 s of the exchange's, got 61 s");
    expect(() => read([])).toThrow('got no closed bar');
  });

  it('refuse bars of a day that is not over by the date of the decision', () => {
    const answer = { bars: good, lastClosed: good[2]!.time, serverTime: NOON };
    const late = (): unknown => closedBars(answer, '2025-12-30', NOON);
    expect(late).toThrow('to be 2025-12-29, got 2025-12-30');
  });
});
