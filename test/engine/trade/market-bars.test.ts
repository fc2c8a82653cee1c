import { describe, expect, it } from 'vitest';
import { marketBars, testedBars } from '../../../engine/trade/market-bars.ts';
import { marketOf } from './toy-market.ts';

describe('marketBars', () => {
  const all = marketOf([10, 11, 12, 13, 14]);

  it('are the tested bars and the one after them', () => {
    const tested = marketBars(all, 1, 3);
    expect([...tested.close]).toEqual([11, 12, 13]);
    expect([...tested.time]).toEqual([86_400, 2 * 86_400, 3 * 86_400]);
    expect(testedBars(tested)).toBe(2);
  });

  it('refuse tested bars without a bar after them', () => {
    expect([...marketBars(all, 0, 4).close]).toEqual([...all.close]);
    expect(() => marketBars(all, 0, 5)).toThrow('a bar follows');
    expect(() => marketBars(all, 3, 2)).toThrow('a bar follows');
  });

  it('refuse a time or a close too few', () => {
    expect(() => testedBars({ time: all.time.subarray(1), close: all.close })).toThrow('one time');
    expect(() => testedBars(marketOf([]))).toThrow('a bar follows');
  });
});
