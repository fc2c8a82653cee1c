import { describe, expect, it } from 'vitest';
import { shareInterval } from '../../../engine/statistics/share-interval.ts';

describe('the interval of a share', () => {
  it.each([
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, Wilson.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d among %d is Wilson’s', (hits, count, lower, upper) => {
    const interval = shareInterval(hits, count);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('mirrors if hits and misses change places, and stays within 0 and 1', () => {
    for (const [hits, count] of [
      [0, 7],
      [3, 7],
      [7, 7],
    ] as const) {
      const own = shareInterval(hits, count);
      const other = shareInterval(count - hits, count);
      expect(own.lower).toBeCloseTo(1 - other.upper, 12);
      expect(own.lower).toBeGreaterThanOrEqual(0);
      expect(own.upper).toBeLessThanOrEqual(1);
    }
  });

  it('is undefined without a count', () => {
    expect(shareInterval(0, 0)).toEqual({ lower: Number.NaN, upper: Number.NaN });
  });
});
