import { describe, expect, it } from 'vitest';
import type { Decisions } from '../../../engine/trade/market-bars.ts';
import { NEUTRAL_POLICIES } from '../../../engine/trade/positions.ts';
import { buyAndHold, trade, type TradeOptions } from '../../../engine/trade/trade.ts';
import { describeShared } from '../../shared-data.ts';
import {
  goldenNames,
  readGoldenAccounts,
  readGoldenSignals,
  type GoldenAccounts,
  type GoldenFigures,
  type GoldenSignals,
} from './golden-accounts.ts';
import { PLAIN } from './toy-market.ts';

const TOLERANCE = 1e-9;

/** What differs, as lines. A golden null is a figure that is not defined, NaN here. */
function differences(expected: unknown, actual: unknown, path: string): readonly string[] {
  if (typeof expected === 'object' && expected !== null) {
    const own = (actual ?? {}) as GoldenFigures;
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, own[key], `${path}.${key}`),
    );
  }
  const same =
    typeof expected === 'number'
      ? Math.abs((actual as number) - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))
      : expected === null
        ? Number.isNaN(actual)
        : expected === actual;
  return same ? [] : [`${path}: expected ${String(expected)}, got ${String(actual)}`];
}

function optionsOf({ cost, periodsPerYear }: GoldenAccounts): TradeOptions {
  return { ...PLAIN, costBps: cost * 1e4, periodsPerYear };
}

/** The golden positions of `mode`, as if each bar had decided its own. */
function positionsOf(golden: GoldenAccounts, mode: string): Decisions {
  const weights = golden.column(`position_${mode}`);
  return { bar: Uint32Array.from(weights, (_, i) => i), weights };
}

/** Whether the golden account has the positions that are stated beside the signals. */
function areOf(
  { time, column }: GoldenSignals,
  name: string,
  account: { readonly golden: GoldenAccounts; readonly bars: ReadonlyMap<number, number> },
): boolean {
  const positions = account.golden.column(name);
  const stated = column(name);
  return time.every((each, row) => positions[account.bars.get(each) ?? -1] === stated?.[row]);
}

describeShared('golden accounts', () => {
  const accounts = readGoldenAccounts();
  const signals = readGoldenSignals();

  it('are there', () => {
    expect(accounts.length).toBeGreaterThan(0);
  });

  describe.each(accounts)('$name', (golden) => {
    const { market, modes } = golden;
    const options = optionsOf(golden);
    const everyBar = { bar: new Uint32Array(0), classes: new Int8Array(0) };
    const held = buyAndHold(market, everyBar, options);

    it.each(Object.keys(modes))('%s: every net return', (mode) => {
      const { account } = trade(market, positionsOf(golden, mode), options);
      const net = golden.column(`net_${mode}`);
      expect(account.net.length).toBe(net.length);
      expect(differences([...net], account.net, 'net')).toEqual([]);
    });

    it.each(Object.entries(modes))('%s: every figure', (mode, figures) => {
      expect(Object.keys(figures).length).toBeGreaterThan(0);
      const result = trade(market, positionsOf(golden, mode), options);
      expect(differences(figures, goldenNames(result, held), mode)).toEqual([]);
    });

    it('buy and hold: every figure', () => {
      expect(Object.keys(golden.buyAndHold).length).toBeGreaterThan(0);
      const found = goldenNames(held, held);
      expect(differences(golden.buyAndHold, found, 'buy and hold')).toEqual([]);
    });
  });

  it.each(accounts)('$name: every position from the signals of the same bars', (golden) => {
    const bars = new Map(Array.from(golden.column('time'), (time, bar) => [time, bar]));
    for (const neutral of NEUTRAL_POLICIES) {
      if (!(neutral in golden.modes)) continue;
      const own = signals.filter((each) => areOf(each, `position_${neutral}`, { golden, bars }));
      for (const { name, time, classes } of own) {
        const bar = Uint32Array.from(time, (each) => bars.get(each)!);
        const options = { ...optionsOf(golden), neutral };
        const { account } = trade(golden.market, { bar, classes }, options);
        const expected = [...golden.column(`position_${neutral}`)];
        expect([...account.positions], `${name}, ${neutral}`).toEqual(expected);
      }
    }
  });
});
