import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { barFunding } from '../../../engine/backtest/funding.ts';
import { marketCalendar } from '../../../engine/core/market-calendar.ts';
import { accountOf } from '../../../engine/trade/account.ts';

const DAY = 86_400;
const time = Float64Array.from({ length: 40 }, (_, day) => day * DAY);
const calendar = marketCalendar(time, '1d');
const tested = { time: time.subarray(10, 14) };

function funding(settlements: readonly (readonly [hours: number, rate: number])[]) {
  return barFunding(tested, calendar, {
    time: Float64Array.from(settlements, ([hours]) => 10 * DAY + hours * 3600),
    value: Float64Array.from(settlements, ([, rate]) => rate),
  });
}

it('a settlement belongs to the position held until it, at midnight too', () => {
  // The position of bar 10 is taken at its close, hour 24, and held until hour 48.
  const { rates, barsWithout } = funding([
    [24, 1],
    [32, 0.001],
    [48, 0.002],
    [48 + 1 / 3600, 0.003],
    [56, 0.004],
    [96, 0.005],
    [97, 9],
  ]);
  expect([...rates]).toEqual([
    expect.closeTo(0.001 + 0.002 + 0.003, 12),
    expect.closeTo(0.004, 12),
    0.005,
  ]);
  expect(barsWithout).toBe(0);
});

it('counts the bars that no settlement covers', () => {
  expect(funding([[60, 0.01]])).toEqual({ rates: Float64Array.of(0, 0.01, 0), barsWithout: 2 });
  expect(funding([])).toEqual({ rates: new Float64Array(3), barsWithout: 3 });
});

it('gives each settlement to one bar at most', () => {
  const anyHours = fc.uniqueArray(fc.integer({ min: 0, max: 130 }), { maxLength: 40 });
  const property = fc.property(anyHours, (unordered) => {
    const hours = unordered.toSorted((a, b) => a - b);
    const { rates } = funding(hours.map((hour) => [hour, 1]));
    const between = hours.filter((hour) => hour > 24 && hour <= 96).length;
    expect(rates.reduce((sum, rate) => sum + rate, 0)).toBe(between);
  });
  fc.assert(property, { seed: 20261127 });
});

it('a long pays it and a short receives it', () => {
  const market = { ...tested, close: Float64Array.of(100, 100, 100, 100) };
  const { rates } = funding([[30, 0.01]]);
  const net = (side: number): number => {
    const decisions = { bar: Uint32Array.of(0), classes: Int8Array.of(side) };
    const terms = { payoff: 'linear', neutral: 'hold', sides: 'both', delayBars: 0 } as const;
    return accountOf(market, decisions, { ...terms, costBps: 0, funding: rates }).net[0]!;
  };
  expect(net(1)).toBeCloseTo(-0.01, 12);
  expect(net(-1)).toBeCloseTo(0.01, 12);
});
