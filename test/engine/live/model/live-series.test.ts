import { describe, expect, it } from 'vitest';
import type { WireFault } from '../../../../cli/stand-ins/wire.ts';
import { jsonAnswer } from '../../../../cli/stand-ins/wire.ts';
import { DAY_SECONDS } from '../../../../engine/core/bar-time.ts';
import type { Observations, SeriesPlan } from '../../../../engine/core/series.ts';
import { ModelUnusable } from '../../../../engine/live/edges/failures.ts';
import {
  liveSeries,
  SERIES_BUDGET_MS,
  type LiveSeries,
} from '../../../../engine/live/model/live-series.ts';
import { ON_CHAIN_SOURCES, onChainSource } from '../../../../engine/sources/on-chain-sources.ts';
import { ON_CHAIN_SERIES, onChainPlans } from '../../../../features/on-chain.ts';
import {
  before,
  onChainUntil,
  serveUntil,
  type OnChainHere,
} from '../../../data/sources/on-chain-here.ts';
import { sourcesHere, type SourcesHere } from '../../../data/sources/sources-here.ts';

const NOW = '2026-03-10T00:05:00Z';
const CLOSE = Date.parse('2026-03-10') / 1000;
const DAYS = 200;

type Name = keyof OnChainHere;

function planOf(name: Name): SeriesPlan {
  return onChainPlans().find(({ source }) => source === `onchain/${name}`)!;
}

/** The sources at 00:05, and a question for the series `name` beside what a file has. */
async function here(): Promise<
  SourcesHere & {
    readonly series: OnChainHere;
    readonly find: (name: Name, stored: Observations | undefined) => Promise<LiveSeries>;
  }
> {
  const sources = await sourcesHere(NOW);
  const { web, fake, clock } = sources;
  const series = serveUntil(fake, clock.now() / 1000, DAYS);
  const find = (name: Name, stored: Observations | undefined): Promise<LiveSeries> =>
    liveSeries(planOf(name), stored, {
      web: { ...web, http: { ...web.http, deadline: clock.now() + SERIES_BUDGET_MS } },
      open: CLOSE - 40 * DAY_SECONDS,
      close: CLOSE,
      where: `series/onchain/${name}.csv`,
    });
  return Object.assign(sources, { series, find });
}

/** The last stamp that a decision at `CLOSE` needs. */
const NEWEST: Readonly<Record<Name, string>> = {
  funding_rate: '2026-03-09T16:00:00Z',
  fear_greed: '2026-03-09T00:00:00Z',
  hash_rate: '2026-03-08T00:00:00Z',
  tx_count: '2026-03-08T00:00:00Z',
};
const NAMES = Object.keys(NEWEST) as Name[];
const newest = (name: Name): number => Date.parse(NEWEST[name]) / 1000;

describe('the sources that we know', () => {
  it('are those of the on-chain group, by the names of its series', () => {
    expect(Object.keys(ON_CHAIN_SOURCES).toSorted()).toEqual([...ON_CHAIN_SERIES].toSorted());
    expect(onChainSource('hash_rate')).toBeUndefined();
    expect(onChainSource('onchain/constructor')).toBeUndefined();
  });
});

