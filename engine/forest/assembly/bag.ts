// A tree's bag: its in-bag rows in time order, and their codes.

import { fillWeights } from './chance';
import { LANE_CLASS_1, LANE_ROWS, LANE_WEIGHT } from './lanes';
import {
  bagLanes,
  bagRows,
  codesAddress,
  codesOfSlot,
  columnCount,
  foldBags,
  folds,
  labels,
  weights,
} from './memory';

// What a row of weight 1 adds to a bin, by class; LANE_ROWS apart.
const UNITS: StaticArray<u64> = [
  (1 << LANE_WEIGHT) | 1,
  (1 << LANE_WEIGHT) | (1 << LANE_CLASS_1),
  1 << LANE_WEIGHT,
];

/** Draws a tree's bootstrap for an epoch's folds. Traps where a lane would overflow. */
export function fillBag(treeSeed: u32, foldCount: u32): void {
  const rowEnd = load<u32>(folds + (<usize>(foldCount - 1) << 4));
  fillWeights(treeSeed, rowEnd, weights);
  let count: u32 = 0;
  let row: u32 = 0;
  let sum: u64 = 0;
  for (let fold: usize = 0; fold < foldCount; fold++) {
    const trainEnd = load<u32>(folds + (fold << 4));
    for (; row < trainEnd; row++) {
      // Written for every row, kept for those in the bag.
      const weight = load<u8>(weights + row);
      const unit = unchecked(UNITS[load<u8>(labels + row)]);
      const lanes = (<u64>1 << LANE_ROWS) + weight * unit;
      store<u32>(bagRows + (<usize>count << 2), row);
      store<u64>(bagLanes + (<usize>count << 3), lanes);
      const inBag = <u32>(weight !== 0);
      sum += lanes & (0 - <u64>inBag);
      count += inBag;
      if (count > <u32>i16.MAX_VALUE) unreachable();
    }
    if (((sum >>> LANE_WEIGHT) & 0xffff) > <u64>i16.MAX_VALUE) unreachable();
    store<u32>(foldBags + (fold << 4), count);
    store<u64>(foldBags + (fold << 4), sum, 8);
  }
  for (let slot: u32 = 0; slot < columnCount; slot++) gatherColumn(slot, count);
}

/** The bag's rows in a fold's training window. */
@inline
export function bagRowsOf(fold: usize): u32 {
  return load<u32>(foldBags + (fold << 4));
}

/** The lanes of those rows, summed. */
@inline
export function bagTotalsOf(fold: usize): u64 {
  return load<u64>(foldBags + (fold << 4), 8);
}

/** Brings a column's codes into the bag's order. */
function gatherColumn(slot: u32, bagCount: u32): void {
  const source = codesAddress(slot);
  const target = codesOfSlot(slot);
  for (let i: usize = 0; i < bagCount; i++) {
    store<u8>(target + i, load<u8>(source + load<u32>(bagRows + (i << 2))));
  }
}
