/**
 * Sets of in-bag rows, one bit a row in the order of the bag: how they are split, listed, compared
 * and counted into histograms.
 */

import { bagCodesOf } from './addresses';
import { addRow, addSigned } from './lanes';
import { bagLanes, BLOCK_ROWS, differences, listed } from './memory';

/** Rows that only one of the two sets has. Written by `compareRows`, valid until its next call. */
export let changedRows: u32 = 0;
/** Rows of the second set. Written by `compareRows`, valid until its next call. */
export let countedRows: u32 = 0;

/** A bit for each of 16 codes: 1 if the code is at most `bin`. */
@inline
function sidesOf16(at: usize, bin: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.le_u(v128.load(at), bin));
}

/** A bit for each of 32 codes: 1 if the code is at most `bin`. */
@inline
export function sidesOf32(at: usize, bin: v128): u32 {
  return sidesOf16(at, bin) | (sidesOf16(at + 16, bin) << 16);
}

/**
 * Splits a set's rows below `end`: a code of at most `bin` puts a row into `left`, else `right`.
 */
export function splitRows(
  set: usize,
  end: u32,
  slot: u32,
  bin: u32,
  left: usize,
  right: usize,
): void {
  const codes = bagCodesOf(slot);
  const limit = i8x16.splat(<i8>bin);
  for (let word: usize = 0; word << 6 < <usize>end; word++) {
    const at = codes + (word << 6);
    const sides = <u64>sidesOf32(at, limit) | (<u64>sidesOf32(at + 32, limit) << 32);
    const rows = load<u64>(set + (word << 3));
    store<u64>(left + (word << 3), rows & sides);
    store<u64>(right + (word << 3), rows & ~sides);
  }
}

/** A word of a set, without the rows at positions from `end` on. */
@inline
function wordBelow(set: usize, word: usize, end: u32): u64 {
  const rows = load<u64>(set + (word << 3));
  const first = <u32>(word << 6);
  if (end >= first + 64) return rows;
  return end <= first ? 0 : rows & (((<u64>1) << <u64>(end - first)) - 1);
}

/**
 * Compares one set's rows below `oldEnd` with another set's rows below `end`. Writes a 1 bit into
 * `differences` for each row that only one of them has, and sets `changedRows` and `countedRows`.
 * Returns the number of words written.
 */
export function compareRows(oldSet: usize, oldEnd: u32, set: usize, end: u32): usize {
  const words = (<usize>max(oldEnd, end) + 63) >>> 6;
  let changed: u64 = 0;
  let counted: u64 = 0;
  for (let word: usize = 0; word < words; word++) {
    const now = wordBelow(set, word, end);
    const difference = now ^ wordBelow(oldSet, word, oldEnd);
    store<u64>(differences + (word << 3), difference);
    changed += popcnt(difference);
    counted += popcnt(now);
  }
  changedRows = <u32>changed;
  countedRows = <u32>counted;
  return words;
}

/**
 * Applies the first `words` words of `differences` to a histogram: a row that is in `set` below
 * `end` is added, any other row is subtracted. A subtraction never borrows from the next lane,
 * because the row was added before.
 */
export function applyDifferences(
  words: usize,
  set: usize,
  end: u32,
  codes: usize,
  histogram: usize,
): void {
  for (let word: usize = 0; word < words; word++) {
    let bits = load<u64>(differences + (word << 3));
    const inSet = wordBelow(set, word, end);
    while (bits !== 0) {
      const bit = ctz(bits);
      bits &= bits - 1;
      const row = (word << 6) + <usize>bit;
      const sign = ((inSet >>> bit) & 1) - 1; // all ones if the row is subtracted
      addSigned(histogram, load<u8>(codes + row), bagLanes + (row << 3), sign);
    }
  }
}

/** Changes a histogram that holds a set's rows below `from` into one of its rows below `to`. */
export function countFromTo(set: usize, from: u32, to: u32, codes: usize, histogram: usize): void {
  const low = min(from, to);
  const high = max(from, to);
  const sign: u64 = to < from ? u64.MAX_VALUE : 0;
  for (let word: usize = low >>> 6; word << 6 < <usize>high; word++) {
    let bits = wordBelow(set, word, high) & ~wordBelow(set, word, low);
    while (bits !== 0) {
      const row = (word << 6) + <usize>ctz(bits);
      bits &= bits - 1;
      addSigned(histogram, load<u8>(codes + row), bagLanes + (row << 3), sign);
    }
  }
}

// For each byte, the numbers of its 1 bits as u16, lowest first. An entry has room for eight.
const PLACES = memory.data(4096, 16);
for (let byte = 0; byte < 256; byte++) {
  let place = 0;
  for (let bit = 0; bit < 8; bit++) {
    if (((byte >>> bit) & 1) === 0) continue;
    store<u16>(PLACES + <usize>(byte * 16 + place * 2), <u16>bit);
    place++;
  }
}

/** Adds a set's rows below `end` to a histogram, one block of rows after the other. */
export function countSet(set: usize, end: u32, codes: usize, histogram: usize): void {
  for (let start: u32 = 0; start < end; start += BLOCK_ROWS) {
    const count = listRows(set, start, min(end, start + BLOCK_ROWS));
    countListed(count, codes + start, bagLanes + (<usize>start << 3), histogram);
  }
}

/**
 * Writes the positions of a set's rows in [start, end) into `listed` (u16), counted from `start`,
 * which is a multiple of BLOCK_ROWS. Returns their number.
 */
function listRows(set: usize, start: u32, end: u32): u32 {
  let at = listed;
  for (let word = <usize>start >>> 6; word << 6 < <usize>end; word++) {
    let bits = wordBelow(set, word, end);
    // Only the lower 16 bits of the position are kept: those that count from `start`.
    let base = i16x8.splat(<i16>(word << 6));
    while (bits !== 0) {
      const byte = <usize>(bits & 255);
      // Eight positions are written; `at` moves on by as many as the byte has 1 bits.
      v128.store(at, i16x8.add(v128.load(PLACES + (byte << 4)), base));
      at += <usize>popcnt(byte) << 1;
      base = i16x8.add(base, i16x8.splat(8));
      bits >>>= 8;
    }
  }
  return <u32>((at - listed) >>> 1);
}

/**
 * Adds the first `count` listed rows to a histogram. It takes rows from both ends in turn, because
 * neighbours in time often share a bin, and an addition to the same bin waits for the one before.
 * @param codes the block's codes
 * @param rows the block's packed rows
 */
function countListed(count: u32, codes: usize, rows: usize, histogram: usize): void {
  let low: usize = 0;
  let high: usize = count;
  while (low + 1 < high) {
    high--;
    countRow(listedRow(low), codes, rows, histogram);
    countRow(listedRow(high), codes, rows, histogram);
    low++;
  }
  if (low < high) countRow(listedRow(low), codes, rows, histogram);
}

@inline
function countRow(row: usize, codes: usize, rows: usize, histogram: usize): void {
  addRow(histogram, load<u8>(codes + row), rows + (row << 3));
}

@inline
function listedRow(i: usize): usize {
  return load<u16>(listed + (i << 1));
}