describe.each(NAMES)('the series %s of a decision', (name) => {
  it('is that of the file if it has the newest observation, without a request', async () => {
    const { find, series, requests } = await here();
    const file = before(series[name], newest(name) + 1);
    expect(await find(name, file)).toEqual({ series: file, warnings: [], askedOf: undefined });
    expect(requests).toEqual([]);
  });

  it('is continued from its source if the newest observation is not in the file', async () => {
    const { find, series, requests } = await here();
    const file = before(series[name], newest(name));
    const { series: found, warnings, askedOf } = await find(name, file);
    expect(requests.length).toBeGreaterThan(0);
    expect([warnings, askedOf]).toEqual([[], ON_CHAIN_SOURCES[name]!.title]);
    const whole = before(found, newest(name) + 1);
    expect(whole).toEqual(before(series[name], newest(name) + 1));
  });

  it('comes from its source without a file', async () => {
    const { find, series } = await here();
    const { series: found } = await find(name, undefined);
    const start = found.time[0]!;
    // All that windows of 30 days before the first bar need, in whole days.
    expect(start).toBeLessThanOrEqual(CLOSE - 100 * DAY_SECONDS);
    expect(start % DAY_SECONDS).toBe(0);
    const from = series[name].time.indexOf(start);
    const whole = before(found, newest(name) + 1);
    const expected = before(series[name], newest(name) + 1);
    expect([...whole.time]).toEqual([...expected.time.subarray(from)]);
    expect([...whole.value]).toEqual([...expected.value.subarray(from)]);
  });

  const faults: readonly (readonly [string, WireFault, RegExp])[] = [
    ['HTML', { kind: 'html' }, /not JSON \(an HTML page/],
    ['a cut answer', { kind: 'truncated' }, /not JSON \(cut off/],
    ['no answer', { kind: 'hang', when: 'before' }, /timeout/],
    ['a reset', { kind: 'reset', when: 'before' }, /reset/],
    ['status 451', { kind: 'answer', answer: jsonAnswer({}, 451) }, /not available by law/],
    ['status 500', { kind: 'answer', answer: jsonAnswer({}, 500) }, /server error/],
    ['another form', { kind: 'answer', answer: jsonAnswer([{}]) }, /expected/],
  ];
  it.each(faults)('after %s: carried from a new file, refused without', async (_, fault, why) => {
    const site = await here();
    site.faults = () => fault;
    const start = site.clock.now();
    const gone = await site.find(name, undefined).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(ModelUnusable);
    expect((gone as Error).message).toMatch(why);
    expect((gone as Error).message).toContain(`series/onchain/${name}.csv is missing`);
    expect(site.clock.now() - start).toBeLessThanOrEqual(SERIES_BUDGET_MS);
    const carried = before(site.series[name], newest(name) - 2 * DAY_SECONDS);
    const { series, warnings } = await site.find(name, carried);
    expect(series.time.at(-1)).toBeLessThanOrEqual(carried.time.at(-1)!);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^series\/onchain\/\w+\.csv ends on 2026-03-0\d.*: its value is carried$/,
      ),
    ]);
    const old = before(site.series[name], newest(name) - 4 * DAY_SECONDS);
    await expect(site.find(name, old)).rejects.toThrow(ModelUnusable);
    await expect(site.find(name, old)).rejects.toThrow(/ends on 2026-03-0\d/);
  });

  it('is refused if the file has other values than its source', async () => {
    const { find, series } = await here();
    const { time, value } = before(series[name], newest(name));
    const other = { time, value: value.map((one) => one / 2 + 1) };
    await expect(find(name, other)).rejects.toThrow(/expected the values of .*remove it$/);
  });
});

describe('revised and unfinished values', () => {
  it('a revised value stays as the file has it', async () => {
    const { find, series } = await here();
    const file = before(series.hash_rate, newest('hash_rate'));
    const changed = file.value.slice();
    changed[changed.length - 3]! += 1;
    const found = await find('hash_rate', { time: file.time, value: changed });
    expect(found.series.value[changed.length - 3]).toBe(changed.at(-3));
    expect(found.series.value[changed.length]).toBe(series.hash_rate.value[changed.length]);
  });

  it('a day of funding that lacks a rate is left out, because its mean would change', async () => {
    const site = await here();
    site.faults = () => ({ kind: 'html' });
    const file = before(site.series.funding_rate, Date.parse('2026-03-09T16:00:00Z') / 1000);
    expect(file.time.at(-1)).toBe(Date.parse('2026-03-09T08:00:00Z') / 1000);
    const { series } = await site.find('funding_rate', file);
    expect(series.time.at(-1)).toBe(Date.parse('2026-03-08T16:00:00Z') / 1000);
  });

  it('the made-up sources do show the day that forms', () => {
    const { hash_rate: chart, funding_rate: rates } = onChainUntil(CLOSE + 300, 9);
    expect([chart.time.at(-1), rates.time.at(-1)]).toEqual([CLOSE, CLOSE]);
  });
});
