// The subset whose tree is grown, and the order in which its nodes draw columns; the same for the
// stem, the columns that the subsets have in common.

import { fillDrawOrder, hash32 } from './chance';
import {
  columnCount,
  innerCount,
  ordered,
  orders,
  stemColumns,
  stemOrdered,
  stemOrders,
  stemPlaces,
  subsetAddress,
  subsetCount,
} from './memory';

/** Columns of the subset, and how many of them a node draws. */
export let count: u32 = 0;
export let draws: u32 = 0;

let slots: usize = 0; // u32 a column: where its codes are
let keys: usize = 0; // u32 a column
let stemCount: u32 = 0;
let stemSlots: usize = 0;
let stemKeys: usize = 0;
let seed: u32 = 0;

/** Another tree: its nodes draw anew. */
export function openStem(drawSeed: u32): void {
  seed = drawSeed;
  const stem = subsetAddress(subsetCount);
  stemCount = load<u32>(stem);
  stemSlots = stem + 8;
  stemKeys = stemSlots + (<usize>stemCount << 2);
  memory.fill(stemOrdered, 0, innerCount);
  memory.fill(stemColumns, 0, columnCount);
  for (let i: usize = 0; i < stemCount; i++) {
    store<u8>(stemColumns + load<u32>(stemSlots + (i << 2)), 1);
  }
}

/** Another subset (see subsetAddress). */
export function openSubset(subset: usize): void {
  count = load<u32>(subset);
  slots = subset + 8;
  keys = slots + (<usize>count << 2);
  draws = <u32>sqrt<f64>(count);
  memory.fill(ordered, 0, innerCount);
}

/** The slot of the column that an inner node draws at place `draw`. */
@inline
export function slotOfDraw(heap: u32, draw: u32): u32 {
  const order = orders + (<usize>heap << 8);
  if (load<u8>(ordered + heap) === 0) {
    store<u8>(ordered + heap, 1);
    fillDrawOrder(hash32(seed, heap), count, keys, order);
  }
  return load<u32>(slots + (<usize>load<u8>(order + draw) << 2));
}

/** A column's place in the order of an inner node's stem; stemPlaces where it has none. */
@inline
export function stemPlaceOf(heap: u32, slot: u32): u32 {
  const order = stemOrders + (<usize>heap << 8);
  if (load<u8>(stemOrdered + heap) === 0) {
    store<u8>(stemOrdered + heap, 1);
    fillDrawOrder(hash32(seed, heap), stemCount, stemKeys, order);
  }
  let place: u32 = 0;
  while (place < stemPlaces) {
    if (load<u32>(stemSlots + (<usize>load<u8>(order + place) << 2)) === slot) break;
    place++;
  }
  return place;
}
