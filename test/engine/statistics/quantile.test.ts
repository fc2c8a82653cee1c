import { describe, expect, it } from 'vitest';
import {
  ascending,
  median,
  quantile,
  quantileOfSorted,
} from '../../../engine/statistics/quantile.ts';

describe('quantiles', () => {
  it.each([
    [0, 1],
    [0.25, 2.25],
    [0.5, 6],
    [0.75, 11.25],
    [0.9, 14],
    [1, 16],
  ])('at %d lies linearly between neighbours', (p, expected) => {
    // At position 5·p of the values, counted from 0.
    expect(quantileOfSorted([1, 2, 3, 9, 12, 16], p)).toBeCloseTo(expected, 12);
  });

  it('sort first, as numbers, and leave the values as they are', () => {
    const values = [10, 9, 100];
    expect(quantile(values, 0.5)).toBe(10);
    expect(quantile(values, 0.25)).toBe(9.5);
    expect(Array.from(ascending(values))).toEqual([9, 10, 100]);
    expect(values).toEqual([10, 9, 100]);
  });

  it('are undefined without values', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(median([])).toBeNaN();
    expect(quantile([7], 0.3)).toBe(7);
  });

  it('have the median in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5])).toBe(5);
  });
});
