import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowMaximum, windowMinimum } from '../../../features/kernels/window-extremes.ts';
import { SEED } from '../random-bars.ts';
import { columnOf, filled } from './column.ts';

describe('window extremes', () => {
  it('of a worked table', () => {
    const source = columnOf(3, 1, 2, 5, 4, 4, 0);
    expect(filled(7, (t) => windowMaximum(source, 3, t))).toEqual([null, null, 3, 5, 5, 5, 4]);
    expect(filled(7, (t) => windowMinimum(source, 3, t))).toEqual([null, null, 1, 1, 2, 4, 0]);
  });

  it('of one bar are the value of that bar', () => {
    expect(filled(3, (t) => windowMaximum(columnOf(3, 1, 2), 1, t))).toEqual([3, 1, 2]);
    expect(filled(3, (t) => windowMinimum(columnOf(3, 1, 2), 1, t))).toEqual([3, 1, 2]);
  });

  it('equal the extremes of every window on its own', () => {
    const values = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (array, period) => {
        const source = Float64Array.from(array);
        const windows = array.map((_, i) =>
          i < period - 1 ? null : array.slice(i - period + 1, i + 1),
        );
        const extremes = (f: (...xs: number[]) => number): (number | null)[] =>
          windows.map((window) => (window === null ? null : f(...window)));
        const rows = array.length;
        expect(filled(rows, (t) => windowMaximum(source, period, t))).toEqual(extremes(Math.max));
        expect(filled(rows, (t) => windowMinimum(source, period, t))).toEqual(extremes(Math.min));
      }),
      { seed: SEED },
    );
  });
});
