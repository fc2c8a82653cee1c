import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { fetchBars, forgetPart } from '../../../data/sources/fetched-bars.ts';
import { marketPair } from '../../../data/sources/market-pair.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { Cancelled, InputError } from '../../../engine/core/errors.ts';
import { revisionText } from '../../../engine/core/splice-bars.ts';
import type { WireFault } from '../../../cli/stand-ins/wire.ts';
import { faultAt, marketDays, requestHere, sourcesHere, type SourcesHere } from './sources-here.ts';

const NOW = '2026-03-10T12:00:00Z';
const LABEL = 'Bitstamp btcusd';

/** Bitstamp with 3,201 days, the last of which still forms. */
async function bitstampHere(): Promise<SourcesHere & { readonly days: Bars }> {
  const here = await sourcesHere(NOW);
  const days = marketDays(3201, '2026-03-10');
  here.fake.bars.set('btcusd 86400', days);
  return Object.assign(here, { days });
}

/** `bars` with one close changed, within the bar's range. */
function revised(bars: Bars, row: number): Bars {
  const close = Float64Array.from(bars.close);
  close[row] = bars.low[row]!;
  return { ...bars, close };
}

describe("Bitstamp's whole history", () => {
  it.each([true, false])('is fetched in pages, whether end wins or not (%s)', async (endWins) => {
    const here = await bitstampHere();
    here.fake.endWins = endWins;
    const request = await requestHere();
    const fetched = await fetchBars(here.web, request);
    expect(fetched.bars).toEqual(sliceBars(here.days, 0, 3200));
    expect(fetched).toMatchObject({ added: 3200, before: undefined, revisions: [], leftOut: [] });
    // 5,318 days from 2011-08-18 to 2026-03-09, at most 1,000 a page.
    expect(here.requests.length).toBe(6);
    expect(here.requests.every(({ query }) => query.get('limit') === '1000')).toBe(true);
    await writeFile(request.path, fetched.text);
    expect((await loadBars(request.path, { timeframe: '1d' })).bars).toEqual(fetched.bars);
  });

  it('of a pair that was listed late begins at its first day', async () => {
    const here = await sourcesHere(NOW);
    const days = marketDays(60, '2026-03-09');
    here.fake.bars.set('ethusd 86400', days);
    here.fake.bars.set('ethusd 3600', marketDays(60 * 24, '2026-03-09T23:00:00Z', 3600));
    const request = await requestHere({ pair: marketPair('eth/usd'), stepSeconds: 3600 });
    const { bars } = await fetchBars(here.web, request);
    expect([bars.time.length, bars.time[0]]).toEqual([1440, days.time[0]]);
    expect(here.requests.length).toBe(8);
  });

  it('tells its progress in bars', async () => {
    const here = await bitstampHere();
    const told: number[][] = [];
    const progress = (done: number, total: number): unknown => told.push([done, total]);
    await fetchBars(here.web, await requestHere({ progress }));
    expect(told.map(([done]) => done)).toEqual([1000, 2000, 3000, 4000, 5000, 5318]);
    expect(told.every(([, total]) => total === 5318)).toBe(true);
  });

  it.each<[string, WireFault, number]>([
    ['a busy server', { kind: 'answer', answer: busy(429, '7') }, 7000],
    ['a broken server', { kind: 'answer', answer: busy(500) }, 250],
    ['a server that is down for a while', { kind: 'answer', answer: busy(503, '60') }, 60_000],
    ['an HTML page', { kind: 'html' }, 250],
    ['a cut answer', { kind: 'truncated' }, 250],
    ['a reset', { kind: 'reset', when: 'before' }, 250],
  ])('is whole in spite of %s', async (_, fault, waitMs) => {
    const here = await bitstampHere();
    here.faults = faultAt(3, fault);
    const { bars } = await fetchBars(here.web, await requestHere());
    expect(bars).toEqual(sliceBars(here.days, 0, 3200));
    expect(here.requests.length).toBe(7);
    expect(here.clock.now() - Date.parse(NOW)).toBe(waitMs);
  });

  it.each<[number, string]>([
    [451, 'refused (status 451, not available by law from where this request comes)'],
    [404, 'refused (status 404, it has no such data)'],
  ])('is not asked for again after status %d', async (status, message) => {
    const here = await bitstampHere();
    const answer = { status, headers: { 'content-type': 'text/html' }, body: '<html>no</html>' };
    here.faults = () => ({ kind: 'answer', answer });
    const request = await requestHere();
    await expect(fetchBars(here.web, request)).rejects.toThrow(`${LABEL}: ${message}`);
    expect(here.requests.length).toBe(1);
    expect(existsSync(`${request.path}.part`)).toBe(false);
  });

  it('is without impossible bars, which are named', async () => {
    const here = await bitstampHere();
    const low = Float64Array.from(here.days.low);
    low[100] = here.days.high[100]! + 1;
    here.fake.bars.set('btcusd 86400', { ...here.days, low });
    const { bars, leftOut } = await fetchBars(here.web, await requestHere());
    expect(bars.time.length).toBe(3199);
    expect(leftOut).toEqual([
      { time: here.days.time[100], problem: expect.stringContaining('expected high >= low') },
    ]);
  });

  it('is refused if many bars are impossible, or out of step', async () => {
    const here = await bitstampHere();
    const low = here.days.low.map((x, i) => (i % 50 === 0 ? -x : x));
    here.fake.bars.set('btcusd 86400', { ...here.days, low });
    const request = await requestHere();
    await expect(fetchBars(here.web, request)).rejects.toThrow(
      '64 of 3200 bars are impossible, the first at 2017-06-05: expected a price > 0',
    );
    const time = here.days.time.map((x) => x + 60);
    here.fake.bars.set('btcusd 86400', { ...here.days, time });
    await expect(fetchBars(here.web, request)).rejects.toThrow('expected bars every 86400 s');
  });
});

