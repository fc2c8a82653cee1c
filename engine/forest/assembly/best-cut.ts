/**
 * The best cut of a node on one column: the search of ../split.ts, four bins at a time. lanes.ts
 * describes a bin. The float32 operations and their order are those of ../split.ts, so that both
 * find the same cut. The wide kernel has wide-best-cut.ts in place of this file.
 */

import { lowestBest, noCut, startSearch } from './cut-result';
import { Lanes, LANES_SHIFT, rowCountOf, weight0Of, weight1Of, weightOf } from './lanes';

/** `v` shifted by one bin: its lower half becomes the upper half, and the lower half becomes 0. */
@inline
function shiftBin(v: v128): v128 {
  return v128.shuffle<i64>(i64x2.splat(0), v, 0, 2);
}

/** The upper half of `v` in both halves. */
@inline
function upperTwice(v: v128): v128 {
  return v128.shuffle<i64>(v, v, 1, 1);
}

/** Lanes 0 and 2 of `a`, then of `b`. */
@inline
function evens(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** Lanes 1 and 3 of `a`, then of `b`. */
@inline
function odds(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

/** Lanes [class 0, all classes, class 1, all classes]: the pairs of the dot product. */
@inline
function besideWeight(v: v128): v128 {
  return v128.shuffle<i16>(v, v, 0, 1, 2, 1, 4, 5, 6, 5);
}

/** The number of different rows in the lower half of `lanes`. */
@inline
function rowsOf(lanes: v128): u32 {
  return i16x8.extract_lane_u(lanes, 3);
}

/**
 * The bin of the best cut, or -1 if no cut leaves `minLeafRows` rows on both sides. `cutScore` and
 * `cutConstant` in cut-result.ts tell the rest.
 * @param histogram `bins` bins. The bins after them, up to a multiple of 4, are read as well. A
 *   cut there cannot win, because all the node's rows are on its left
 * @param totals the sum of the `bins` bins
 */
export function bestCut(histogram: usize, bins: u32, totals: Lanes, minLeafRows: u32): i32 {
  const weight = <i32>weightOf(totals);
  const total0 = <i32>weight0Of(totals);
  const total1 = <i32>weight1Of(totals);
  const rows = rowCountOf(totals);
  const end = histogram + (<usize>bins << LANES_SHIFT);
  startSearch();
  let at = histogram;
  // Sums of lanes, twice in each vector: over the bins before `at`, over those before the second of
  // the two pairs at `at`, and over those before the next four bins.
  let before = i64x2.splat(0);
  let middle: v128;
  let upper: v128;
  let pair0: v128;
  let pair1: v128;
  // Skip groups of four bins as long as no cut in the group has enough rows on its left.
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
  bin = i32x4.add(bin, i32x4.splat(<i32>((at - histogram) >>> LANES_SHIFT)));
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
    // If a side has too few rows, all bits of the score are set. That is a NaN, and no comparison
    // finds a NaN greater than the best score.
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
