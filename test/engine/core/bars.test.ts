import { describe, expect, it } from 'vitest';
import { BAR_FIELDS, sliceBars } from '../../../engine/core/bars.ts';

describe('a slice of bars', () => {
  it('is a view of the same memory, half-open', () => {
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
