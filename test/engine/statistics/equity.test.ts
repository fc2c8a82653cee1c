import { describe, expect, it } from 'vitest';
import { drawdownSeries, deepestDrawdown } from '../../../engine/statistics/drawdowns.ts';
import { nextEquity } from '../../../engine/statistics/equity.ts';
import { performanceMetrics } from '../../../engine/statistics/performance-metrics.ts';

describe('equity', () => {
  it('grows by the simple return', () => {
    expect(nextEquity(2, 0.5)).toBe(3);
    expect(nextEquity(2, -1.5)).toBe(-1);
  });

  it('ends with ruin, whatever follows', () => {
    expect(nextEquity(0, 0.5)).toBe(0);
    expect(nextEquity(-1, -2)).toBe(-1);
    const returns = Float64Array.of(-1.5, -3, 4);
    expect(Array.from(drawdownSeries(returns))).toEqual([-1.5, -1.5, -1.5]);
    expect(deepestDrawdown(returns)).toBe(-1.5);
    expect(performanceMetrics(returns, { periodsPerYear: 1 }).totalReturn).toBe(-1.5);
  });
});
