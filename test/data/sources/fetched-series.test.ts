import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fetchSeries,
  fundingSources,
  onchainSources,
  type SeriesSource,
} from '../../../data/sources/fetched-series.ts';
import { marketPair } from '../../../data/sources/market-pair.ts';
import type { BinanceRate, ChartValue } from '../../../cli/stand-ins/fake-sources.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';
import { describeShared, sharedFile } from '../../shared-data.ts';
import { faultAt, sourcesHere, type SourcesHere } from './sources-here.ts';

const NOW = '2026-03-10T12:00:00Z';
const DAY_MS = 86_400_000;
const V3 = '/derivatives/api/v3/historical-funding-rates';
const V4 = '/derivatives/api/v4/historicalfundingrates';

/** The series by the title of its source, in a folder of its own. */
async function seriesHere(title: string, pair = 'BTCUSD'): Promise<SeriesSource> {
  const folder = await temporaryFolder();
  const none = (): void => {};
  const all = [...fundingSources(folder, marketPair(pair), none), ...onchainSources(folder, none)];
  return all.find((source) => source.title === title)!;
}

/** 8-hour rates until `last`, each a few milliseconds late, as they come. */
function binanceRates(count: number, last: string): readonly BinanceRate[] {
  return Array.from({ length: count }, (_, i) => ({
    symbol: 'BTCUSDT',
    fundingTime: Date.parse(last) - (count - 1 - i) * (DAY_MS / 3) + (i % 9),
    fundingRate: ((i % 50) / 1e5).toFixed(8),
    markPrice: '',
  }));
}

/** Daily values until the day of `last`. */
function chart(count: number, last: string): readonly ChartValue[] {
  const end = Date.parse(last) / 1000;
  return Array.from({ length: count }, (_, i) => ({ x: end - (count - 1 - i) * 86_400, y: i + 1 }));
}

async function save(source: SeriesSource, text: string): Promise<void> {
  await mkdir(dirname(source.path), { recursive: true });
  await writeFile(source.path, text);
}

/** Kraken's answer with hourly rates, the last at `last`. */
function krakenRates(count: number, last: string, change = 0): unknown {
  const rates = Array.from({ length: count }, (_, i) => ({
    timestamp: new Date(Date.parse(last) - (count - 1 - i) * 3_600_000).toISOString(),
    fundingRate: 0.5 + i,
    relativeFundingRate: (count - i) / 1e7 + change,
  }));
  return { result: 'success', serverTime: NOW, rates };
}

describe("Binance's funding rates", () => {
  it('come in pages that begin one millisecond after the last rate', async () => {
    const here = await sourcesHere(NOW);
    here.fake.binance = binanceRates(2500, '2026-03-10T08:00:00Z');
    const source = await seriesHere('Binance BTCUSDT');
    const { observations, text, added } = await fetchSeries(here.web, source, 'known');
    expect([observations.length, added]).toEqual([2500, 2500]);
    const starts = here.requests.map(({ query }) => Number(query.get('startTime')));
    const [, after1000, after2000] = starts;
    expect(starts.length).toBe(3);
    expect(after1000).toBe(here.fake.binance[999]!.fundingTime + 1);
    expect(after2000).toBe(here.fake.binance[1999]!.fundingTime + 1);
    const [header, first] = text.split('\n');
    expect(header).toBe('time,funding_rate');
    expect(first).toBe(`${observations[0]!.time},0`);
    expect(observations.every(({ time }) => time % 28_800 === 0)).toBe(true);
  });

  it('are continued from the end of the file', async () => {
    const here = await sourcesHere(NOW);
    here.fake.binance = binanceRates(2500, '2026-03-10T08:00:00Z');
    const source = await seriesHere('Binance BTCUSDT');
    await save(source, (await fetchSeries(here.web, source, 'known')).text);
    here.requests.length = 0;
    here.clock.goTo(Date.parse('2026-03-12T12:00:00Z'));
    here.fake.binance = binanceRates(2506, '2026-03-12T08:00:00Z');
    const { observations, added, revisions } = await fetchSeries(here.web, source, 'known');
    expect([observations.length, added, here.requests.length]).toEqual([2506, 6, 1]);
    expect(revisions).toEqual([]);
  });

  it('may not be available by law, which is said', async () => {
    const here = await sourcesHere(NOW);
    const body = '{"code":0,"msg":"Service unavailable from a restricted location"}';
    here.faults = () => ({ kind: 'answer', answer: { status: 451, body } });
    const source = await seriesHere('Binance BTCUSDT');
    await expect(fetchSeries(here.web, source, 'known')).rejects.toThrow(
      'Binance funding BTCUSDT: refused (status 451, not available by law',
    );
    expect(here.requests.length).toBe(1);
  });
});

