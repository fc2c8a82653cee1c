// Sets of in-bag rows: making them, listing them, counting them into histograms.

import { addLanes } from './lanes';
import {
  bagCodes,
  bagLanes,
  bagStride,
  differences,
  histogramBytes,
  listed,
  sets,
  wordCount,
} from './memory';

/** What `sideOfParent` found: rows that came or went, and rows now in the set. */
export let changedRows: u32 = 0;
export let setRows: u32 = 0;

@inline
export function setOf(heap: u32): usize {
  return sets + ((<usize>heap * wordCount) << 3);
}

@inline
export function codesOfSlot(slot: u32): usize {
  return bagCodes + <usize>slot * bagStride;
}

/** A bit for each of 16 codes: 1 where it is at most `bin`. */
@inline
function sidesOf16(at: usize, bin: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.le_u(v128.load(at), bin));
}

/** A bit for each of 32 codes: 1 where it is at most `bin`. */
@inline
export function sidesOf32(at: usize, bin: v128): u32 {
  return sidesOf16(at, bin) | (sidesOf16(at + 16, bin) << 16);
}

/** The root's set: all in-bag rows below `bagEnd`. Words [0, firstWord) are right already. */
export function wholeBag(firstWord: usize, bagEnd: u32): void {
  const set = setOf(1);
  const endWord: usize = <usize>bagEnd >>> 6;
  for (let word = firstWord; word < endWord; word++) store<u64>(set + (word << 3), u64.MAX_VALUE);
  store<u64>(set + (endWord << 3), ((<u64>1) << <u64>(bagEnd & 63)) - 1);
}

/**
 * A child's set over words [firstWord, endWord): the parent's rows on its side of the split, which
 * is left for an even heap index. Differences to the old set, of `oldWords` words, go to
 * `differences`, their number and the set's to `changedRows` and `setRows`.
 */
export function sideOfParent(
  heap: u32,
  slot: u32,
  bin: u32,
  firstWord: usize,
  endWord: usize,
  oldWords: usize,
): void {
  const set = setOf(heap);
  const parentSet = setOf(heap >>> 1);
  const codes = codesOfSlot(slot);
  const limit = i8x16.splat(<i8>bin);
  const flip: u64 = 0 - <u64>(heap & 1);
  let changed: u64 = 0;
  let kept: u64 = 0;
  for (let word = firstWord; word < endWord; word++) {
    const at = codes + (word << 6);
    const sides = <u64>sidesOf32(at, limit) | (<u64>sidesOf32(at + 32, limit) << 32);
    const now = (sides ^ flip) & load<u64>(parentSet + (word << 3));
    const old = word < oldWords ? load<u64>(set + (word << 3)) : 0;
    store<u64>(set + (word << 3), now);
    store<u64>(differences + (word << 3), now ^ old);
    changed += popcnt(now ^ old);
    kept += popcnt(now);
  }
  changedRows = <u32>changed;
  setRows = <u32>kept;
}

// For each byte, the places of its 1 bits as u16, lowest first; 8 of them, 16 bytes an entry.
const PLACES = memory.data(4096, 16);
for (let byte = 0; byte < 256; byte++) {
  let place = 0;
  for (let bit = 0; bit < 8; bit++) {
    if (((byte >>> bit) & 1) === 0) continue;
    store<u16>(PLACES + <usize>(byte * 16 + place * 2), <u16>bit);
    place++;
  }
}

/** Lists the rows of a set's first `endWord` words in `listed` (u16). Returns their number. */
export function listRows(set: usize, endWord: usize): u32 {
  let end = listed;
  for (let word: usize = 0; word < endWord; word++) {
    let bits = load<u64>(set + (word << 3));
    let base = i16x8.splat(<i16>(word << 6));
    while (bits !== 0) {
      const byte = <usize>(bits & 255);
      // Eight are written, and as many as the byte has are kept.
      v128.store(end, i16x8.add(v128.load(PLACES + (byte << 4)), base));
      end += <usize>popcnt(byte) << 1;
      base = i16x8.add(base, i16x8.splat(8));
      bits >>>= 8;
    }
  }
  return <u32>((end - listed) >>> 1);
}

/** The sum of the lanes of the first `count` listed rows. */
export function sumListed(count: u32): u64 {
  let sum: u64 = 0;
  for (let i: usize = 0; i < count; i++) sum += lanesOf(i);
  return sum;
}

/**
 * Adds the first `count` listed rows to a histogram by their codes. From both ends to the middle:
 * neighbours in time often share a bin, and an addition that waits for the last one is slow.
 */
export function countListed(count: u32, codes: usize, histogram: usize): void {
  let low: usize = 0;
  let high: usize = count;
  while (low + 1 < high) {
    high--;
    addLanes(histogram, load<u8>(codes + rowOf(low)), lanesOf(low));
    addLanes(histogram, load<u8>(codes + rowOf(high)), lanesOf(high));
    low++;
  }
  if (low < high) addLanes(histogram, load<u8>(codes + rowOf(low)), lanesOf(low));
}

@inline
function rowOf(i: usize): usize {
  return load<u16>(listed + (i << 1));
}

@inline
function lanesOf(i: usize): u64 {
  return load<u64>(bagLanes + (rowOf(i) << 3));
}

/**
 * Adds the rows in words [firstWord, endWord) of `differences` that are in `set` to the totals and
 * to as many histograms as there are addresses of codes, 0 for none; takes the others away. Lanes
 * never borrow from each other: what is taken away was added before. Returns the change of totals.
 */
@inline
export function applyDifferences(
  set: usize,
  firstWord: usize,
  endWord: usize,
  draws: i32,
  codes0: usize,
  codes1: usize,
  histogram: usize,
): u64 {
  let totals: u64 = 0;
  for (let word = firstWord; word < endWord; word++) {
    let bits = load<u64>(differences + (word << 3));
    const inSet = load<u64>(set + (word << 3));
    while (bits !== 0) {
      const bit = ctz(bits);
      bits &= bits - 1;
      const row = (word << 6) + <usize>bit;
      const sign = ((inSet >>> bit) & 1) - 1; // all ones where the row left
      const lanes = (load<u64>(bagLanes + (row << 3)) ^ sign) - sign;
      totals += lanes;
      if (draws > 0) addLanes(histogram, load<u8>(codes0 + row), lanes);
      if (draws > 1) addLanes(histogram + histogramBytes, load<u8>(codes1 + row), lanes);
    }
  }
  return totals;
}
