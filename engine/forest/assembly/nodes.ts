// A node's record, by heap index: what it is in the fold at hand, if a test row came by.

import { NODE_BYTES, nodes } from './memory';

export const TOTALS: usize = 0; // u64: its rows' lanes
export const SPLIT: usize = 8; // i32: slot << 8 | bin, or LEAF
export const SITE: usize = 12; // u32: its site, 0 before its first visit
export const LEFT: usize = 16; // u64: the lanes of its split's left side
export const HOME: usize = 24; // u32: which histogram its split was found in
export const VOTE: usize = 48; // u32 × 4: a leaf's votes

export const LEAF: i32 = -1;

@inline
export function nodeOf(heap: u32): usize {
  return nodes + <usize>heap * NODE_BYTES;
}
