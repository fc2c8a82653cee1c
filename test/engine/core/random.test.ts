import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';

const COUNT = 20_000;

/** `COUNT` values that `draw` returns. */
function values(draw: () => number): readonly number[] {
  return Array.from({ length: COUNT }, draw);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

describe('a random stream', () => {
  it('is a function of its seed', () => {
    const first = values(randomStream(42).next32);
    expect(values(randomStream(42).next32)).toEqual(first);
    expect(values(randomStream(43).next32)).not.toEqual(first);
  });

  it('draws uniform numbers in [0, 1)', () => {
    const numbers = values(randomStream(1).uniform);
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    // Five standard errors: sqrt(1/12/n).
    expect(Math.abs(mean(numbers) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / COUNT));
  });

  it('draws standard normal numbers', () => {
    const numbers = values(randomStream(2).normal);
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean(numbers))).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(Math.abs(mean(numbers.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT));
  });

  it('draws every integer below a bound', () => {
    const { below } = randomStream(3);
    expect(new Set(values(() => below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });
});
