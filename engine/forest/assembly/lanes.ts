/**
 * How rows are counted in memory, for up to about 31,000 rows. wide-lanes.ts does the same for more
 * rows; the build takes it in place of this file, and both export the same names.
 *
 * A bin of a histogram is four lanes of 16 bits:
 *   [weight of class 0, weight of all classes, weight of class 1, number of different rows].
 * One 64-bit addition then counts a row, and one dot product takes a class together with the weight
 * of all classes. `Lanes` are such counts as a value: of a bin, a node or a side of a split.
 */

/** Four counts. */
export type Lanes = u64;
/** Size of `Lanes` in memory. */
export const LANES_BYTES: usize = 8;
/** Base 2 logarithm of that. */
export const LANES_SHIFT: usize = 3;
/** Largest count: the search multiplies lanes as signed numbers. */
export const MAX_COUNT: u32 = 32_767;

/** No rows. */
@inline
export function noLanes(): Lanes {
  return 0;
}

/** `sum` and a row as bag.ts packs it. */
@inline
export function withRow(sum: Lanes, row: u64): Lanes {
  return sum + row;
}

/** The counts of `whole` without those of `part`. */
@inline
export function without(whole: Lanes, part: Lanes): Lanes {
  return whole - part;
}

@inline
export function sameLanes(a: Lanes, b: Lanes): bool {
  return a === b;
}

/** The weight of class 0. */
@inline
export function weight0Of(lanes: Lanes): u32 {
  return <u32>lanes & 0xffff;
}

/** The weight of all classes. */
@inline
export function weightOf(lanes: Lanes): u32 {
  return <u32>(lanes >>> 16) & 0xffff;
}

/** The weight of class 1. */
@inline
export function weight1Of(lanes: Lanes): u32 {
  return <u32>(lanes >>> 32) & 0xffff;
}

/** The number of different rows. */
@inline
export function rowCountOf(lanes: Lanes): u32 {
  return <u32>(lanes >>> 48);
}

/** Adds the packed row at address `row` to the bin of its code. */
@inline
export function addRow(histogram: usize, code: u8, row: usize): void {
  const at = histogram + (<usize>code << LANES_SHIFT);
  store<u64>(at, load<u64>(at) + load<u64>(row));
}

/**
 * Adds the packed row at address `row` to the bin of its code, or subtracts it.
 * @param sign 0 to add, all ones to subtract
 */
@inline
export function addSigned(histogram: usize, code: u8, row: usize, sign: u64): void {
  const at = histogram + (<usize>code << LANES_SHIFT);
  store<u64>(at, load<u64>(at) + ((load<u64>(row) ^ sign) - sign));
}

/** The sum of the first `bins` bins. */
@inline
export function sumBins(histogram: usize, bins: u32): Lanes {
  let pairs = i64x2.splat(0);
  const end = histogram + (<usize>(bins & ~1) << LANES_SHIFT);
  for (let at = histogram; at < end; at += 16) pairs = i16x8.add(pairs, v128.load(at));
  const sum = i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
  return (bins & 1) === 0 ? sum : sum + load<u64>(end);
}
