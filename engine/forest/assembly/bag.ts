/** A tree's bag: its in-bag rows in time order, their lanes and their codes. */

import { bagCodesOf, codesAddress, foldOf } from './addresses';
import { fillWeights } from './chance';
import { TRAIN_END, TRAIN_START } from './kernel-layout';
import { Lanes, LANES_BYTES, MAX_COUNT, noLanes, weightOf, withRow } from './lanes';
import {
  bagLanes,
  bagRows,
  columnCount,
  FOLD_BAG_BYTES,
  foldBags,
  labels,
  weights,
} from './memory';

// Bit positions in a packed row, which has the four lanes of a bin with 16 bits each; the lane of
// class 0's weight is at bit 0.
const LANE_WEIGHT: u64 = 16;
const LANE_CLASS_1: u64 = 32;
const LANE_ROWS: u64 = 48;

/** What a row of weight 1 adds to the three lanes of weights, by class. */
const UNITS: StaticArray<u64> = [
  (1 << LANE_WEIGHT) | 1,
  (1 << LANE_WEIGHT) | (1 << LANE_CLASS_1),
  1 << LANE_WEIGHT,
];

/**
 * Draws a tree's bootstrap and fills the bag for an epoch's folds. Traps if a lane would overflow;
 * `kernelHolds` in the host makes that all but impossible.
 */
export function fillBag(treeSeed: u32, foldCount: u32): void {
  fillWeights(treeSeed, load<u32>(foldOf(foldCount - 1), TRAIN_END), weights);
  let count: u32 = 0;
  // Rows before the window are in no bag, and so nowhere else in the kernel.
  let row = load<u32>(foldOf(0), TRAIN_START);
  let sum = noLanes();
  for (let fold: u32 = 0; fold < foldCount; fold++) {
    const trainEnd = load<u32>(foldOf(fold), TRAIN_END);
    for (; row < trainEnd; row++) {
      // Every row is written, without a branch; a row that is not in the bag is overwritten.
      const weight = load<u8>(weights + row);
      const unit = unchecked(UNITS[load<u8>(labels + row)]);
      const lanes = (<u64>1 << LANE_ROWS) + weight * unit;
      store<u32>(bagRows + (<usize>count << 2), row);
      store<u64>(bagLanes + (<usize>count << 3), lanes);
      const inBag = <u32>(weight !== 0);
      sum = withRow(sum, lanes & (0 - <u64>inBag));
      count += inBag;
      if (count > MAX_COUNT) unreachable();
    }
    if (weightOf(sum) > MAX_COUNT) unreachable();
    store<u32>(foldBagOf(fold), count);
    store<Lanes>(foldBagOf(fold), sum, LANES_BYTES);
  }
  for (let slot: u32 = 0; slot < columnCount; slot++) gatherColumn(slot, count);
}

/** Number of in-bag rows that a fold trains on. */
@inline
export function bagRowsOf(fold: u32): u32 {
  return load<u32>(foldBagOf(fold));
}

/** The sum of those rows' lanes. */
@inline
export function bagTotalsOf(fold: u32): Lanes {
  return load<Lanes>(foldBagOf(fold), LANES_BYTES);
}

@inline
function foldBagOf(fold: u32): usize {
  return foldBags + <usize>fold * FOLD_BAG_BYTES;
}

/** Copies a column's codes in the order of the bag. */
function gatherColumn(slot: u32, bagCount: u32): void {
  const source = codesAddress(slot);
  const target = bagCodesOf(slot);
  for (let i: usize = 0; i < bagCount; i++) {
    store<u8>(target + i, load<u8>(source + load<u32>(bagRows + (i << 2))));
  }
}
