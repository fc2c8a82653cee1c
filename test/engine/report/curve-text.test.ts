import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEquity,
  decodeIntegers,
  decodeTimes,
  encodeEquity,
  encodeIntegers,
  encodeTimes,
} from '../../../engine/report/curve-text.ts';

describe('integers as a text', () => {
  it('are differences in zigzag, five bits a digit', () => {
    // 0 → A; +1 → 2 → C; -1 → 1 → B; +16 → 32 → g (low digit 0, more follows), B (1)
    expect(encodeIntegers([0, 1, 0, 16])).toBe('ACBgB');
  });

  it('come back, also large and negative ones', () => {
    const integers = fc.array(fc.integer({ min: -4e9, max: 4e9 }));
    fc.assert(
      fc.property(integers, (values) => {
        expect(decodeIntegers(encodeIntegers(values))).toEqual(values);
      }),
      { seed: 3 },
    );
  });

  it('take one digit a bar for times at even distances', () => {
    const time = Array.from({ length: 100 }, (_, i) => 1_500_000_000 + 86_400 * i);
    const text = encodeTimes(time);
    expect(decodeTimes(text)).toEqual(time);
    expect(text.length).toBeLessThan(115);
    const gaps = [0, 86_400, 345_600, 432_000];
    expect(decodeTimes(encodeTimes(gaps))).toEqual(gaps);
  });
});

describe('equity as a text', () => {
  it('comes back to half a step of its logarithm, and errors do not add up', () => {
    const equity = Array.from({ length: 2000 }, (_, i) => Math.exp(Math.sin(i) + i / 300));
    const found = decodeEquity(encodeEquity(equity), equity.length);
    const errors = found.map((value, i) => Math.abs(Math.log(value / equity[i]!)));
    expect(Math.max(...errors)).toBeLessThan(5.01e-6);
  });

  it('is 0 after all was lost', () => {
    const found = decodeEquity(encodeEquity([2, 0.5, -0.1, -0.1]), 4);
    expect(found.slice(2)).toEqual([0, 0]);
    expect(found[0]).toBeCloseTo(2, 4);
  });
});
