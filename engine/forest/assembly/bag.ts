// A tree's bag: its in-bag rows in time order, their codes, and the root's cuts, which every subset
// that draws the column shares.

import { fillWeights } from './chance';
import { addLanes, clearBins, LANE_CLASS_1, LANE_ROWS, LANE_WEIGHT } from './lanes';
import {
  bagCodes,
  bagLanes,
  bagRows,
  bagStride,
  binCounts,
  codesAddress,
  columnCount,
  foldBags,
  folds,
  foldStride,
  histogramBytes,
  labels,
  minLeafRows,
  rootCuts,
  rootDone,
  scratchHistogram,
  weights,
} from './memory';
import { bestCut, cutConstant, cutScore } from './split';

/** A root cut that is no bin: there is none, and the column varies, or it does not. */
export const NO_CUT: i32 = -1;
export const CONSTANT: i32 = -2;

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
  memory.fill(rootDone, 0, columnCount);
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
  const target = bagCodes + <usize>slot * bagStride;
  for (let i: usize = 0; i < bagCount; i++) {
    store<u8>(target + i, load<u8>(source + load<u32>(bagRows + (i << 2))));
  }
}

/** The best root cut of a column in every fold of the epoch, made when first asked for. */
export function rootCutsOf(slot: u32, foldCount: u32): usize {
  const cuts = rootCuts + <usize>(slot * foldStride) * 8;
  if (load<u8>(rootDone + slot) !== 0) return cuts;
  store<u8>(rootDone + slot, 1);
  const columnCodes = bagCodes + <usize>slot * bagStride;
  const bins = load<u32>(binCounts + (<usize>slot << 2));
  clearBins(scratchHistogram, histogramBytes);
  let counted: usize = 0;
  for (let fold: usize = 0; fold < foldCount; fold++) {
    for (; counted < bagRowsOf(fold); counted++) {
      const lanes = load<u64>(bagLanes + (counted << 3));
      addLanes(scratchHistogram, load<u8>(columnCodes + counted), lanes);
    }
    const bin = bestCut(scratchHistogram, bins, bagTotalsOf(fold), minLeafRows);
    store<f32>(cuts + (fold << 3), cutScore);
    store<i32>(cuts + (fold << 3), bin >= 0 ? bin : cutConstant ? CONSTANT : NO_CUT, 4);
  }
  return cuts;
}
