/** What a search for the best cut finds, besides the bin: for best-cut.ts and wide-best-cut.ts. */

import { LANES_BYTES, Lanes, rowCountOf } from './lanes';

/** The score that the last search found; -1 without a cut. Written here alone. */
export let cutScore: f32 = -1;
/**
 * Whether all the node's rows have one code. Written here alone; it has a meaning only if the last
 * search found no cut.
 */
export let cutConstant: bool = true;

/** Forgets what the last search found. */
@inline
export function startSearch(): void {
  cutScore = -1;
  cutConstant = false;
}

/** The lowest bin that has the highest of the four scores. Sets `cutScore`. */
@inline
export function lowestBest(best: v128, bestBin: v128): i32 {
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

/** Returns -1 for "no cut" and sets `cutConstant`: whether one bin holds all `rows` rows. */
export function noCut(histogram: usize, bins: u32, rows: u32): i32 {
  for (let bin: usize = 0; bin < bins; bin++) {
    const count = rowCountOf(load<Lanes>(histogram + bin * LANES_BYTES));
    if (count === 0) continue;
    cutConstant = count === rows;
    break;
  }
  return -1;
}
