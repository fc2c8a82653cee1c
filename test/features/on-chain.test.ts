import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, type Timeframe } from '../../engine/core/bar-time.ts';
import { barCloses, type Observations, type SeriesPlan } from '../../engine/core/series.ts';
import { catalogue } from '../../features/catalogue.ts';
import { checkDefinition } from '../../features/check-definition.ts';
import { checkSeriesGiven, joinSeries, usedPlans } from '../../features/join-series.ts';
import { NAMED_SETS, ON_CHAIN_FEATURES } from '../../features/named-sets.ts';
import { ON_CHAIN, onChainPlans, onChainValues } from '../../features/on-chain.ts';
import { scaleOf } from '../../features/scale.ts';
import { describeShared, sharedFile } from '../shared-data.ts';
import { barsOf } from './random-bars.ts';

const FIRST = Date.parse('2024-01-01T00:00Z') / 1000;

/** One observation every `hours` from the start of 2024, the i-th has the value `value(i)`. */
function every(hours: number, count: number, value: (i: number) => number): Observations {
  const at = Float64Array.from({ length: count }, (_, i) => FIRST + i * hours * 3600);
  return { time: at, value: at.map((_, i) => value(i)) };
}

function daily(feature: string, series: Observations): (number | undefined)[] {
  const { time, value } = onChainValues(`onchain:${feature}`, series)!;
  const byDay = new Map(
    Array.from(time, (stamp, i) => [Math.floor((stamp - FIRST) / DAY_SECONDS), value[i]!]),
  );
  const days = Math.max(-1, ...byDay.keys()) + 1;
  return Array.from({ length: days }, (_, day) => byDay.get(day));
}

describe('the daily values of the on-chain group', () => {
  it('funding: the mean of the rates of the day, of 7 days, and of a year', () => {
    const rates = every(8, 27, (i) => i);
    expect(daily('funding_rate', rates)).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25]);
    expect(daily('funding_rate_7d', rates).slice(6)).toEqual([10, 13, 16]);
    expect(
      daily('funding_rate_7d', rates)
        .slice(0, 6)
        .every((x) => x === undefined),
    ).toBe(true);
    expect(daily('funding_rate_ann', rates)[1]).toBe(4 * 3 * 365);
  });

  it('Fear & Greed: from -1 to 1, and of 7 days', () => {
    const index = every(24, 8, (i) => (i < 7 ? 100 : 0));
    expect(daily('fear_greed', index)).toEqual([1, 1, 1, 1, 1, 1, 1, -1]);
    expect(daily('fear_greed_7d', index)[6]).toBe(1);
    expect(daily('fear_greed_7d', index)[7]).toBeCloseTo((600 / 7 - 50) / 50, 12);
  });

  it('hash rate and transactions: relative to the mean of 30 days', () => {
    const days = every(24, 31, (i) => i + 1);
    expect(daily('hash_rate_ratio', days)[29]).toBeCloseTo(30 / 15.5, 12);
    expect(daily('tx_count_ratio', days)[30]).toBeCloseTo(31 / 16.5, 12);
    expect(daily('tx_count_ratio', days).findIndex((x) => x !== undefined)).toBe(29);
    expect(daily('log_hash_rate', days)[1]).toBeCloseTo(Math.log(2), 12);
  });

  it('one value in four days has no window of 30 days: the ratio is the constant 1', () => {
    const plans = onChainPlans().filter(({ column }) => column === 'onchain:hash_rate_ratio');
    const bars = barsOf({ seed: 3, rows: 90, timeframe: '1d', tick: 0, quiet: 0 });
    const thin = every(96, 200, (i) => i + 1);
    const time = thin.time.map((at) => at - FIRST + bars.time[0]! - 400 * DAY_SECONDS);
    const joined = joinSeries(bars, '1d', plans, { 'onchain/hash_rate': { ...thin, time } });
    expect(new Set(joined.extra!['onchain:hash_rate_ratio'])).toEqual(new Set([1]));
  });
});

