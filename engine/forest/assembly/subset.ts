/**
 * The subset whose tree is being grown, and the order in which each node draws its columns. The
 * stem (the columns that more than half of the subsets have) gets orders of its own.
 */

import { drawOrderOf, stemOrderOf, subsetAddress } from './addresses';
import { fillDrawOrder, hash32 } from './chance';
import { SUBSET_SLOTS } from './kernel-layout';
import {
  columnCount,
  drawOrdersKnown,
  innerCount,
  stemColumns,
  stemOrdersKnown,
  stemPlaces,
  subsetCount,
} from './memory';

/** Columns of the subset. Written by `openSubset`, valid for a subset. */
export let subsetColumns: u32 = 0;
/** How many of them a node draws. Written by `openSubset`, valid for a subset. */
export let subsetDraws: u32 = 0;

// The two lists of the subset's record. Written by `openSubset`, valid for a subset.
let slots: usize = 0;
let keys: usize = 0;

// The same for the stem, and the seed of the tree's draws. Written by `openStem`, valid for a tree.
let stemCount: u32 = 0;
let stemSlots: usize = 0;
let stemKeys: usize = 0;
let seed: u32 = 0;

/** Opens the stem for another tree, whose draws have the seed `drawSeed`. */
export function openStem(drawSeed: u32): void {
  seed = drawSeed;
  const stem = subsetAddress(subsetCount);
  stemCount = load<u32>(stem);
  stemSlots = stem + SUBSET_SLOTS;
  stemKeys = stemSlots + (<usize>stemCount << 2);
  memory.fill(stemOrdersKnown, 0, innerCount);
  memory.fill(stemColumns, 0, columnCount);
  for (let i: usize = 0; i < stemCount; i++) {
    store<u8>(stemColumns + load<u32>(stemSlots + (i << 2)), 1);
  }
}

/** Opens another subset, by the address of its record. */
export function openSubset(subset: usize): void {
  subsetColumns = load<u32>(subset);
  slots = subset + SUBSET_SLOTS;
  keys = slots + (<usize>subsetColumns << 2);
  subsetDraws = <u32>sqrt<f64>(subsetColumns);
  memory.fill(drawOrdersKnown, 0, innerCount);
}

/** The slot of the column that an inner node draws as number `draw`, from 0. */
@inline
export function slotOfDraw(heap: u32, draw: u32): u32 {
  const order = drawOrderOf(heap);
  if (load<u8>(drawOrdersKnown + heap) === 0) {
    store<u8>(drawOrdersKnown + heap, 1);
    fillDrawOrder(hash32(seed, heap), subsetColumns, keys, order);
  }
  return load<u32>(slots + (<usize>load<u8>(order + draw) << 2));
}

/**
 * A column's place in the stem's draw order of an inner node, or `stemPlaces` if it is not among
 * the first `stemPlaces` of them.
 */
@inline
export function stemPlaceOf(heap: u32, slot: u32): u32 {
  const order = stemOrderOf(heap);
  if (load<u8>(stemOrdersKnown + heap) === 0) {
    store<u8>(stemOrdersKnown + heap, 1);
    fillDrawOrder(hash32(seed, heap), stemCount, stemKeys, order);
  }
  let place: u32 = 0;
  while (place < stemPlaces) {
    if (load<u32>(stemSlots + (<usize>load<u8>(order + place) << 2)) === slot) break;
    place++;
  }
  return place;
}
