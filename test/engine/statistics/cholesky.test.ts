import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import {
  choleskyFactor,
  multiplyFactor,
  solveFactored,
} from '../../../engine/statistics/cholesky.ts';
import { correlationMatrix, type SquareMatrix } from '../../../engine/statistics/trial-returns.ts';
import { noise } from './noise.ts';

/** L·Lᵀ. */
function squareOf({ size, values }: SquareMatrix): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let total = 0;
    for (let k = 0; k < size; k++) total += values[i * size + k]! * values[j * size + k]!;
    return total;
  });
}

function expectSame(found: Float64Array, expected: Float64Array): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(1e-9));
}

describe('Cholesky factor', () => {
  it('equals the one worked by hand', () => {
    const values = Float64Array.of(4, 2, 6, 2, 10, 6, 6, 6, 22);
    const factor = choleskyFactor({ size: 3, values });
    expect(factor.size).toBe(3);
    expect(Array.from(factor.values)).toEqual([2, 0, 0, 1, 3, 0, 3, 1, Math.sqrt(12)]);
  });

  it('reproduces a correlation matrix', () => {
    const trials = Array.from({ length: 12 }, (_, k) => noise(k, 40));
    const correlation = correlationMatrix(trials);
    expectSame(squareOf(choleskyFactor(correlation)), correlation.values);
  });

  it('reproduces a semi-definite one: a copy, a mirror image, a mixture', () => {
    const [a, b] = [noise(1, 40), noise(2, 40)];
    const trials = [a, a, b, a.map((x) => -x), a.map((x, i) => x + b[i]!)];
    const correlation = correlationMatrix(trials);
    const factor = choleskyFactor(correlation);
    expectSame(squareOf(factor), correlation.values);
    for (const column of [1, 3, 4]) {
      for (let row = 0; row < 5; row++) expect(factor.values[row * 5 + column]).toBe(0);
    }
  });

  it('treats a pivot of rounding as 0, and a larger one as it is', () => {
    const pivotOf = (rest: number): number =>
      choleskyFactor({ size: 2, values: Float64Array.of(1, 1, 1, 1 + rest) }).values[3]!;
    expect(pivotOf(1e-13)).toBe(0);
    expect(pivotOf(-1e-13)).toBe(0);
    expect(pivotOf(1e-9)).toBeGreaterThan(1e-5);
  });

  it('refuses what no returns have as correlations', () => {
    const contrary = { size: 2, values: Float64Array.of(1, 1.1, 1.1, 1) };
    expect(() => choleskyFactor(contrary)).toThrow(InputError);
    expect(() => choleskyFactor(contrary)).toThrow('row 1: expected a positive semi-definite');
    const unknown = { size: 1, values: Float64Array.of(Number.NaN) };
    expect(() => choleskyFactor(unknown)).toThrow('row 0');
    const slightly = { size: 2, values: Float64Array.of(1, 1, 1, 1 - 1e-6) };
    expect(() => choleskyFactor(slightly)).toThrow('row 1');
  });

  it('multiplies a vector', () => {
    const factor = { size: 2, values: Float64Array.of(2, 0, 1, 3) };
    const target = new Float64Array(2);
    multiplyFactor(factor, Float64Array.of(5, 7), target);
    expect(Array.from(target)).toEqual([10, 26]);
  });
});

describe('solveFactored', () => {
  it('solves a system worked out by hand', () => {
    // L = [[2, 0], [1, 3]], so that the matrix is [[4, 2], [2, 10]]; times (1, -2) it is (0, -18).
    const factor = choleskyFactor({ size: 2, values: Float64Array.of(4, 2, 2, 10) });
    const target = new Float64Array(2);
    solveFactored(factor, Float64Array.of(0, -18), target);
    expect([...target]).toEqual([1, -2]);
  });

  it('refuses a matrix that is not definite', () => {
    const factor = choleskyFactor({ size: 2, values: Float64Array.of(1, 1, 1, 1) });
    const solve = (): void => solveFactored(factor, Float64Array.of(1, 1), new Float64Array(2));
    expect(solve).toThrow('broken invariant: the matrix is positive definite');
  });
});
