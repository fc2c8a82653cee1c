import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { fetchBars } from '../../../data/sources/fetched-bars.ts';
import { marketPair } from '../../../data/sources/market-pair.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { BTC_DAILY, describeShared, sharedFile, sharedPath } from '../../shared-data.ts';
import { faultAt, marketDays, requestHere, sourcesHere, type SourcesHere } from './sources-here.ts';

const NOW = '2026-03-10T12:00:00Z';

describe("Kraken's newest bars", () => {
  async function krakenHere(): Promise<SourcesHere & { readonly days: Bars }> {
    const here = await sourcesHere(NOW);
    const days = marketDays(1000, '2026-03-10');
    here.fake.bars.set('XBTUSD 86400', days);
    return Object.assign(here, { days });
  }

  it('are 720 closed ones, without the one that forms', async () => {
    const here = await krakenHere();
    const { bars } = await fetchBars(here.web, await requestHere({ source: 'kraken' }));
    expect(bars).toEqual(sliceBars(here.days, 279, 999));
  });

  it('are joined to a longer history', async () => {
    const here = await krakenHere();
    const request = await requestHere({ source: 'kraken' });
    const { time, open, high, low, close, volume } = here.days;
    const lines = Array.from({ length: 400 }, (_, i) =>
      [time[i], open[i], high[i], low[i], close[i], volume[i]].join(','),
    );
    await writeFile(request.path, `time,open,high,low,close,Volume\n${lines.join('\n')}\n`);
    const fetched = await fetchBars(here.web, request);
    expect(fetched.bars).toEqual(sliceBars(here.days, 0, 999));
    expect([fetched.added, fetched.before?.bars.time.length]).toEqual([599, 400]);
  });

  it('are not joined to a history that ends too early', async () => {
    const here = await krakenHere();
    const request = await requestHere({ source: 'kraken' });
    const old = marketDays(100, '2023-01-01');
    const lines = Array.from(old.time, (time, i) => `${time},9,12,8,${8 + (i % 4)},1`);
    await writeFile(request.path, `time,open,high,low,close,volume\n${lines.join('\n')}\n`);
    await expect(fetchBars(here.web, request)).rejects.toThrow('got a gap of 443 bars');
  });

  it('are asked for again if the exchange is busy, but not if it has no such pair', async () => {
    const here = await krakenHere();
    const body = JSON.stringify({ error: ['EGeneral:Too many requests'] });
    here.faults = faultAt(0, { kind: 'answer', answer: { status: 200, body } });
    await fetchBars(here.web, await requestHere({ source: 'kraken' }));
    expect(here.requests.length).toBe(2);
    const request = await requestHere({ source: 'kraken', pair: marketPair('ABCUSD') });
    await expect(fetchBars(here.web, request)).rejects.toThrow(
      '--pair: Kraken ABCUSD: the exchange has no such pair',
    );
    expect(here.requests.length).toBe(3);
  });
});

describeShared("Kraken's recorded answer", () => {
  it('continues the real daily file to the same bars', async () => {
    const here = await sourcesHere('2025-12-31T12:00:00Z');
    const body = sharedFile('data/kraken/spot_OHLC_XBTUSD_1440_721rows.json');
    here.faults = () => ({ kind: 'answer', answer: { status: 200, body } });
    const request = await requestHere({ source: 'kraken' });
    const lines = sharedFile(BTC_DAILY).trimEnd().split('\n');
    await writeFile(request.path, `${lines.slice(0, 4301).join('\n')}\n`);
    const { bars, revisions } = await fetchBars(here.web, request);
    const real = (await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' })).bars;
    expect(bars).toEqual(sliceBars(real, 0, bars.time.length));
    expect(new Date(1000 * bars.time.at(-1)!).toISOString()).toBe('2025-12-30T00:00:00.000Z');
    expect(revisions).toEqual([]);
  });
});
