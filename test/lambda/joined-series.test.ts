import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeS3, fakeStore } from '../../cli/stand-ins/fake-s3.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import type { Observations, SeriesPlan } from '../../engine/core/series.ts';
import { ModelUnusable } from '../../engine/live/edges/failures.ts';
import { joinedSeries, type SeriesPlaces } from '../../lambda/joined-series.ts';
import { onChainPlans } from '../../features/on-chain.ts';
import { fetchSeries as fetchFile, onchainSources } from '../../data/sources/fetched-series.ts';
import { parseSeriesText } from '../../engine/core/series-text.ts';
import { joinSeries } from '../../features/join-series.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { before, serveUntil } from '../data/sources/on-chain-here.ts';
import { sourcesHere, type SourcesHere } from '../data/sources/sources-here.ts';
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

/** A store beside a network that is never used. */
function offline(store: SeriesPlaces['store']): SeriesPlaces {
  const fail = (): never => {
    throw new Error('no request');
  };
  const clock = { now: () => LAST * 1000, after: fail };
  return { store, http: { fetch: fail, clock, random: fail, deadline: 0 }, loopbackUrl: undefined };
}

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
    const joined = await joinedSeries(
      bars,
      { series: [PLAN], timeframe: '1d' },
      offline(await bucket(0)),
    );
    expect(joined.warnings).toEqual([]);
    expect(joined.bars.extra!['series:funding']!.at(-1)).toBe(bars.time.length - 1);
  });

  it('are unchanged, without a request, if the model needs none', async () => {
    const store = { read: () => Promise.reject(new Error('no request')) };
    const joined = await joinedSeries(bars, { timeframe: '1d' }, offline(store));
    expect(joined).toEqual({ bars, warnings: [] });
  });

  it('come with a warning if the series is old', async () => {
    const plans = [PLAN, { ...PLAN, column: 'series:other', neutral: 0 }];
    const model = { series: plans, timeframe: '1d' } as const;
    const { bars: joined, warnings } = await joinedSeries(bars, model, offline(await bucket(4)));
    const last = new Date((LAST - 4 * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    expect(warnings).toEqual([
      `series/funding.csv: no observation for the bar, carried 3 days: its last is of ${last}; ` +
        'series:funding is undefined',
      `series/funding.csv: no observation for the bar, carried 3 days: its last is of ${last}; ` +
        'series:other is 0',
    ]);
    expect(joined.extra!['series:funding']!.at(-1)).toBeNaN();
    expect((await joinedSeries(bars, model, offline(await bucket(3)))).warnings).toEqual([]);
  });

  it('are refused if the object is missing or is no series', async () => {
    const store = fakeStore(createFakeS3(), 'bucket');
    const model = { series: [PLAN], timeframe: '1d' } as const;
    await expect(joinedSeries(bars, model, offline(store))).rejects.toThrow(ModelUnusable);
    await expect(joinedSeries(bars, model, offline(store))).rejects.toThrow(
      'model: it needs the series funding: expected series/funding.csv, got none',
    );
    const html = new TextEncoder().encode('<html>');
    await store.write('series/funding.csv', html, { ifAbsent: true });
    await expect(joinedSeries(bars, model, offline(store))).rejects.toThrow(
      'model: its series: series/funding.csv:1: expected columns time,funding; found <html>',
    );
  });
});