describe('a file that is there', () => {
  it('is continued with the bars that have closed since, once its last ones agree', async () => {
    const here = await bitstampHere();
    const request = await requestHere();
    await writeFile(request.path, (await fetchBars(here.web, request)).text);
    here.requests.length = 0;
    here.fake.bars.set('btcusd 86400', marketDays(3211, '2026-03-20'));
    here.clock.goTo(Date.parse('2026-03-20T00:00:00Z'));
    const { bars, added, before, revisions } = await fetchBars(here.web, request);
    expect([bars.time.length, added, before?.bars.time.length]).toEqual([3210, 10, 3200]);
    expect(revisions).toEqual([]);
    expect(here.requests.length).toBe(1);
    expect(new Date(1000 * bars.time.at(-1)!).toISOString()).toBe('2026-03-19T00:00:00.000Z');
  });

  it.each(['known', 'latest'] as const)('has revised bars as they are %s', async (whose) => {
    const here = await bitstampHere();
    const request = await requestHere({ revised: whose });
    await writeFile(request.path, (await fetchBars(here.web, request)).text);
    here.fake.bars.set('btcusd 86400', revised(here.days, 3180));
    const { bars, revisions } = await fetchBars(here.web, request);
    const expected = whose === 'known' ? here.days : revised(here.days, 3180);
    expect(bars).toEqual(sliceBars(expected, 0, 3200));
    expect(revisions.map(revisionText)).toEqual([
      `2026-02-18 close: known ${here.days.close[3180]}, now ${here.days.low[3180]}`,
    ]);
  });

  it('of another market is refused, and after one page', async () => {
    const here = await bitstampHere();
    const request = await requestHere();
    await writeFile(request.path, (await fetchBars(here.web, request)).text);
    here.clock.goTo(Date.parse('2036-03-20T00:00:00Z'));
    const close = here.days.close.map((x, i) => (here.days.high[i]! + x) / 2);
    here.fake.bars.set('btcusd 86400', { ...here.days, close });
    here.requests.length = 0;
    const failure = await fetchBars(here.web, request).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(String(failure)).toMatch(/to agree, and 95 % of them, got 16 of 60.*move the file away/);
    expect(here.requests.length).toBe(1);
  });

  it('of another length of bars is refused', async () => {
    const here = await bitstampHere();
    const request = await requestHere();
    await writeFile(request.path, (await fetchBars(here.web, request)).text);
    await expect(fetchBars(here.web, { ...request, stepSeconds: 3600 })).rejects.toThrow(
      'bars.csv: expected bars of 3600 s',
    );
  });
});

describe('an interrupted fetch', () => {
  it('keeps its bars, and the next one goes on from there to the same file', async () => {
    const here = await bitstampHere();
    const whole = await fetchBars(here.web, await requestHere());
    const request = await requestHere();
    let count = 0;
    const down = { kind: 'answer', answer: busy(500) } as const;
    here.faults = () => (++count > 4 ? down : undefined);
    await expect(fetchBars(here.web, request)).rejects.toThrow(
      'server error (status 500); the 1882 bars until 2022-07-30T00:00:00Z are kept: ' +
        'the same command goes on from there',
    );
    expect(existsSync(request.path)).toBe(false);
    here.faults = () => undefined;
    here.requests.length = 0;
    const resumed = await fetchBars(here.web, request);
    expect(resumed.text).toBe(whole.text);
    expect(resumed).toMatchObject({ resumed: true, added: 3200 });
    expect(here.requests.length).toBe(2);
    await forgetPart(request.path);
    expect(existsSync(`${request.path}.part`)).toBe(false);
  });

  it('by Ctrl-C asks for nothing more, and goes on from the bars kept on the way', async () => {
    const here = await sourcesHere(NOW);
    here.fake.bars.set('btcusd 86400', marketDays(1700, '2026-03-09'));
    const hours = marketDays(40_000, '2026-03-10T11:00:00Z', 3600);
    here.fake.bars.set('btcusd 3600', hours);
    let stopping = true;
    const request = await requestHere({
      stepSeconds: 3600,
      progress: (done) => stopping && done > 30_000 && here.stop(),
    });
    await expect(fetchBars(here.web, request)).rejects.toBeInstanceOf(Cancelled);
    const part = await readFile(`${request.path}.part`, 'utf8');
    const kept = part.trimEnd().split('\n').length - 1;
    expect(kept).toBeGreaterThanOrEqual(25_000);
    expect(await readdir(dirname(request.path))).toEqual(['bars.csv.part']);
    stopping = false;
    const signal = new AbortController().signal;
    here.requests.length = 0;
    const { bars } = await fetchBars({ ...here.web, signal }, request);
    expect(bars).toEqual(hours);
    expect(here.requests.length).toBe(Math.ceil((40_000 - kept + 60) / 1000));
  });

  it('does not outlive a file that goes further', async () => {
    const here = await bitstampHere();
    const request = await requestHere();
    const { text } = await fetchBars(here.web, request);
    await writeFile(request.path, text);
    await writeFile(`${request.path}.part`, text.split('\n').slice(0, 500).join('\n'));
    const fetched = await fetchBars(here.web, request);
    expect([fetched.text, fetched.resumed]).toEqual([text, false]);
  });
});

/** An answer of a server that cannot serve now. */
function busy(status: number, retryAfter?: string) {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return { status, headers, body: '{}' } as const;
}
