import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeS3, fakeStore } from '../../cli/stand-ins/fake-s3.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import type { SeriesPlan } from '../../engine/core/series.ts';
import { ModelUnusable } from '../../engine/live/edges/failures.ts';
import { joinedSeries } from '../../lambda/joined-series.ts';
import { startSite, type LiveSite } from '../fakes/live-site.ts';
import { storeOf } from '../engine/live/site-model.ts';

const PLAN: SeriesPlan = {
  column: 'series:funding',
  source: 'funding',
  lagDays: 0,
  carryDays: 3,
  neutral: null,
};
const bars = sampleBars('1d', 3);
const LAST = bars.time.at(-1)!;

/** A bucket whose series ends `days` before the last bar. */
async function bucket(days: number) {
  const store = fakeStore(createFakeS3(), 'bucket');
  const rows = Array.from(bars.time.subarray(0, bars.time.length - days), (time, i) => {
    return `${time},${i}\n`;
  });
  const text = new TextEncoder().encode(`time,funding\n${rows.join('')}`);
  await store.write('series/funding.csv', text, { ifAbsent: true });
  return store;
}

describe('the bars of a day with the series of the model', () => {
  it('have the column, from the object in the bucket', async () => {
    const joined = await joinedSeries(bars, { series: [PLAN], timeframe: '1d' }, await bucket(0));
    expect(joined.warnings).toEqual([]);
    expect(joined.bars.extra!['series:funding']!.at(-1)).toBe(bars.time.length - 1);
  });

  it('are unchanged, without a request, if the model needs none', async () => {
    const store = { read: () => Promise.reject(new Error('no request')) };
    const joined = await joinedSeries(bars, { timeframe: '1d' }, store);
    expect(joined).toEqual({ bars, warnings: [] });
  });

  it('come with a warning if the series is old', async () => {
    const plans = [PLAN, { ...PLAN, column: 'series:other', neutral: 0 }];
    const model = { series: plans, timeframe: '1d' } as const;
    const { bars: joined, warnings } = await joinedSeries(bars, model, await bucket(4));
    const last = new Date((LAST - 4 * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    expect(warnings).toEqual([
      `series/funding.csv: no observation for the bar, carried 3 days: its last is of ${last}; ` +
        'series:funding is undefined',
      `series/funding.csv: no observation for the bar, carried 3 days: its last is of ${last}; ` +
        'series:other is 0',
    ]);
    expect(joined.extra!['series:funding']!.at(-1)).toBeNaN();
    expect((await joinedSeries(bars, model, await bucket(3))).warnings).toEqual([]);
  });

  it('are refused if the object is missing or is no series', async () => {
    const store = fakeStore(createFakeS3(), 'bucket');
    const model = { series: [PLAN], timeframe: '1d' } as const;
    await expect(joinedSeries(bars, model, store)).rejects.toThrow(ModelUnusable);
    await expect(joinedSeries(bars, model, store)).rejects.toThrow(
      'model: it needs the series funding: expected series/funding.csv, got none',
    );
    const html = new TextEncoder().encode('<html>');
    await store.write('series/funding.csv', html, { ifAbsent: true });
    await expect(joinedSeries(bars, model, store)).rejects.toThrow(
      'model: its series: series/funding.csv:1: expected columns time,funding; found <html>',
    );
  });
});

describe('a day whose model needs a series', () => {
  let site: LiveSite;
  beforeEach(async () => {
    site = await startSite({ ENABLE_TRADING: 'false' });
    const model = { series: [PLAN], timeframe: '1d' } as const;
    site.overrides.joinSeries = (closed) => joinedSeries(closed, model, storeOf(site));
  });
  afterEach(() => site.close());

  async function put(text: string): Promise<void> {
    const body = new TextEncoder().encode(text);
    await storeOf(site).write('series/funding.csv', body, { ifAbsent: true });
  }

  it('fails with a mail that says what is missing; when it is there, the day goes on', async () => {
    expect(await site.failure()).toBeInstanceOf(ModelUnusable);
    expect(site.log()).toEqual([]);
    expect(site.aws.mails).toHaveLength(1);
    expect(site.aws.mails[0]!.text).toContain('it needs the series funding');
    const yesterday = Math.floor(site.clock.now() / 86_400_000) * DAY_SECONDS - DAY_SECONDS;
    await put(`time,funding\n${yesterday},0.1\n`);
    await site.run();
    expect(site.log()).toHaveLength(1);
  });

  it('mails a warning about an old series', async () => {
    await put('time,funding\n2026-01-01,0.1\n');
    await site.run();
    expect(site.aws.mails.at(-1)!.text).toContain('its last is of 2026-01-01');
  });
});
