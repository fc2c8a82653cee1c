/**
 * Sites. A site is a sequence of splits and sides that leads from the root to a node; its rows are
 * the in-bag rows on that side of each split. Codes do not change within an epoch, so a site's
 * rows in a fold are its rows below the fold's end of the bag, and from fold to fold they only
 * grow. If a split above a node changes, the node moves to another site, perhaps to one where it
 * was before. If all splits of a site are on the stem's columns, all subsets share the site.
 */

import { clearStemStates, siteOf, siteRowsOf, stemCutBytes, stemCutOf } from './addresses';
import { runSites, sharedSites, SITE_BYTES, stemColumns, stemPlaces } from './memory';
import { splitRows } from './rows';

/**
 * The root's site. A split makes a pair of sites with numbers that follow each other: the left one
 * is even, the right one is odd. 0 means no site.
 */
export const ROOT_SITE: u32 = 1;

// A site's record, u32 each. A site keeps its pairs of children in two lists, named by left sites.
const PARENT: usize = 0;
const PARENT_SPLIT: usize = 4; // i32: the parent's split that leads here, as `slot << 8 | bin`
const ROWS_KNOWN: usize = 8; // 1 once `siteRows` holds the rows
const SHARED_PAIRS: usize = 12; // first pair of the list of shared pairs, or 0
const OWN_PAIRS: usize = 16; // first pair of the list of one subset's own pairs, or 0
const OWN_RUN: usize = 20; // which subset's: that list is empty for all others
const NEXT: usize = 24; // in a left site: the next pair of the list it is in, or 0

/** In-bag rows of the epoch's last fold. Written by `clearSites`, valid for a tree. */
let bagEnd: u32 = 0;
/** Number of the subset on this tree, from 1. Written by `startRun`, valid for a subset. */
let run: u32 = 0;
/** Next free numbers of shared sites and of the subset's own. Written here, by each new pair. */
let nextShared: u32 = 0;
let nextOwn: u32 = 0;

/** Forgets all sites but the root's: another tree begins, with `inBag` in-bag rows in the epoch. */
export function clearSites(inBag: u32): void {
  bagEnd = inBag;
  run = 0;
  clearShared();
  memory.fill(siteRowsOf(ROOT_SITE), 0xff, siteRowsOf(ROOT_SITE + 1) - siteRowsOf(ROOT_SITE));
}

/**
 * Forgets the sites that only the last subset had: the next subset begins. Forgets the shared sites
 * as well if there may be no room for those that it adds.
 */
export function startRun(): void {
  run++;
  nextOwn = sharedSites;
  if (stemPlaces > 0 && nextShared + runSites > sharedSites) clearShared();
}

function clearShared(): void {
  nextShared = 2;
  memory.fill(siteOf(ROOT_SITE), 0, SITE_BYTES);
  store<u32>(siteOf(ROOT_SITE), 1, ROWS_KNOWN);
  clearStemStates();
}

/** Whether subsets share the site. */
@inline
export function isShared(site: u32): bool {
  return site < sharedSites;
}

/** The left one of the two sites into which `split` (slot << 8 | bin) divides a site. */
export function childrenOf(site: u32, split: i32): u32 {
  const record = siteOf(site);
  const shared = isShared(site) && load<u8>(stemColumns + (split >>> 8)) !== 0;
  if (!shared && load<u32>(record, OWN_RUN) !== run) {
    store<u32>(record, run, OWN_RUN);
    store<u32>(record, 0, OWN_PAIRS);
  }
  const list = record + (shared ? SHARED_PAIRS : OWN_PAIRS);
  const first = load<u32>(list);
  let before: u32 = 0;
  let pair = first;
  while (pair !== 0 && load<i32>(siteOf(pair), PARENT_SPLIT) !== split) {
    before = pair;
    pair = load<u32>(siteOf(pair), NEXT);
  }
  if (pair !== 0 && pair === first) return pair;
  if (pair === 0) pair = addPair(site, split, shared);
  else store<u32>(siteOf(before), load<u32>(siteOf(pair), NEXT), NEXT);
  // The pair that was asked for last moves to the front of the list: it is the likeliest next time.
  store<u32>(siteOf(pair), first, NEXT);
  store<u32>(list, pair);
  return pair;
}

function addPair(site: u32, split: i32, shared: bool): u32 {
  let left: u32;
  if (shared) {
    left = nextShared;
    nextShared += 2;
    memory.fill(stemCutOf(left, 0, 0), 0, 2 * stemCutBytes());
  } else {
    left = nextOwn;
    nextOwn += 2;
  }
  memory.fill(siteOf(left), 0, 2 * SITE_BYTES);
  for (let side: u32 = 0; side < 2; side++) {
    store<u32>(siteOf(left + side), site, PARENT);
    store<i32>(siteOf(left + side), split, PARENT_SPLIT);
  }
  return left;
}

/** A site's in-bag rows in the epoch, as a set of bits. The first call for a site computes them. */
export function rowsOf(site: u32): usize {
  const rows = siteRowsOf(site);
  if (load<u32>(siteOf(site), ROWS_KNOWN) !== 0) return rows;
  const left = site & ~1;
  const record = siteOf(left);
  const split = load<i32>(record, PARENT_SPLIT);
  const parentRows = rowsOf(load<u32>(record, PARENT));
  const leftRows = siteRowsOf(left);
  splitRows(parentRows, bagEnd, split >>> 8, split & 255, leftRows, siteRowsOf(left + 1));
  store<u32>(record, 1, ROWS_KNOWN);
  store<u32>(record + SITE_BYTES, 1, ROWS_KNOWN);
  return rows;
}
