/**
 * Decimal numbers as columnar formats keep them, an integer and a scale, as the doubles that the
 * same digits give as text: `1234` with scale 2 is the double of "12.34", bit for bit.
 */

/** Powers of ten up to this one are doubles without rounding. */
const EXACT_POWERS = 22;
const POWERS = Array.from({ length: EXACT_POWERS + 1 }, (_, power) => Number(`1e${power}`));

/**
 * The double nearest to `unscaled` / 10^scale. Integers up to 2^53 and powers up to 10^22 are
 * exact, so that one division rounds once, to the nearest (Clinger, "How to read floating point
 * numbers accurately", PLDI 1990); all else goes through the text.
 */
export function decimalValue(unscaled: bigint | number, scale: number): number {
  const value = Number(unscaled);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER && scale >= 0 && scale <= EXACT_POWERS) {
    return value / POWERS[scale]!;
  }
  return Number(`${unscaled}e${-scale}`);
}

/** The signed integer in big-endian `bytes`, two's complement. */
export function bigEndianInteger(bytes: Uint8Array): bigint | number {
  const start = Math.max(0, bytes.length - 6);
  if (bytes.length > 6 && bytes.subarray(0, start).every((byte) => byte === 0)) {
    let value = 0;
    for (let i = start; i < bytes.length; i++) value = value * 256 + bytes[i]!;
    return value;
  }
  if (bytes.length === 0) return 0;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
}

/** The signed integer in little-endian 32-bit `words`, two's complement. */
export function littleEndianInteger(words: ArrayLike<number>): bigint | number {
  let high = true;
  for (let i = 2; i < words.length; i++) high &&= words[i] === 0;
  if (high && words.length > 1 && words[1]! >>> 0 < 0x20_0000) {
    return (words[1]! >>> 0) * 0x1_0000_0000 + (words[0]! >>> 0);
  }
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]! >>> 0);
  return BigInt.asIntN(32 * words.length, value);
}