describe("Kraken's funding rates", () => {
  it('are the relative ones, and not those that have yet to come', async () => {
    const here = await sourcesHere(NOW);
    here.fake.bodies.set(`${V3} PF_XBTUSD`, krakenRates(100, '2026-03-10T13:00:00Z'));
    const source = await seriesHere('Kraken PF_XBTUSD');
    const { observations, text } = await fetchSeries(here.web, source, 'known');
    expect(observations.length).toBe(99);
    expect(observations[0]).toEqual({ time: 1_772_791_200, value: 1e-5 });
    expect(text.startsWith('time,relative_funding_rate\n1772791200,0.00001\n')).toBe(true);
  });

  it('are read at the older address if the newer one is gone', async () => {
    const here = await sourcesHere(NOW);
    here.fake.bodies.set(`${V4} PI_ETHUSD`, krakenRates(100, '2026-03-10T12:00:00Z'));
    const source = await seriesHere('Kraken PI_ETHUSD', 'ETHUSD');
    expect((await fetchSeries(here.web, source, 'known')).observations.length).toBe(100);
    expect(here.requests.map(({ path }) => path)).toEqual([V3, V4]);
  });

  it('that the source shows no longer stay in the file; changed ones stay as known', async () => {
    const here = await sourcesHere(NOW);
    const source = await seriesHere('Kraken PF_XBTUSD');
    here.fake.bodies.set(`${V3} PF_XBTUSD`, krakenRates(100, '2026-03-10T00:00:00Z'));
    const old = await fetchSeries(here.web, source, 'known');
    await save(source, old.text);
    here.fake.bodies.set(`${V3} PF_XBTUSD`, krakenRates(20, '2026-03-10T10:00:00Z', 1));
    const known = await fetchSeries(here.web, source, 'known');
    expect([known.observations.length, known.added, known.revisions.length]).toEqual([110, 10, 10]);
    expect(known.observations.slice(0, 100)).toEqual(old.observations);
    const latest = await fetchSeries(here.web, source, 'latest');
    expect(latest.observations.slice(0, 90)).toEqual(old.observations.slice(0, 90));
    expect(latest.observations[90]!.value).toBeGreaterThan(1);
  });

  it.each([
    [{ result: 'error', error: 'marketUnavailable' }, 'refused ("marketUnavailable")'],
    [{ result: 'success' }, 'Kraken funding PF_XBTUSD.rates: expected an array'],
    [{ rates: [] }, 'Kraken PF_XBTUSD: expected values, got none'],
    [
      { rates: [{ timestamp: 'now', relativeFundingRate: 1 }] },
      'rate 0.timestamp: expected an ISO time',
    ],
    [
      { rates: [{ timestamp: NOW, fundingRate: 1 }] },
      'rate 0.relativeFundingRate: expected a finite number',
    ],
  ])('of a wrong form are refused: %j', async (body, message) => {
    const here = await sourcesHere(NOW);
    here.fake.bodies.set(`${V3} PF_XBTUSD`, body);
    const source = await seriesHere('Kraken PF_XBTUSD');
    await expect(fetchSeries(here.web, source, 'known')).rejects.toThrow(message);
  });
});

