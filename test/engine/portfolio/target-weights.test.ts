import { describe, expect, it } from 'vitest';
import { targetWeights } from '../../../engine/portfolio/target-weights.ts';
import { calendarOf, DAY, MONDAY, timesOf } from './toy-assets.ts';

/** A coin with these closes from Monday on. */
function coin(name: string, close: readonly number[]) {
  const time = timesOf('coin', MONDAY, close.length);
  return { name, calendar: calendarOf('coin'), time, close: Float64Array.from(close) };
}

describe('equal shares', () => {
  it('divide the capital among the members', () => {
    const assets = [coin('A', [1, 2]), coin('B', [1, 2]), coin('C', [1, 2])];
    const shares = targetWeights(assets, { rule: 'equal', windowBars: 60 });
    expect([...shares(MONDAY * DAY, [true, false, true])]).toEqual([0.5, 0, 0.5]);
    expect([...shares(MONDAY * DAY, [false, false, false])]).toEqual([0, 0, 0]);
  });
});

describe('shares by inverse volatility', () => {
  const rule = 'inverse-volatility' as const;

  it('halve the share of an asset that moves twice as much', () => {
    // Returns +10 %, -10 %, +10 % and +20 %, -20 %, +20 %: deviations in the ratio 1 : 2.
    const calm = coin('A', [100, 110, 99, 108.9, 0.001]);
    const wild = coin('B', [100, 120, 96, 115.2, 0.001]);
    const shares = targetWeights([calm, wild], { rule, windowBars: 3 });
    const [a, b] = shares((MONDAY + 4) * DAY, [true, true]);
    expect(a).toBeCloseTo(2 / 3, 12);
    expect(b).toBeCloseTo(1 / 3, 12);
  });

  it('take the last returns of the window only', () => {
    const calm = coin('A', [100, 300, 30, 33, 29.7, 32.67]);
    const wild = coin('B', [100, 100, 100, 120, 96, 115.2]);
    const shares = targetWeights([calm, wild], { rule, windowBars: 3 });
    expect(shares((MONDAY + 6) * DAY, [true, true])[0]).toBeCloseTo(2 / 3, 12);
  });

  it('compare markets by the year: a weekend market has fewer and larger returns', () => {
    const close = [100, 110, 99, 108.9];
    const fund = {
      name: 'F',
      calendar: calendarOf('fund'),
      time: timesOf('fund', MONDAY, 4),
      close: Float64Array.from(close),
    };
    const shares = targetWeights([coin('A', close), fund], { rule, windowBars: 3 });
    const [a, f] = shares((MONDAY + 4) * DAY, [true, true]);
    expect(f / a).toBeCloseTo(Math.sqrt(365 / 252), 12);
  });

  it('know no close of the same day', () => {
    const before = coin('A', [100, 110, 99, 108.9]);
    const after = coin('A', [100, 110, 99, 1]);
    const other = coin('B', [100, 120, 96, 115.2]);
    const on = (asset: typeof before) =>
      targetWeights([asset, other], { rule, windowBars: 60 })((MONDAY + 3) * DAY, [true, true]);
    expect([...on(after)]).toEqual([...on(before)]);
    expect(on(before)[0]).toBeGreaterThan(0.5);
  });

  it('give nothing to an asset without a volatility, unless no asset has one', () => {
    const assets = [coin('A', [100, 110, 99]), coin('B', [5, 5, 5])];
    const shares = targetWeights(assets, { rule, windowBars: 60 });
    expect([...shares((MONDAY + 3) * DAY, [true, true])]).toEqual([1, 0]);
    expect([...shares((MONDAY + 1) * DAY, [true, true])]).toEqual([0.5, 0.5]);
  });
});
