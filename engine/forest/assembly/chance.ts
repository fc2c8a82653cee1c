/**
 * Hashes, bootstrap weights and draw orders: the functions of core/hash.ts and ../bootstrap.ts in
 * AssemblyScript, with the same results. The host derives a tree's two seeds; all further hashing
 * is done here.
 */

import { priorities } from './memory';

/** As in ../bootstrap.ts. */
// prettier-ignore
const POISSON_LIMITS: StaticArray<u32> = [
  1580030169, 3160060337, 3950075422, 4213413783, 4279248374, 4292415292, 4294609778, 4294923276,
  4294962463, 4294966817, 4294967253, 4294967292,
];

@inline
function mix32(x: u32): u32 {
  let h = x;
  h = (h ^ (h >>> 16)) * 0x7feb352d;
  h = (h ^ (h >>> 15)) * 0x846ca68b;
  return h ^ (h >>> 16);
}

@inline
export function hash32(state: u32, key: u32): u32 {
  return mix32(state ^ mix32(key + 0x9e3779b9));
}

@inline
function mix32x4(x: v128): v128 {
  let h = x;
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/**
 * Writes the bootstrap weights (u8) of rows [0, rowEnd), and of up to three rows after them. A
 * weight is the number of Poisson limits that the row's hash reaches. Four rows are compared with
 * the first four limits at once. If one of them reaches the fourth (1.9 % of rows do), its group
 * is done again row by row, with all limits.
 */
export function fillWeights(treeSeed: u32, rowEnd: u32, target: usize): void {
  const state = i32x4.splat(treeSeed);
  let keys = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(<i32>0x9e3779b9));
  for (let row: u32 = 0; row < rowEnd; row += 4) {
    const hash = mix32x4(v128.xor(state, mix32x4(keys)));
    keys = i32x4.add(keys, i32x4.splat(4));
    const reached3 = reaches(hash, 3);
    // A comparison gives -1 if it is true, and 0 if not.
    const sum = i32x4.add(i32x4.add(reaches(hash, 0), reaches(hash, 1)), reaches(hash, 2));
    const weight = i32x4.neg(i32x4.add(sum, reached3));
    const narrow = i8x16.shuffle(weight, weight, 0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    store<u32>(target + row, i32x4.extract_lane(narrow, 0));
    if (v128.any_true(reached3)) {
      for (let i: u32 = row; i < row + 4; i++) store<u8>(target + i, rareWeight(treeSeed, i));
    }
  }
}

@inline
function reaches(hash: v128, limit: i32): v128 {
  return i32x4.ge_u(hash, i32x4.splat(unchecked(POISSON_LIMITS[limit])));
}

function rareWeight(treeSeed: u32, row: u32): u8 {
  const hash = hash32(treeSeed, row);
  let weight: u8 = 0;
  while (weight < 12 && hash >= unchecked(POISSON_LIMITS[weight])) weight++;
  return weight;
}

/** Writes the positions 0 … count - 1 of `keys` (u32) into `order` (u8), by ascending hash. */
export function fillDrawOrder(nodeSeed: u32, count: u32, keys: usize, order: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const priority = hash32(nodeSeed, load<u32>(keys + (<usize>i << 2)));
    let j = i;
    // Insertion sort: order[0, i) is sorted, and priorities[0, i) are its hashes.
    while (j > 0 && load<u32>(priorities + (<usize>(j - 1) << 2)) > priority) {
      store<u32>(priorities + (<usize>j << 2), load<u32>(priorities + (<usize>(j - 1) << 2)));
      store<u8>(order + j, load<u8>(order + j - 1));
      j--;
    }
    store<u32>(priorities + (<usize>j << 2), priority);
    store<u8>(order + j, <u8>i);
  }
}
