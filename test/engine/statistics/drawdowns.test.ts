import { describe, expect, it } from 'vitest';
import {
  deepestDrawdown,
  deepestOf,
  drawdownSeries,
  drawdownsOf,
} from '../../../engine/statistics/drawdowns.ts';

describe('drawdowns', () => {
  // Equity 0.5, 0.75, 0.75, 1.5, 0.75, 0.375, 1.5, 3, 1.5.
  const returns = [-0.5, 0.5, 0, 1, -0.5, -0.5, 3, 1, -0.5];

  it('are measured from equity 1 before the first bar', () => {
    expect(Array.from(drawdownSeries(returns))).toEqual([
      -0.5, -0.25, -0.25, 0, -0.5, -0.75, 0, 0, -0.5,
    ]);
    expect(deepestDrawdown(returns)).toBe(-0.75);
  });

  it('are runs under water, with their trough and whether they ended', () => {
    expect(drawdownsOf(returns)).toEqual([
      { start: 0, trough: 0, end: 2, bars: 3, depth: -0.5, recovered: true },
      { start: 4, trough: 5, end: 5, bars: 2, depth: -0.75, recovered: true },
      { start: 8, trough: 8, end: 8, bars: 1, depth: -0.5, recovered: false },
    ]);
  });

  it('have the first of equal troughs', () => {
    const [only] = drawdownsOf([1, -0.5, 0, -0.5, 0]);
    expect(only).toEqual({ start: 1, trough: 3, end: 4, bars: 4, depth: -0.75, recovered: false });
  });

  it('are none without a loss', () => {
    expect(drawdownsOf([0, 0.1, 0])).toEqual([]);
    expect(drawdownsOf([])).toEqual([]);
    expect(deepestDrawdown([0, 0.1])).toBe(0);
    expect(deepestDrawdown([])).toBeNaN();
  });

  it('are the deepest first, the earlier first of equals', () => {
    const all = drawdownsOf(returns);
    expect(deepestOf(all, 2)).toEqual([all[1], all[0]]);
    expect(deepestOf(all, 9)).toEqual([all[1], all[0], all[2]]);
    expect(all.map((drawdown) => drawdown.start)).toEqual([0, 4, 8]);
  });
});
