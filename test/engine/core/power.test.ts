import { expect, it } from 'vitest';
import { power, square } from '../../../engine/core/power.ts';

it('a power is that of Math.pow, up to rounding', () => {
  for (const [base, exponent] of [
    [2, 10],
    [0.3, 1.5],
    [7, -2],
    [1.0003, 3650],
    [9, 0.5],
  ] as const) {
    expect(power(base, exponent) / base ** exponent).toBeCloseTo(1, 12);
  }
  expect([power(0, 2), power(0, 0), power(5, 0)]).toEqual([0, 1, 1]);
  expect(power(-1, 0.5)).toBeNaN();
  expect(square(-3)).toBe(9);
});
