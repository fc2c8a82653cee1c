/**
 * The best cut of a node on one column: the search of ../split.ts, four bins at a time, on the bins
 * of wide-lanes.ts. The wide kernel has this file in place of best-cut.ts. The differences D_c do
 * not fit 32 bits, so they are computed in float64, where they are exact integers as well (below
 * 2^49), and then rounded to float32 as in ../split.ts.
 */

import { lowestBest, noCut, startSearch } from './cut-result';
import { Lanes, LANES_SHIFT, rowCountOf, weight0Of, weight1Of, weightOf } from './lanes';

/** Lanes 0 and 1 of `a` beside those of `b`: [a0, b0, a1, b1]. */
@inline
function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
}

/** Lanes 2 and 3 of `a` beside those of `b`: [a2, b2, a3, b3]. */
@inline
function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
}

/** The lower half of `a`, then that of `b`. */
@inline
function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 0, 2);
}

/** The upper half of `a`, then that of `b`. */
@inline
function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 1, 3);
}

/** The upper half of `v`, twice. */
@inline
function upperTwice(v: v128): v128 {
  return v128.shuffle<i64>(v, v, 1, 1);
}

/**
 * D_c = N·L_c - L·T_c of four cuts as float32, rounded once.
 * @param classLeft L_c of the four cuts (i32)
 * @param left L of the first two cuts (f64)
 * @param leftHigh L of the other two
 * @param weight N, twice (f64)
 * @param classTotal T_c, twice (f64)
 */
@inline
function differences(
  classLeft: v128,
  left: v128,
  leftHigh: v128,
  weight: v128,
  classTotal: v128,
): v128 {
  const low = f64x2.mul(weight, f64x2.convert_low_i32x4_s(classLeft));
  const high = f64x2.mul(weight, f64x2.convert_low_i32x4_s(upperTwice(classLeft)));
  return lowHalves(
    f32x4.demote_f64x2_zero(f64x2.sub(low, f64x2.mul(left, classTotal))),
    f32x4.demote_f64x2_zero(f64x2.sub(high, f64x2.mul(leftHigh, classTotal))),
  );
}

/**
 * The bin of the best cut, or -1 if no cut leaves `minLeafRows` rows on both sides. `cutScore` and
 * `cutConstant` in cut-result.ts tell the rest.
 * @param histogram `bins` bins. The bins after them, up to a multiple of 4, are read as well. A
 *   cut there cannot win, because all the node's rows are on its left
 * @param totals the sum of the `bins` bins
 */
export function bestCut(histogram: usize, bins: u32, totals: Lanes, minLeafRows: u32): i32 {
  const rows = rowCountOf(totals);
  const end = histogram + (<usize>bins << LANES_SHIFT);
  startSearch();
  let at = histogram;
  // Sums over the bins up to and including each of the four at `at`, and over those before them.
  let before = i64x2.splat(0);
  let sum0: v128;
  let sum1: v128;
  let sum2: v128;
  let sum3: v128;
  // Skip groups of four bins as long as no cut in the group has enough rows on its left.
  while (true) {
    if (at >= end) return noCut(histogram, bins, rows);
    sum0 = i32x4.add(before, v128.load(at));
    sum1 = i32x4.add(sum0, v128.load(at, 16));
    sum2 = i32x4.add(sum1, v128.load(at, 32));
    sum3 = i32x4.add(sum2, v128.load(at, 48));
    if (rowCountOf(sum3) >= minLeafRows) break;
    before = sum3;
    at += 64;
  }
  const weight = f64x2.splat(weightOf(totals));
  const total0 = f64x2.splat(weight0Of(totals));
  const total1 = f64x2.splat(weight1Of(totals));
  const weights = f32x4.splat(<f32>weightOf(totals));
  const fewest = i32x4.splat(minLeafRows);
  const most = i32x4.splat(rows - minLeafRows);
  let bin = i32x4(0, 1, 2, 3);
  bin = i32x4.add(bin, i32x4.splat(<i32>((at - histogram) >>> LANES_SHIFT)));
  let best = f32x4.splat(-1);
  let bestBin = i32x4.splat(-1);
  while (true) {
    // From four sums to the four cuts' counts, one vector for each lane.
    const low01 = lowPairs(sum0, sum1);
    const low23 = lowPairs(sum2, sum3);
    const high01 = highPairs(sum0, sum1);
    const high23 = highPairs(sum2, sum3);
    const lefts = highHalves(low01, low23);
    const leftRows = highHalves(high01, high23);
    const left = f64x2.convert_low_i32x4_s(lefts);
    const leftHigh = f64x2.convert_low_i32x4_s(upperTwice(lefts));
    const d0 = differences(lowHalves(low01, low23), left, leftHigh, weight, total0);
    const d1 = differences(lowHalves(high01, high23), left, leftHigh, weight, total1);
    // L and N - L are exact in float32, so their product is rounded once, as in ../split.ts.
    const left32 = f32x4.convert_i32x4_s(lefts);
    const product = f32x4.mul(left32, f32x4.sub(weights, left32));
    const gain = f32x4.add(f32x4.mul(d0, f32x4.add(d0, d1)), f32x4.mul(d1, d1));
    // If a side has too few rows, all bits of the score are set. That is a NaN, and no comparison
    // finds a NaN greater than the best score.
    const refused = v128.or(i32x4.lt_s(leftRows, fewest), i32x4.gt_s(leftRows, most));
    const score = v128.or(f32x4.div(gain, product), refused);
    bestBin = v128.bitselect(bin, bestBin, f32x4.gt(score, best));
    best = f32x4.pmax(best, score);
    before = sum3;
    at += 64;
    if (at >= end || rows - rowCountOf(before) < minLeafRows) break;
    bin = i32x4.add(bin, i32x4.splat(4));
    sum0 = i32x4.add(before, v128.load(at));
    sum1 = i32x4.add(sum0, v128.load(at, 16));
    sum2 = i32x4.add(sum1, v128.load(at, 32));
    sum3 = i32x4.add(sum2, v128.load(at, 48));
  }
  const found = lowestBest(best, bestBin);
  return found < 0 ? noCut(histogram, bins, rows) : found;
}
