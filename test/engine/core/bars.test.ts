import { describe, expect, it } from 'vitest';
import { BAR_FIELDS, barFault, sliceBars, type BarValues } from '../../../engine/core/bars.ts';

describe('barFault', () => {
  const bar: BarValues = { open: 10, high: 12, low: 9, close: 11, volume: 5 };

  it.each([
    ['a usual bar', {}],
    ['a flat bar without volume', { open: 10, high: 10, low: 10, close: 10, volume: 0 }],
    ['a bar that opens at its low and closes at its high', { open: 9, close: 12 }],
  ])('finds nothing wrong with %s', (_, change) => {
    expect(barFault({ ...bar, ...change })).toBeUndefined();
  });

  it.each([
    ['open', { open: 0 }, 'expected a price > 0, got 0'],
    ['high', { high: Infinity }, 'expected a price > 0, got Infinity'],
    ['low', { low: -1 }, 'expected a price > 0, got -1'],
    ['close', { close: Number.NaN }, 'expected a price > 0, got NaN'],
    ['high', { high: 8 }, 'expected high >= low, got high=8 low=9'],
    ['high', { close: 13 }, 'expected high >= max(open, close), got high=12 open=10 close=13'],
    ['low', { open: 8 }, 'expected low <= min(open, close), got low=9 open=8 close=11'],
    ['volume', { volume: -1 }, 'expected a volume >= 0, got -1'],
    ['volume', { volume: Number.NaN }, 'expected a volume >= 0, got NaN'],
    ['volume', { volume: Infinity }, 'expected a volume >= 0, got Infinity'],
  ])('finds the %s of %o', (field, change, problem) => {
    expect(barFault({ ...bar, ...change })).toEqual({ field, problem });
  });
});

describe('a slice of bars', () => {
  it('is a view of the same memory, without its end row', () => {
    const column = (first: number): Float64Array => Float64Array.of(first, first + 1, first + 2);
    const bars = {
      time: column(0),
      open: column(10),
      high: column(20),
      low: column(30),
      close: column(40),
      volume: column(50),
    };
    const slice = sliceBars(bars, 1, 3);
    expect(BAR_FIELDS.map((field) => Array.from(slice[field]))).toEqual([
      [1, 2],
      [11, 12],
      [21, 22],
      [31, 32],
      [41, 42],
      [51, 52],
    ]);
    expect(slice.close.buffer).toBe(bars.close.buffer);
  });
});
