import { compress } from 'lz4js';
import { expect, it } from 'vitest';
import { unpackBuffer } from '../../data/arrow-compression.ts';

const LZ4 = 0;
const DATA = Uint8Array.from({ length: 200 }, (_, i) => i % 7);

/** `packed` behind the length that it is said to have. */
function withLength(length: number, packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + packed.length);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(length), true);
  bytes.set(packed, 8);
  return bytes;
}

it('a buffer is unpacked, or taken as it is if it was stored', () => {
  expect(unpackBuffer(withLength(200, compress(DATA)), LZ4)).toEqual(DATA);
  expect(unpackBuffer(withLength(-1, DATA), LZ4)).toEqual(DATA);
  expect(unpackBuffer(new Uint8Array(0), LZ4)).toHaveLength(0);
  expect(unpackBuffer(withLength(0, compress(DATA)), LZ4)).toHaveLength(0);
});

it('a buffer of another length than it says is refused', () => {
  expect(() => unpackBuffer(withLength(201, compress(DATA)), LZ4)).toThrow(
    new Error('expected a buffer of 201 bytes, got 200'),
  );
  expect(() => unpackBuffer(withLength(199, compress(DATA)), LZ4)).toThrow('ends in time');
  expect(() => unpackBuffer(withLength(2 ** 40, compress(DATA)), LZ4)).toThrow(
    new Error(`expected a buffer that unpacks to less than ${2 ** 40} bytes`),
  );
  expect(() => unpackBuffer(withLength(200, compress(DATA)), 2)).toThrow(
    new Error('expected LZ4 or Zstandard, got codec 2'),
  );
});

it('an LZ4 frame may say its length and the id of a dictionary', () => {
  const frame = compress(DATA);
  const [flags] = frame.subarray(4, 5);
  const rest = frame.subarray(6);
  // lz4js writes neither: version 01, then checksums; bits 3 and 0 announce eight and four bytes.
  const described = (bits: number, bytes: number): Uint8Array =>
    Uint8Array.from([
      ...frame.subarray(0, 4),
      flags! | bits,
      frame[5]!,
      ...new Uint8Array(bytes),
      ...rest,
    ]);
  expect(flags! & 9).toBe(0);
  for (const [bits, bytes] of [
    [8, 8],
    [1, 4],
    [9, 12],
  ] as const) {
    expect(unpackBuffer(withLength(200, described(bits, bytes)), LZ4)).toEqual(DATA);
  }
});
