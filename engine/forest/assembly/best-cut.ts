// The best cut of a node on one column: forest/split.ts on four bins at a time.
// lanes.ts says how a bin lies in memory.

import { LANE_CLASS_1, LANE_ROWS, LANE_WEIGHT } from './lanes';

/** Result of the last `bestCut`: the score, and whether the column is constant in the node. */
export let cutScore: f32 = -1;
export let cutConstant: bool = true;

/** Both halves of `v` become its lower half, above a lower half of zeros: a shift by one bin. */
@inline
function shiftBin(v: v128): v128 {
  return v128.shuffle<i64>(i64x2.splat(0), v, 0, 2);
}

@inline
function upperTwice(v: v128): v128 {
  return v128.shuffle<i64>(v, v, 1, 1);
}

@inline
function evens(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

@inline
function odds(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

/** Lanes [class 0, weight, class 1, weight]: each class beside the weight, for the dot product. */
@inline
function besideWeight(v: v128): v128 {
  return v128.shuffle<i16>(v, v, 0, 1, 2, 1, 4, 5, 6, 5);
}

@inline
function rowsOf(lanes: v128): u32 {
  return i16x8.extract_lane_u(lanes, 3);
}

/**
 * The best cut's bin, or -1 where no cut leaves `minLeafRows` rows on both sides. `cutScore` and
 * `cutConstant` hold the rest.
 * @param histogram `bins` bins; what follows up to a multiple of 4 is read, but is of no account: its
 *   counts are not negative, and all rows are to the left of it
 * @param totals the node's lanes
 */
export function bestCut(histogram: usize, bins: u32, totals: u64, minLeafRows: u32): i32 {
  const weight = <i32>((totals >>> LANE_WEIGHT) & 0xffff);
  const total0 = <i32>(totals & 0xffff);
  const total1 = <i32>((totals >>> LANE_CLASS_1) & 0xffff);
  const rows = <u32>(totals >>> LANE_ROWS);
  const end = histogram + (<usize>bins << 3);
  cutScore = -1;
  cutConstant = false;
  let at = histogram;
  let before = i64x2.splat(0); // the lanes' sums over bins before `at`, twice
  let pair0: v128;
  let pair1: v128;
  let middle: v128; // those sums over bins before the second pair, and after it
  let upper: v128;
  // No cut after one of these four bins has enough rows to its left: skip them.
  while (true) {
    if (at >= end) return noCut(histogram, bins, rows);
    const first = v128.load(at);
    const second = v128.load(at, 16);
    pair0 = i16x8.add(first, shiftBin(first));
    pair1 = i16x8.add(second, shiftBin(second));
    middle = i16x8.add(before, upperTwice(pair0));
    upper = i16x8.add(middle, upperTwice(pair1));
    if (rowsOf(upper) >= minLeafRows) break;
    before = upper;
    at += 32;
  }
  const factors = i64x2.splat(
    (<u64>weight & 0xffff) |
      ((<u64>-total0 & 0xffff) << 16) |
      ((<u64>weight & 0xffff) << 32) |
      ((<u64>-total1 & 0xffff) << 48),
  );
  const weights = f32x4.splat(<f32>weight);
  const fewest = i32x4.splat(minLeafRows);
  const most = i32x4.splat(rows - minLeafRows);
  let bin = i32x4(0, 1, 2, 3);
  bin = i32x4.add(bin, i32x4.splat(<i32>((at - histogram) >>> 3)));
  let best = f32x4.splat(-1);
  let bestBin = i32x4.splat(-1);
  while (true) {
    pair0 = i16x8.add(pair0, before);
    pair1 = i16x8.add(pair1, middle);
    const dots0 = i32x4.dot_i16x8_s(besideWeight(pair0), factors);
    const dots1 = i32x4.dot_i16x8_s(besideWeight(pair1), factors);
    const d0 = f32x4.convert_i32x4_s(evens(dots0, dots1));
    const d1 = f32x4.convert_i32x4_s(odds(dots0, dots1));
    const high0 = i32x4.shr_u(pair0, 16);
    const high1 = i32x4.shr_u(pair1, 16);
    const left = f32x4.convert_i32x4_s(evens(high0, high1));
    const leftRows = odds(high0, high1);
    const product = f32x4.mul(left, f32x4.sub(weights, left));
    const gain = f32x4.add(f32x4.mul(d0, f32x4.add(d0, d1)), f32x4.mul(d1, d1));
    // A NaN where a side has too few rows: it is greater than nothing.
    const refused = v128.or(i32x4.lt_s(leftRows, fewest), i32x4.gt_s(leftRows, most));
    const score = v128.or(f32x4.div(gain, product), refused);
    bestBin = v128.bitselect(bin, bestBin, f32x4.gt(score, best));
    best = f32x4.pmax(best, score);
    before = upper;
    at += 32;
    if (at >= end || rows - rowsOf(before) < minLeafRows) break;
    bin = i32x4.add(bin, i32x4.splat(4));
    const first = v128.load(at);
    const second = v128.load(at, 16);
    pair0 = i16x8.add(first, shiftBin(first));
    pair1 = i16x8.add(second, shiftBin(second));
    middle = i16x8.add(before, upperTwice(pair0));
    upper = i16x8.add(middle, upperTwice(pair1));
  }
  const found = lowestBest(best, bestBin);
  return found < 0 ? noCut(histogram, bins, rows) : found;
}

/** The highest score's lowest bin; sets `cutScore`. */
@inline
function lowestBest(best: v128, bestBin: v128): i32 {
  let score = f32x4.extract_lane(best, 0);
  let bin = i32x4.extract_lane(bestBin, 0);
  const score1 = f32x4.extract_lane(best, 1);
  const bin1 = i32x4.extract_lane(bestBin, 1);
  if (score1 > score || (score1 === score && bin1 < bin)) {
    score = score1;
    bin = bin1;
  }
  const score2 = f32x4.extract_lane(best, 2);
  const bin2 = i32x4.extract_lane(bestBin, 2);
  if (score2 > score || (score2 === score && bin2 < bin)) {
    score = score2;
    bin = bin2;
  }
  const score3 = f32x4.extract_lane(best, 3);
  const bin3 = i32x4.extract_lane(bestBin, 3);
  if (score3 > score || (score3 === score && bin3 < bin)) {
    score = score3;
    bin = bin3;
  }
  cutScore = score;
  return bin;
}

/** No cut; finds out whether one bin holds all the rows. */
function noCut(histogram: usize, bins: u32, rows: u32): i32 {
  for (let bin: u32 = 0; bin < bins; bin++) {
    const count = <u32>load<u16>(histogram + (<usize>bin << 3), 6);
    if (count === 0) continue;
    cutConstant = count === rows;
    break;
  }
  return -1;
}
