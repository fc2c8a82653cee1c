/**
 * How rows are counted in memory if they are too many for lanes.ts, whose place this file takes in
 * the wide kernel. A bin is 16 bytes, four lanes of 32 bits with the same counts in the same order:
 *   [weight of class 0, weight of all classes, weight of class 1, number of different rows].
 * A row is packed as in the narrow kernel (four lanes of 16 bits) and widened when it is loaded.
 */

/** Four counts. */
export type Lanes = v128;
/** Size of `Lanes` in memory. */
export const LANES_BYTES: usize = 16;
/** Base 2 logarithm of that. */
export const LANES_SHIFT: usize = 4;
/** Largest count: up to here every integer is a float32. */
export const MAX_COUNT: u32 = 0xffffff;

/** No rows. */
@inline
export function noLanes(): Lanes {
  return i64x2.splat(0);
}

/** `sum` and a row as bag.ts packs it. */
@inline
export function withRow(sum: Lanes, row: u64): Lanes {
  return i32x4.add(sum, i32x4.extend_low_i16x8_u(i64x2.splat(row)));
}

/** The counts of `whole` without those of `part`. */
@inline
export function without(whole: Lanes, part: Lanes): Lanes {
  return i32x4.sub(whole, part);
}

@inline
export function sameLanes(a: Lanes, b: Lanes): bool {
  return !v128.any_true(v128.xor(a, b));
}

/** The weight of class 0. */
@inline
export function weight0Of(lanes: Lanes): u32 {
  return i32x4.extract_lane(lanes, 0);
}

/** The weight of all classes. */
@inline
export function weightOf(lanes: Lanes): u32 {
  return i32x4.extract_lane(lanes, 1);
}

/** The weight of class 1. */
@inline
export function weight1Of(lanes: Lanes): u32 {
  return i32x4.extract_lane(lanes, 2);
}

/** The number of different rows. */
@inline
export function rowCountOf(lanes: Lanes): u32 {
  return i32x4.extract_lane(lanes, 3);
}

/** Adds the packed row at address `row` to the bin of its code. */
@inline
export function addRow(histogram: usize, code: u8, row: usize): void {
  const at = histogram + (<usize>code << LANES_SHIFT);
  v128.store(at, i32x4.add(v128.load(at), v128.load_ext<u16>(row)));
}

/**
 * Adds the packed row at address `row` to the bin of its code, or subtracts it.
 * @param sign 0 to add, all ones to subtract
 */
@inline
export function addSigned(histogram: usize, code: u8, row: usize, sign: u64): void {
  const at = histogram + (<usize>code << LANES_SHIFT);
  const signs = i64x2.splat(sign);
  const change = i32x4.sub(v128.xor(v128.load_ext<u16>(row), signs), signs);
  v128.store(at, i32x4.add(v128.load(at), change));
}

/** The sum of the first `bins` bins. */
@inline
export function sumBins(histogram: usize, bins: u32): Lanes {
  let sum = i64x2.splat(0);
  const end = histogram + (<usize>bins << LANES_SHIFT);
  for (let at = histogram; at < end; at += LANES_BYTES) sum = i32x4.add(sum, v128.load(at));
  return sum;
}
