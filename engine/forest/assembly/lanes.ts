/**
 * How rows are counted in memory. A bin of a histogram is 8 bytes, four lanes of 16 bits:
 *   [weight of class 0, weight of all classes, weight of class 1, number of different rows].
 * One 64-bit addition then counts a row, and one dot product takes a class together with the weight
 * of all classes. "Lanes" as a value is such a u64.
 */

/** Bit position of the lane of all classes' weight; the lane of class 0 is at bit 0. */
export const LANE_WEIGHT: u64 = 16;
/** Bit position of the lane of class 1's weight. */
export const LANE_CLASS_1: u64 = 32;
/** Bit position of the lane of different rows. */
export const LANE_ROWS: u64 = 48;

/** Adds a row's lanes to the bin of its code. */
@inline
export function addLanes(histogram: usize, code: u8, lanes: u64): void {
  const at = histogram + (<usize>code << 3);
  store<u64>(at, load<u64>(at) + lanes);
}

/** Sets `bytes` bytes to zero; `bytes` is a multiple of 64. */
@inline
export function clearBins(histogram: usize, bytes: usize): void {
  const zero = i64x2.splat(0);
  for (let at = histogram; at < histogram + bytes; at += 64) {
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
}

/** The sum of the first `bins` bins, lane by lane. */
@inline
export function sumBins(histogram: usize, bins: u32): u64 {
  let pairs = i64x2.splat(0);
  const end = histogram + (<usize>(bins & ~1) << 3);
  for (let at = histogram; at < end; at += 16) pairs = i16x8.add(pairs, v128.load(at));
  const sum = i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
  return (bins & 1) === 0 ? sum : sum + load<u64>(end);
}
