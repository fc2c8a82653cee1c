import { describe, expect, it } from 'vitest';
import * as kernels from '../../../features/kernels/bar-shape.ts';
import { accumulation, onBalanceVolume } from '../../../features/kernels/cumulative.ts';
import { columnOf, filled } from './column.ts';

/** Up, gap up and down, flat at 12, gap down and up. */
const PRICES: kernels.Prices = {
  open: columnOf(10, 15, 12, 8),
  high: columnOf(12, 16, 12, 9),
  low: columnOf(9, 13, 12, 6),
  close: columnOf(11, 14, 12, 9),
};
const VOLUME = columnOf(100, 200, 300, 400);

describe('bar shape kernels', () => {
  it('true range includes the close before; the first bar has no close before', () => {
    expect(filled(4, (t) => kernels.trueRange(PRICES, t))).toEqual([3, 5, 2, 6]);
  });

  it('typical price, relative range and body', () => {
    expect(filled(4, (t) => kernels.typicalPrice(PRICES, t))).toEqual(
      [10.6666666667, 14.3333333333, 12, 8].map((x) => expect.closeTo(x, 9)),
    );
    expect(filled(4, (t) => kernels.relativeRange(PRICES, t))[0]).toBeCloseTo(3 / 11, 12);
    expect(filled(4, (t) => kernels.bodyRatio(PRICES, t))).toEqual([
      expect.closeTo(1 / 3, 12),
      expect.closeTo(-1 / 3, 12),
      0,
      expect.closeTo(1 / 3, 12),
    ]);
  });

  it('runs count bars of one direction and end at a bar without direction', () => {
    const open = columnOf(1, 1, 1, 2, 2, 2, 5);
    const close = columnOf(2, 2, 1, 1, 1, 3, 6);
    const prices = { ...PRICES, open, close };
    expect(filled(7, (t) => kernels.bodyRun(prices, t))).toEqual([1, 2, 0, -1, -2, 1, 2]);
  });

  it("Garman and Klass' variance of one bar", () => {
    const e = Math.E;
    const one = columnOf(1);
    const prices = { open: one, high: columnOf(e * e), low: one, close: columnOf(e) };
    // 0.5·2² - (2·log 2 - 1)·1² = 3 - 2·log 2
    expect(filled(1, (t) => kernels.garmanKlassVariance(prices, t))[0]).toBeCloseTo(
      3 - 2 * Math.LN2,
      12,
    );
  });
});

describe('cumulative kernels', () => {
  it('on-balance volume starts at the second bar; an equal close adds nothing', () => {
    const close = columnOf(5, 6, 6, 4);
    expect(filled(4, (t) => onBalanceVolume(close, VOLUME, t))).toEqual([null, 200, 200, -200]);
  });

  it('accumulation starts at the first bar; a flat bar adds nothing', () => {
    // multipliers 1/3, -1/3, none, 1
    expect(filled(4, (t) => accumulation(PRICES, VOLUME, t))).toEqual([
      expect.closeTo(100 / 3, 9),
      expect.closeTo(-100 / 3, 9),
      expect.closeTo(-100 / 3, 9),
      expect.closeTo(1100 / 3, 9),
    ]);
  });

  it('accept an empty history', () => {
    expect(filled(0, (t) => onBalanceVolume(columnOf(), columnOf(), t))).toEqual([]);
  });
});
