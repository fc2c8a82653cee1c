import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convergenceHistogram,
  directionalIndex,
  exponentialMean,
  exponentialMeanWithGaps,
  relativeStrength,
  settledBars,
} from '../../../features/kernels/recursive.ts';
import { SEED } from '../random-bars.ts';
import { columnOf, filled } from './column.ts';

describe('exponentialMean', () => {
  it('starts at the first value and moves by alpha', () => {
    expect(filled(4, (t) => exponentialMean(columnOf(8, 16, 4, 8), 0.5, t))).toEqual([8, 12, 8, 8]);
  });

  it('can write over its source', () => {
    const column = columnOf(8, 16, 4, 8);
    exponentialMean(column, 0.5, column);
    expect(Array.from(column)).toEqual([8, 12, 8, 8]);
  });
});

describe('exponentialMeanWithGaps', () => {
  it("skips missing values at the start and weighs later ones as pandas' ewm", () => {
    // at the 6th row w = 0.5³: (0.125·12 + 0.5·2) / 0.625 = 4
    const source = columnOf(null, 8, 16, null, null, 2, 4);
    const expected = [null, 8, 12, 12, 12, 4, 4];
    expect(filled(7, (t) => exponentialMeanWithGaps(source, 0.5, t))).toEqual(expected);
  });

  it('is the plain mean if no value is missing', () => {
    const column = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(column, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, alpha) => {
        const source = Float64Array.from(values);
        const plain = new Float64Array(source.length);
        const gaps = new Float64Array(source.length);
        exponentialMean(source, alpha, plain);
        exponentialMeanWithGaps(source, alpha, gaps);
        gaps.forEach((value, i) => expect(Math.abs(value - plain[i]!)).toBeLessThan(1e-6));
      }),
      { seed: SEED },
    );
  });
});

describe('relativeStrength', () => {
  it('counts no change at the first bar', () => {
    // gains 0 4 0, mean 0 2 1; losses 0 0 6, mean 0 0 3
    const source = columnOf(10, 14, 8);
    expect(filled(3, (t) => relativeStrength(source, 0.5, t))).toEqual([null, 100, 25]);
  });

  it('is undefined as long as nothing has changed', () => {
    expect(filled(3, (t) => relativeStrength(columnOf(7, 7, 6), 0.5, t))).toEqual([null, null, 0]);
  });
});

describe('convergenceHistogram', () => {
  it('is the line minus its own mean', () => {
    // fast 8 16 0, slow 8 12 6, lines 0 4 -6, signals 0 1 -0.75
    const alpha = { fast: 1, slow: 0.5, signal: 0.25 };
    const source = columnOf(8, 16, 0);
    expect(filled(3, (t) => convergenceHistogram(source, alpha, t))).toEqual([0, 3, -5.25]);
  });
});

describe('directionalIndex', () => {
  it('counts the larger of two movements, and none if they are equal', () => {
    // movements: up 2; then 1 both up and down, so none; then down 3
    const high = columnOf(10, 12, 13, 13);
    const low = columnOf(5, 5, 4, 1);
    // means up 1, 0.5, 0.25; down 0, 0, 1.5
    const expected = [null, 100, 100, expect.closeTo((100 * 1.25) / 1.75, 9)];
    expect(filled(4, (t) => directionalIndex(high, low, 0.5, t))).toEqual(expected);
  });
});

describe('settledBars', () => {
  it('is the least number of bars after which the start weighs at most 1e-12', () => {
    expect(settledBars(0.5, 1)).toBe(40);
    expect(0.5 ** 40).toBeLessThan(1e-12);
    expect(0.5 ** 39).toBeGreaterThan(1e-12);
    expect(settledBars(2 / 51, 1)).toBe(691);
    expect(settledBars(1, 1)).toBe(0);
  });

  it('counts a second stage', () => {
    expect(settledBars(1, 2)).toBe(1);
    const bars = settledBars(1 / 14, 2);
    // two means of an impulse at the start: the sum of the response's tail is left
    const keep = 13 / 14;
    const left = (n: number): number => keep ** n + n * (1 / 14) * keep ** (n - 1);
    expect(left(bars)).toBeLessThanOrEqual(1e-12);
    expect(left(bars - 1)).toBeGreaterThan(1e-12);
  });
});