describe("blockchain.com's charts", () => {
  it('are asked for whole, and have the days that are over', async () => {
    const here = await sourcesHere(NOW);
    here.fake.charts.set('hash-rate', chart(400, '2026-03-10'));
    const source = await seriesHere('blockchain.com hash-rate');
    const { observations } = await fetchSeries(here.web, source, 'known');
    expect(observations.length).toBe(399);
    expect(observations.at(-1)).toEqual({ time: Date.parse('2026-03-09') / 1000, value: 399 });
  });

  it('are refused if they come thinned all the same', async () => {
    const here = await sourcesHere(NOW);
    const values = chart(400, '2026-03-10').filter((_, day) => day % 4 === 0);
    here.fake.charts.set('n-transactions', values);
    const source = await seriesHere('blockchain.com n-transactions');
    await expect(fetchSeries(here.web, source, 'known')).rejects.toThrow(
      'expected a value a day, got 100 values for 397 days',
    );
  });

  it('with two values of one day are refused', async () => {
    const here = await sourcesHere(NOW);
    const values = chart(400, '2026-03-10');
    here.fake.charts.set('hash-rate', [...values, { x: values[7]!.x, y: -1 }]);
    const source = await seriesHere('blockchain.com hash-rate');
    await expect(fetchSeries(here.web, source, 'known')).rejects.toThrow('expected one value at');
  });
});

describe('Fear & Greed', () => {
  const answerOf = (...days: readonly (readonly [string, string])[]): unknown => ({
    name: 'Fear and Greed Index',
    data: days.map(([value, timestamp]) => ({ value, timestamp })),
  });

  it('comes newest first and is kept oldest first', async () => {
    const here = await sourcesHere(NOW);
    here.fake.bodies.set('/fng/', answerOf(['12', '1771200000'], ['8', '1771113600']));
    const source = await seriesHere('alternative.me Fear & Greed');
    const { text } = await fetchSeries(here.web, source, 'known');
    expect(text).toBe('time,fear_greed\n1771113600,8\n1771200000,12\n');
    expect(here.requests[0]!.rawQuery).toBe('limit=0&format=json');
  });

  it('of more than 100 is refused', async () => {
    const here = await sourcesHere(NOW);
    here.fake.bodies.set('/fng/', answerOf(['101', '1771200000']));
    const source = await seriesHere('alternative.me Fear & Greed');
    await expect(fetchSeries(here.web, source, 'known')).rejects.toThrow('expected 0 to 100');
  });
});

describeShared('the recorded answers', () => {
  const recorded = (name: string): unknown => JSON.parse(sharedFile(`data/onchain/${name}`));
  const answers = async (title: string, fill: (here: SourcesHere) => void): Promise<number[]> => {
    const here = await sourcesHere(NOW);
    fill(here);
    here.faults = faultAt(0, { kind: 'truncated' });
    const { observations } = await fetchSeries(here.web, await seriesHere(title), 'known');
    return [observations.length, observations[0]!.time, observations.at(-1)!.time];
  };

  it('of Binance give all of its 8-hour rates', async () => {
    const rates = recorded('binance_fapi_v1_fundingRate_BTCUSDT.json') as BinanceRate[];
    const found = await answers('Binance BTCUSDT', ({ fake }) => (fake.binance = rates));
    const hours = (iso: string): number => Date.parse(iso) / 1000;
    expect(found).toEqual([7055, hours('2019-09-10T08:00:00Z'), hours('2026-02-16T16:00:00Z')]);
  });

  it('of Fear & Greed give all of its days', async () => {
    const body = recorded('alternative_me_fng_limit0.json');
    const found = await answers('alternative.me Fear & Greed', ({ fake }) =>
      fake.bodies.set('/fng/', body),
    );
    expect(found).toEqual([2934, Date.parse('2018-02-01') / 1000, Date.parse('2026-02-16') / 1000]);
  });

  it.each([
    ['hash-rate', 1094],
    ['n-transactions', 1094],
  ])('of %s give a value a day, and the thinned ones are refused', async (name, days) => {
    const values = (span: string): readonly ChartValue[] =>
      (recorded(`blockchain_info_charts_${name}_${span}.json`) as { values: ChartValue[] }).values;
    const title = `blockchain.com ${name}`;
    const found = await answers(title, ({ fake }) => fake.charts.set(name, values('3years')));
    expect(found[0]).toBe(days);
    const thinned = answers(title, ({ fake }) => fake.charts.set(name, values('all')));
    await expect(thinned).rejects.toThrow('expected a value a day, got 15');
  });
});
