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

/** The lanes of the first `bins` bins, summed. */
@inline
export function sumBins(histogram: usize, bins: u32): u64 {
  let pairs = i64x2.splat(0);
  const end = histogram + (<usize>(bins & ~1) << 3);
  for (let at = histogram; at < end; at += 16) pairs = i16x8.add(pairs, v128.load(at));
  const sum = i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
  return (bins & 1) === 0 ? sum : sum + load<u64>(end);
}
