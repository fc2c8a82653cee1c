import { describe, expect, it } from 'vitest';
import * as kernels from '../../../features/kernels/elementwise.ts';
import { columnOf, filled } from './column.ts';

describe('elementwise kernels', () => {
  const a = columnOf(1, 4, 9);
  const b = columnOf(2, 2, 3);

  it('work row by row', () => {
    expect(filled(3, (t) => kernels.ratio(a, b, t))).toEqual([0.5, 2, 3]);
    expect(filled(3, (t) => kernels.excess(a, b, t))).toEqual([-0.5, 1, 2]);
    expect(filled(3, (t) => kernels.difference(a, b, t))).toEqual([-1, 2, 6]);
    expect(filled(3, (t) => kernels.squareRoot(a, t))).toEqual([1, 2, 3]);
    expect(filled(2, (t) => kernels.logarithm(columnOf(1, Math.E), t))).toEqual([0, 1]);
  });

  it('look back by a lag and have NaN in the first rows', () => {
    expect(filled(3, (t) => kernels.lagged(a, 1, t))).toEqual([null, 1, 4]);
    expect(filled(3, (t) => kernels.change(a, 2, t))).toEqual([null, null, 8]);
    expect(filled(3, (t) => kernels.growth(a, 1, t))).toEqual([null, 3, 1.25]);
    expect(filled(3, (t) => kernels.gapFrom(a, b, t))).toEqual([null, 1, 3.5]);
  });

  it('fill a history shorter than the lag with NaN', () => {
    expect(filled(3, (t) => kernels.lagged(a, 5, t))).toEqual([null, null, null]);
    expect(filled(0, (t) => kernels.growth(columnOf(), 1, t))).toEqual([]);
  });

  it('place a value between two others, with a given answer if these are equal', () => {
    const bounds = { value: columnOf(3, 5), low: columnOf(2, 5), high: columnOf(6, 5) };
    expect(filled(2, (t) => kernels.rangePosition(bounds, 100, 50, t))).toEqual([25, 50]);
    expect(filled(2, (t) => kernels.rangePosition(bounds, 1, Number.NaN, t))).toEqual([0.25, null]);
  });

  it('place a value between bands of two deviations', () => {
    const bands = { mean: columnOf(10, 10), deviation: columnOf(1, 0) };
    expect(filled(2, (t) => kernels.bandPosition(columnOf(11, 10), bands, t))).toEqual([
      0.75,
      null,
    ]);
    expect(filled(2, (t) => kernels.bandWidth(bands, t))).toEqual([0.4, 0]);
  });

  it('turn infinite values into NaN', () => {
    const column = columnOf(1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null);
    kernels.dropInfinite(column);
    expect(Array.from(column)).toEqual([1, Number.NaN, Number.NaN, Number.NaN]);
  });
});
