import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { barsOf, correlationMatrix } from '../../../engine/statistics/trial-returns.ts';
import { noise } from './noise.ts';

describe('trials', () => {
  it('have as many bars as each of them', () => {
    expect(barsOf([noise(1, 7), noise(2, 7)])).toBe(7);
  });

  it('are refused where there is none, or their bars differ', () => {
    expect(() => barsOf([])).toThrow(InputError);
    expect(() => barsOf([])).toThrow('expected at least one trial, got none');
    const uneven = [noise(1, 7), noise(2, 7), noise(3, 8)];
    expect(() => barsOf(uneven)).toThrow(InputError);
    expect(() => barsOf(uneven)).toThrow('trial 2: expected 7 returns as trial 0 has, got 8');
  });
});

describe('correlation matrix', () => {
  it('equals the one worked by hand', () => {
    // Around their means: -1 0 1, 1 0 -1 and -1 2 -1: products -2, 0, 0 of lengths √2, √2, √6.
    const trials = [Float64Array.of(1, 2, 3), Float64Array.of(5, 4, 3), Float64Array.of(0, 3, 0)];
    const { size, values } = correlationMatrix(trials);
    expect(size).toBe(3);
    [1, -1, 0, -1, 1, 0, 0, 0, 1].forEach((rho, i) => expect(values[i]).toBeCloseTo(rho, 14));
  });

  it('refuses a trial whose returns are all equal, and uneven trials', () => {
    const flat = [noise(1, 50), new Float64Array(50).fill(0.1)];
    expect(() => correlationMatrix(flat)).toThrow(InputError);
    expect(() => correlationMatrix(flat)).toThrow(
      'trial 1: expected returns that differ, got all equal',
    );
    expect(() => correlationMatrix([noise(1, 5), noise(2, 6)])).toThrow('trial 1: expected 5');
  });
});
