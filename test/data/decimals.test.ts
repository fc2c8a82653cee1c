import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigEndianInteger, decimalValue, littleEndianInteger } from '../../data/decimals.ts';

const seed = 20261127;
/** Integers of every length up to 128 bits, small ones as often as large ones. */
const anyInteger = fc.oneof(
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
);

describe('decimalValue', () => {
  it.each([
    [1_000_000n, 4, '100.0000'],
    [-12_345, 2, '-123.45'],
    [1n, 23, '0.00000000000000000000001'],
    [123_456_789_012_345_678n, 4, '12345678901234.5678'],
    [7, -2, '700'],
  ])('of %s and scale %i is %s', (unscaled, scale, text) => {
    expect(decimalValue(unscaled, scale)).toBe(Number(text));
  });

  it('is the double of the same digits as text', () => {
    fc.assert(
      fc.property(anyInteger, fc.nat(38), (unscaled, scale) => {
        const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
        const point = digits.length - scale;
        const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
        expect(decimalValue(unscaled, scale)).toBe(Number(text));
      }),
      { seed, numRuns: 3000 },
    );
  });
});

describe('integers of bytes', () => {
  it('come back from both byte orders', () => {
    fc.assert(
      fc.property(anyInteger, (value) => {
        const little = Uint8Array.from({ length: 16 }, (_, i) =>
          Number(BigInt.asUintN(8, value >> BigInt(8 * i))),
        );
        expect(BigInt(littleEndianInteger(new Uint32Array(little.buffer)))).toBe(value);
        expect(BigInt(bigEndianInteger(little.toReversed()))).toBe(value);
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('are read from fewer bytes, their sign included', () => {
    expect(bigEndianInteger(Uint8Array.of(0xff, 0xfe))).toBe(-2n);
    expect(bigEndianInteger(Uint8Array.of(0x01, 0x00))).toBe(256n);
    expect(bigEndianInteger(new Uint8Array(0))).toBe(0);
    expect(littleEndianInteger(Int32Array.of(-5))).toBe(-5n);
  });
});
