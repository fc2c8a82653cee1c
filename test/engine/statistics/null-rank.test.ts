import { describe, expect, it } from 'vitest';
import { leastHistories, nullRank } from '../../../engine/statistics/null-rank.ts';

describe('the rank among null figures', () => {
  it.each([
    // [real, at least as high among 0.1 … 0.9, (1 + that) / 10]
    [1, 0, 0.1],
    [0.9, 1, 0.2],
    [0.85, 1, 0.2],
    [0.5, 5, 0.6],
    [0.1, 9, 1],
    [-3, 9, 1],
  ])('of %d: %d are at least as high, p = %d', (real, atLeast, pValue) => {
    const nulls = [0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6];
    const rank = nullRank(real, nulls);
    expect(rank).toMatchObject({ real, count: 9, atLeast });
    expect(rank.pValue).toBeCloseTo(pValue, 12);
    expect(rank.standardError).toBeCloseTo(Math.sqrt((pValue * (1 - pValue)) / 9), 12);
    expect(rank.quantiles.q05).toBeCloseTo(0.14, 12);
    expect(rank.quantiles.median).toBe(0.5);
    expect(rank.quantiles.q95).toBeCloseTo(0.86, 12);
  });

  it('counts figures that are equal to the real one against it', () => {
    expect(nullRank(1, [1, 1, 1]).pValue).toBe(1);
    expect(nullRank(1, [1, 0, 0]).pValue).toBe(0.5);
  });

  it('is never 0, and says nothing of an undefined figure', () => {
    expect(nullRank(5, []).pValue).toBe(1);
    expect(nullRank(5, []).standardError).toBeNaN();
    const undefinedRank = nullRank(Number.NaN, [1, 2]);
    expect(undefinedRank.pValue).toBeNaN();
    expect(undefinedRank.standardError).toBeNaN();
  });

  it.each([
    [0.05, 19],
    [0.01, 99],
    [0.1, 9],
    [0.5, 1],
    [0.03, 33],
  ])('can be as low as %d with %d histories and no fewer', (level, count) => {
    expect(leastHistories(level)).toBe(count);
    const lowest = (histories: number): number => 1 / (1 + histories);
    expect(lowest(count)).toBeLessThanOrEqual(level);
    expect(lowest(count - 1)).toBeGreaterThan(level);
  });
});