describe('the on-chain features on bars', () => {
  it('know a chart one day late and the index of their own day; lag 0 is the original', () => {
    const bars = barsOf({ seed: 3, rows: 40, timeframe: '1d', tick: 0, quiet: 0 });
    const values = { time: bars.time, value: bars.time.map((_, i) => i + 1) };
    const sources = { 'onchain/hash_rate': values, 'onchain/fear_greed': values };
    const join = (lagDays?: number): Readonly<Record<string, Float64Array>> =>
      joinSeries(
        bars,
        '1d',
        onChainPlans({ lagDays }).filter(({ source }) => source in sources),
        sources,
      ).extra!;
    expect(Math.exp(join()['onchain:log_hash_rate']![20]!)).toBeCloseTo(20, 9);
    expect(Math.exp(join(0)['onchain:log_hash_rate']![20]!)).toBeCloseTo(21, 9);
    expect(join()['onchain:fear_greed']![20]!).toBeCloseTo((21 - 50) / 50, 12);
    expect(join()['onchain:log_hash_rate']![0]).toBe(0);
  });

  it('are carried for three rows on request, as in the original system', () => {
    const bars = barsOf({ seed: 3, rows: 30, timeframe: '4h', tick: 0, quiet: 0 });
    const start = Math.ceil(bars.time[0]! / DAY_SECONDS) * DAY_SECONDS;
    const time = bars.time.map((_, i) => start + i * 14400);
    const series = { time: Float64Array.of(start), value: Float64Array.of(75) };
    const join = (carryBars?: number): number[] => {
      const plans = onChainPlans({ lagDays: 0, carryBars }).filter(
        ({ column }) => column === 'onchain:fear_greed',
      );
      const sources = { 'onchain/fear_greed': series };
      return [...joinSeries({ ...bars, time }, '4h', plans, sources).extra!['onchain:fear_greed']!];
    };
    // The six bars of its day, three rows more, and then the neutral value.
    expect(join(3)).toEqual(Array.from({ length: 30 }, (_, i) => (i < 9 ? 0.5 : 0)));
    expect(join()).toEqual(Array.from({ length: 30 }, (_, i) => (i < 24 ? 0.5 : 0)));
  });

  it('do what their definitions say', () => {
    for (const definition of ON_CHAIN) expect(() => checkDefinition(definition)).not.toThrow();
    expect(ON_CHAIN_FEATURES).toHaveLength(8);
  });

  it('are refused without their series', () => {
    const set = NAMED_SETS['forward_5_onchain']!;
    expect(() => checkSeriesGiven(catalogue, set, [])).toThrow(/hash_rate_ratio.*--onchain/);
    expect(() => checkSeriesGiven(catalogue, set, onChainPlans())).not.toThrow();
    expect(() => checkSeriesGiven(catalogue, ['series:x'], [])).toThrow(/series:x.*--series FILE/);
    const used = usedPlans(catalogue, set, onChainPlans());
    expect(used.map(({ column }) => column)).toEqual(['onchain:hash_rate_ratio']);
  });

  it('do not change when later observations are cut off', () => {
    const settings = { seed: 20240601, numRuns: 60 };
    const timeframes = fc.constantFrom<Timeframe>('1d', '4h');
    fc.assert(
      fc.property(
        timeframes,
        fc.nat(299),
        fc.integer({ min: 2, max: 30 }),
        (timeframe, row, hours) => {
          const bars = barsOf({ seed: 9, rows: 300, timeframe, tick: 0, quiet: 0 });
          const start = bars.time[0]! - 40 * DAY_SECONDS;
          const time = Float64Array.from(
            { length: 2000 / hours },
            (_, i) => start + i * hours * 3600,
          );
          const series = { time, value: time.map((_, i) => 1 + (i % 17)) };
          const close = barCloses(bars, timeframe)[row]!;
          const columns = (plan: SeriesPlan, of: Observations): Float64Array =>
            joinSeries(bars, timeframe, [plan], { [plan.source]: of }).extra![plan.column]!;
          for (const plan of onChainPlans()) {
            const known = time.filter((at) => at + plan.lagDays * DAY_SECONDS < close).length;
            const past = { time: time.subarray(0, known), value: series.value.subarray(0, known) };
            expect(columns(plan, past)[row]).toBe(columns(plan, series)[row]);
          }
        },
      ),
      settings,
    );
  });
});

describeShared('the recordings', () => {
  it('give the features by a plain calculation from dates', () => {
    const { data } = JSON.parse(sharedFile('data/onchain/alternative_me_fng_limit0.json')) as {
      readonly data: readonly { readonly value: string; readonly timestamp: string }[];
    };
    const points = data.map((d) => [Number(d.timestamp), Number(d.value)] as const).toReversed();
    const index: Observations = {
      time: Float64Array.from(points, ([at]) => at),
      value: Float64Array.from(points, ([, value]) => value),
    };
    const byDate = new Map(points.map(([at, value]) => [Math.floor(at / DAY_SECONDS), value]));
    const first = Math.floor(points[0]![0] / DAY_SECONDS);
    const time = Float64Array.from({ length: 2900 }, (_, i) => (first + i) * DAY_SECONDS);
    const base = barsOf({ seed: 1, rows: 2900, timeframe: '1d', tick: 0, quiet: 0 });
    const plans = onChainPlans().filter(({ source }) => source === 'onchain/fear_greed');
    const bars = joinSeries({ ...base, time }, '1d', plans, { 'onchain/fear_greed': index });
    const names = ['fear_greed', 'fear_greed_7d'];
    const [now, week] = catalogue.columns(bars, names, scaleOf('1d'));
    for (let i = 10; i < 2900; i++) {
      const days = Array.from({ length: 7 }, (_, k) => byDate.get(first + i - k));
      if (days.includes(undefined)) continue;
      const sum = days.reduce<number>((total, value) => total + value!, 0);
      expect(now![i]).toBeCloseTo((days[0]! - 50) / 50, 12);
      expect(week![i]).toBeCloseTo((sum / 7 - 50) / 50, 12);
    }
  });
});
