import { describe, expect, it } from 'vitest';
import { givenColumnChecks } from '../../engine/audit/column-checks.ts';
import { futureOf } from '../../engine/audit/foreknowledge.ts';
import { VOLATILITY_HORIZONS } from '../../engine/audit/later-volatility.ts';
import { volatilityHistory } from '../../engine/audit/past-volatility.ts';
import { laterReturns } from '../../engine/audit/rare-bars.ts';
import { randomStream } from '../../engine/core/random.ts';
import { withUnchecked } from '../../features/catalogue.ts';
import { INTRADAY_FEATURES } from '../../features/named-sets.ts';
import { namedTarget } from '../../features/targets.ts';
import { catalogue, loadBars, type AuditCheck, type BarSeries } from '../../index.ts';
import { BTC_4H, BTC_DAILY, describeShared, sharedPath } from '../shared-data.ts';
import { CLEAN_FEATURES } from './clean-features.ts';
import { lastBars, madeUpBars } from './made-up-bars.ts';
import { VALUE_LEAKS } from './value-leaks.ts';

/** The bars whose columns are looked at; fewer of them are faster, and show less. */
const ROWS = 2500;

/** Looks at columns as at those of a file: at their values alone. */
function auditOf(bars: BarSeries, columns: number) {
  const scale = { timeframe: bars.timeframe, barsPerDay: bars.timeframe === '4h' ? 6 : 1 };
  const barsPerYear = 365 * scale.barsPerDay;
  const facts = { horizonBars: 1, barsPerYear, columns };
  const given = {
    bars,
    future: futureOf(bars, namedTarget('bucket').codes(bars, scale), facts),
    volatility: volatilityHistory(bars, VOLATILITY_HORIZONS),
    later: laterReturns(bars),
  };
  return (name: string, values: Float64Array): readonly AuditCheck[] =>
    givenColumnChecks(name, values, given).filter(({ passed }) => !passed);
}

/** What the audit says of all honest features, handed in as columns of a file. */
function accusations(bars: BarSeries): readonly string[] {
  const scale = { timeframe: bars.timeframe, barsPerDay: bars.timeframe === '4h' ? 6 : 1 };
  const own = withUnchecked(catalogue, CLEAN_FEATURES);
  const names = own.definitions
    .map(({ name }) => name)
    .filter((name) => bars.timeframe === '4h' || !INTRADAY_FEATURES.includes(name));
  const look = auditOf(bars, names.length);
  return names.flatMap((name) =>
    look(name, own.columns(bars, [name], scale)[0]!).map(({ detail }) => `${name}: ${detail}`),
  );
}

describe('the audit finds in values alone', () => {
  const bars = madeUpBars('1d', {}, 1500);
  const look = auditOf(bars, 5);

  it.each(VALUE_LEAKS)('$name', ({ name, says, column }) => {
    const found = look(name, column(bars)).filter((check) => check.name === 'too-good');
    expect(found.map(({ detail }) => detail)).toEqual([expect.stringMatching(says)]);
  });
});

describe('the audit accuses no column', () => {
  it('of honest features of made-up bars', () => {
    expect(accusations(madeUpBars('1d'))).toEqual([]);
  }, 120_000);

  it('that knows the volatility of a simulated market as an option market would', () => {
    const bars = madeUpBars('1d', {}, 3000);
    const { normal } = randomStream(11);
    const level = new Float64Array(3000);
    for (let i = 1; i < 3000; i++) level[i] = 0.97 * level[i - 1]! + 0.2 * normal();
    let price = 100;
    const close = bars.close.map((_, i) => {
      if (i > 0) price *= Math.exp(0.01 * Math.exp(level[i - 1]!) * normal());
      return price;
    });
    const open = close.map((_, i) => close[Math.max(0, i - 1)]!);
    const spread = level.map((one) => Math.exp(0.004 * Math.exp(one)));
    const high = close.map((one, i) => Math.max(one, open[i]!) * spread[Math.max(0, i - 1)]!);
    const low = close.map((one, i) => Math.min(one, open[i]!) / spread[Math.max(0, i - 1)]!);
    const market = { ...bars, open, high, low, close };
    expect(auditOf(market, 1)('implied', level)).toEqual([]);
  });
});

describeShared('the audit of real files accuses no column', () => {
  it.each([
    ['data/BATS_SPY, 1D.csv', '1d'],
    [BTC_DAILY, '1d'],
    [BTC_4H, '4h'],
  ] as const)(
    'of honest features of %s',
    async (file, timeframe) => {
      const bars = await loadBars(sharedPath(file), { timeframe });
      expect(accusations(lastBars(bars, ROWS))).toEqual([]);
    },
    240_000,
  );
});
