import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  labelBars,
  labelRegimes,
  REGIME_WINDOW,
  regimeFigures,
  type Regime,
} from '../../../engine/trade/regimes.ts';

describe('labelRegimes', () => {
  it('labels a row by the 60 returns known at its close, not by its own', () => {
    // 60 rows of +0.2 % sum to 0.12; the jump at row 61 is known from row 62 on.
    const returns = new Float64Array(64).fill(0.002);
    returns[61] = -1;
    const labels = labelRegimes(returns, 'known');
    expect(labels.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 'sideways'));
    expect(labels.slice(60)).toEqual(['bull', 'bull', 'bear', 'bear']);
  });

  it("the look-ahead reading takes in the row's own return, one row earlier", () => {
    const returns = new Float64Array(64).fill(0.002);
    returns[61] = -1;
    const labels = labelRegimes(returns, 'lookahead');
    expect(labels.slice(57)).toEqual([
      'sideways',
      'sideways',
      'bull',
      'bull',
      'bear',
      'bear',
      'bear',
    ]);
  });

  it('a sum at the limit is sideways', () => {
    const returns = new Float64Array(61);
    returns[0] = 0.1;
    expect(labelRegimes(returns, 'known')[60]).toBe('sideways');
    returns[0] = 0.1000001;
    expect(labelRegimes(returns, 'known')[60]).toBe('bull');
    returns[0] = -0.1;
    expect(labelRegimes(returns, 'known')[60]).toBe('sideways');
    returns[0] = -0.1000001;
    expect(labelRegimes(returns, 'known')[60]).toBe('bear');
  });

  const anyReturns = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), {
    minLength: REGIME_WINDOW + 1,
    maxLength: REGIME_WINDOW + 20,
  });

  it('known labels do not change when the future changes', () => {
    const property = fc.property(anyReturns, fc.nat(), (returns, any) => {
      const row = any % returns.length;
      const before = labelRegimes(Float64Array.from(returns), 'known');
      // The row's own return is tomorrow's: future as well.
      const changed = returns.map((value, i) => (i >= row ? -3 * value + 0.05 : value));
      const after = labelRegimes(Float64Array.from(changed), 'known');
      expect(after.slice(0, row + 1)).toEqual(before.slice(0, row + 1));
    });
    fc.assert(property, { seed: 20260216 });
  });

  it('known labels are the look-ahead ones, one row later', () => {
    const property = fc.property(anyReturns, (returns) => {
      const known = labelRegimes(Float64Array.from(returns), 'known');
      const ahead = labelRegimes(Float64Array.from(returns), 'lookahead');
      expect(known.slice(1)).toEqual(ahead.slice(0, -1));
    });
    fc.assert(property, { seed: 20260216 });
  });
});

describe('labelBars', () => {
  const rising = Float64Array.of(100, 105, 111, 112, 100, 99, 130);

  it('labels a bar by the closes known at it, not by the next one', () => {
    const labels = labelBars(rising, { reading: 'known', windowBars: 2 });
    // log(111/100) = 0.104, log(112/105) = 0.065, log(100/111) = -0.104, log(99/112) = -0.123
    const expected = ['sideways', 'sideways', 'bull', 'sideways', 'bear', 'bear', 'bull'];
    expect(labels).toEqual(expected);
  });

  it('the look-ahead reading is the known one, a bar early; the last bar has no next close', () => {
    const known = labelBars(rising, { reading: 'known', windowBars: 2 });
    const ahead = labelBars(rising, { reading: 'lookahead', windowBars: 2 });
    expect(ahead).toEqual([...known.slice(1), 'sideways']);
  });

  it('are the labels of rows where every bar is a row', () => {
    const close = fc.array(fc.double({ min: 90, max: 110, noNaN: true }), {
      minLength: REGIME_WINDOW + 1,
      maxLength: REGIME_WINDOW + 20,
    });
    const property = fc.property(close, (closes) => {
      const all = Float64Array.from(closes);
      const nextReturn = all.map((price, i) => Math.log((closes[i + 1] ?? price) / price));
      const byRows = labelRegimes(nextReturn, 'known');
      expect(labelBars(all, { reading: 'known', windowBars: REGIME_WINDOW })).toEqual(byRows);
    });
    fc.assert(property, { seed: 20260216 });
  });
});

describe('regimeFigures', () => {
  it('splits rows by label and says NaN where a regime has too few', () => {
    const regimes: Regime[] = ['bull', 'bear', 'bull', 'bull'];
    const figures = regimeFigures({
      net: Float64Array.of(0.1, 0.5, -0.1, 0.3),
      growth: Float64Array.of(0.1, 0.5, -0.2, 0.3),
      counted: Int8Array.of(1, 1, -1, 0),
      regimes,
      periodsPerYear: 1,
    });
    expect(figures.bull).toMatchObject({ bars: 3, share: 0.75, winRate: 0.5 });
    expect(figures.bull.totalLogReturn).toBeCloseTo(0.2, 12);
    expect(figures.bull.sharpe).toBeCloseTo(0.1 / 0.2, 12);
    expect(figures.bear).toEqual({
      bars: 1,
      share: 0.25,
      sharpe: Number.NaN,
      winRate: 1,
      totalLogReturn: 0.5,
    });
    expect(figures.sideways).toMatchObject({ bars: 0, share: 0, winRate: Number.NaN });
  });
});
