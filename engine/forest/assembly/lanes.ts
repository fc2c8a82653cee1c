// How counts lie in memory: a bin is 8 bytes, four lanes of 16 bits,
//   [weight of class 0, weight of all classes, weight of class 1, different rows],
// so that one 64-bit addition counts a row, and a dot product pairs a class with the weight.

/** Bit position of the lane of all weights; class 0's is 0. */
export const LANE_WEIGHT: u64 = 16;
/** Bit position of class 1's lane. */
export const LANE_CLASS_1: u64 = 32;
/** Bit position of the lane of different rows. */
export const LANE_ROWS: u64 = 48;
/** Adds a row's lanes to the bin of its code. */
@inline
export function addLanes(histogram: usize, code: u8, lanes: u64): void {
  const at = histogram + (<usize>code << 3);
  store<u64>(at, load<u64>(at) + lanes);
}

/** Clears `bytes` bytes, a multiple of 64. */
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

/** The lanes of all bins, summed, in `bytes` bytes, a multiple of 64. */
@inline
export function sumBins(histogram: usize, bytes: usize): u64 {
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  for (let at = histogram; at < histogram + bytes; at += 64) {
    even = i16x8.add(even, i16x8.add(v128.load(at), v128.load(at, 16)));
    odd = i16x8.add(odd, i16x8.add(v128.load(at, 32), v128.load(at, 48)));
  }
  const sum = i16x8.add(even, odd);
  return i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1);
}