describe('a day whose model needs a series', () => {
  let site: LiveSite;
  beforeEach(async () => {
    site = await startSite({ ENABLE_TRADING: 'false' });
    const model = { series: [PLAN], timeframe: '1d' } as const;
    site.overrides.joinSeries = (closed) => joinedSeries(closed, model, offline(storeOf(site)));
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

describe('the on-chain series of a day', () => {
  const model = { series: onChainPlans(), timeframe: '1d' } as const;
  /** The made-up bars of 60 days up to yesterday, at 00:05 UTC. */
  const today = Date.parse('2026-03-10') / 1000;
  const days = sliceBars(bars, bars.time.length - 60, bars.time.length);
  const shift = today - DAY_SECONDS - days.time.at(-1)!;
  const closed = { ...days, time: days.time.map((time) => time + shift) };

  /** What the function joins at 00:05 from its sources and the objects of the bucket. */
  async function live(
    objects: Readonly<Record<string, Observations>>,
    more: (here: SourcesHere) => void = () => {},
  ) {
    const here = await sourcesHere('2026-03-10T00:05:00Z');
    serveUntil(here.fake, here.clock.now() / 1000, 200);
    more(here);
    const store = fakeStore(createFakeS3(), 'bucket');
    for (const [name, { time, value }] of Object.entries(objects)) {
      const rows = Array.from(time, (at, i) => `${at},${value[i]}\n`);
      const text = new TextEncoder().encode(`time,${name}\n${rows.join('')}`);
      await store.write(`series/onchain/${name}.csv`, text, { ifAbsent: true });
    }
    const { http, loopbackUrl } = here.web;
    return await joinedSeries(closed, model, { store, http, loopbackUrl });
  }

  /** The files that `data fetch onchain` writes a day later, and what research joins from them. */
  async function research() {
    const here = await sourcesHere('2026-03-11T12:00:00Z');
    serveUntil(here.fake, Date.parse('2026-03-10T00:05:00Z') / 1000, 200);
    const files: Record<string, Observations> = {};
    for (const source of onchainSources(await temporaryFolder(), () => {})) {
      const { text } = await fetchFile(here.web, source, 'known');
      files[source.column] = parseSeriesText(text, source.column, source.path);
    }
    const named = Object.entries(files).map(([name, one]) => [`onchain/${name}`, one] as const);
    const joined = joinSeries(closed, '1d', model.series, Object.fromEntries(named));
    return { files, joined };
  }

  it('are those of research on every bar, with and without older objects', async () => {
    const { joined, files } = await research();
    expect(Object.keys(joined.extra!)).toHaveLength(8);
    const fetched = await live({});
    expect(fetched.warnings).toEqual([]);
    expect(fetched.bars.extra).toEqual(joined.extra);
    const older = Object.fromEntries(
      Object.entries(files).map(([name, one]) => [name, before(one, today - 9 * DAY_SECONDS)]),
    );
    const continued = await live(older);
    expect(continued.warnings).toEqual([]);
    expect(continued.bars.extra).toEqual(joined.extra);
    for (const column of Object.values(joined.extra!)) {
      // No neutral value, and nothing of the day that forms.
      for (const value of column.slice(-3)) expect(Math.abs(value)).toBeLessThan(20);
      expect(new Set(column.slice(-9)).size).toBeGreaterThan(5);
    }
  });

  it('carry a value that the source does not have yet, with a warning', async () => {
    const { warnings } = await live({}, ({ fake }) => {
      fake.charts.set('hash-rate', fake.charts.get('hash-rate')!.slice(0, -3));
    });
    expect(warnings).toEqual(['blockchain.com hash-rate ends on 2026-03-07: its value is carried']);
  });
});

describe('a day whose source fails', () => {
  it('ends with a mail that says why and what stands; later the day goes on', async () => {
    const site = await startSite();
    try {
      await site.run();
      const held = site.futures.book.position();
      expect(held).toBeGreaterThan(0);
      site.nextDay();
      const here = await sourcesHere('2026-03-11T00:05:00Z');
      serveUntil(here.fake, here.clock.now() / 1000, 200);
      here.faults = () => ({ kind: 'html' });
      const series = onChainPlans().filter(({ column }) => column === 'onchain:fear_greed');
      const { clock, fetch } = site;
      const deadline = clock.now() + 150_000;
      const http = { fetch, clock, random: () => 0.5, deadline };
      const places = { store: storeOf(site), http, loopbackUrl: here.url };
      site.overrides.joinSeries = (closed) =>
        joinedSeries(closed, { series, timeframe: '1d' }, places);
      const [lines, orders] = [site.log().length, site.futures.sends.length];
      expect(await site.failure()).toBeInstanceOf(ModelUnusable);
      expect([site.log().length, site.futures.sends.length]).toEqual([lines, orders]);
      expect(site.futures.book.position()).toBe(held);
      const { text } = site.aws.mails.at(-1)!;
      expect(text).toContain('series/onchain/fear_greed.csv is missing');
      expect(text).toContain('an HTML page');
      expect(text).toMatch(/LONG, [\d,]+ contracts/);
      here.faults = () => undefined;
      await site.run();
      expect(site.log()).toHaveLength(lines + 1);
    } finally {
      await site.close();
    }
  });
});
