import { describe, expect, it } from 'vitest';
import { leastSquaresLine } from '../../../engine/statistics/least-squares.ts';
import { noise } from './noise.ts';

const X = Float64Array.of(0, 1, 2, 3);

describe('a line through points', () => {
  it('equals a table worked by hand', () => {
    // Means 1.5 and 3; Σxx 5, Σxy 9, Σyy 18; residuals 0.7, -1.1, 0.1, 0.3.
    const line = leastSquaresLine(X, Float64Array.of(1, 1, 4, 6));
    expect(line.slope).toBeCloseTo(9 / 5, 12);
    expect(line.constant).toBeCloseTo(3 - 1.5 * 1.8, 12);
    const error = Math.sqrt((1.8 / 2) * (1 / 4 + 2.25 / 5));
    expect(line.constantT).toBeCloseTo(0.3 / error, 12);
    expect(line.correlation).toBeCloseTo(9 / Math.sqrt(5 * 18), 12);
  });

  it('has no error where it is exact but for rounding, however many points there are', () => {
    const x = noise(1, 4000);
    const y = x.map((value, i) => 0.3 + 0.7 * value + (i % 2) * 1e-13);
    const line = leastSquaresLine(x, y);
    expect(line.constantT).toBeNaN();
    expect(line.constant).toBeCloseTo(0.3, 10);
    const scattered = x.map((value, i) => 0.3 + 0.7 * value + (i % 2) * 1e-9);
    expect(leastSquaresLine(x, scattered).constantT).toBeGreaterThan(1e6);
  });

  it('is not there where x is constant, also if rounding leaves it a variance', () => {
    const flat = new Float64Array(3).fill(0.1);
    const mean = (flat[0]! + flat[1]! + flat[2]!) / 3;
    expect(mean).not.toBe(0.1);
    const line = leastSquaresLine(flat, Float64Array.of(1, 2, 4));
    expect(line).toEqual({
      slope: Number.NaN,
      constant: Number.NaN,
      constantT: Number.NaN,
      correlation: Number.NaN,
    });
  });

  it('is level where y is constant, and has no correlation', () => {
    const line = leastSquaresLine(X, new Float64Array(4).fill(2));
    expect(line).toMatchObject({ slope: 0, constant: 2, correlation: Number.NaN });
  });
});
