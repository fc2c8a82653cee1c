// Sites: what a node is, told by the splits that lead to it. A site's in-bag rows are those on its
// side of each of these splits. Nothing in an epoch changes them, so that its rows in a fold are
// those below the fold's end of the bag: they only grow. Where a split above a node moves, the node
// is at another site. A site whose splits are all on the stem's columns is shared by the subsets.

import {
  clearStemStates,
  rowsAddress,
  runSites,
  sharedSites,
  SITE_BYTES,
  sites,
  stemColumns,
  stemCutBytes,
  stemCutOf,
  stemPlaces,
} from './memory';
import { splitRows } from './rows';

/** The root's site. The two of a split follow each other, the left one even; 0 is none. */
export const ROOT_SITE: u32 = 1;

// A site's record.
const PARENT: usize = 0; // u32
const SPLIT: usize = 4; // i32: the parent's split that leads here
const LISTED: usize = 8; // u32: 1 once its rows are there
const SHARED_PAIRS: usize = 12; // u32: the left one of its latest pair of shared children, or 0
const OWN_PAIRS: usize = 16; // u32: the same for children of one subset alone
const OWN_RUN: usize = 20; // u32: the run of that subset
const NEXT: usize = 24; // u32, in a left one: the left one of the pair before

let bagEnd: u32 = 0; // in-bag rows of the epoch's last fold
let run: u32 = 0; // a subset's run on this tree
let nextShared: u32 = 0;
let nextOwn: u32 = 0;

/** Forgets all sites but the root's, for another tree of `inBag` in-bag rows in the epoch. */
export function clearSites(inBag: u32): void {
  bagEnd = inBag;
  run = 0;
  clearShared();
  memory.fill(rowsAddress(ROOT_SITE), 0xff, rowsAddress(ROOT_SITE + 1) - rowsAddress(ROOT_SITE));
}

/** Forgets the sites of the last subset alone, for the next one. */
export function startRun(): void {
  run++;
  nextOwn = sharedSites;
  if (stemPlaces > 0 && nextShared + runSites > sharedSites) clearShared();
}

function clearShared(): void {
  nextShared = 2;
  memory.fill(recordOf(ROOT_SITE), 0, SITE_BYTES);
  store<u32>(recordOf(ROOT_SITE), 1, LISTED);
  clearStemStates();
}

@inline
function recordOf(site: u32): usize {
  return sites + <usize>site * SITE_BYTES;
}

/** Whether other subsets may come by a site as well. */
@inline
export function isShared(site: u32): bool {
  return site < sharedSites;
}

/** The left one of the two sites that `split` (slot << 8 | bin) makes of a site's rows. */
export function childrenOf(site: u32, split: i32): u32 {
  const record = recordOf(site);
  const shared = isShared(site) && load<u8>(stemColumns + (split >>> 8)) !== 0;
  if (!shared && load<u32>(record, OWN_RUN) !== run) {
    store<u32>(record, run, OWN_RUN);
    store<u32>(record, 0, OWN_PAIRS);
  }
  const list = record + (shared ? SHARED_PAIRS : OWN_PAIRS);
  const first = load<u32>(list);
  let before: u32 = 0;
  let pair = first;
  while (pair !== 0 && load<i32>(recordOf(pair), SPLIT) !== split) {
    before = pair;
    pair = load<u32>(recordOf(pair), NEXT);
  }
  if (pair !== 0 && pair === first) return pair;
  if (pair === 0) pair = addPair(site, split, shared);
  else store<u32>(recordOf(before), load<u32>(recordOf(pair), NEXT), NEXT);
  // The pair asked for last comes first.
  store<u32>(recordOf(pair), first, NEXT);
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
  memory.fill(recordOf(left), 0, 2 * SITE_BYTES);
  for (let side: u32 = 0; side < 2; side++) {
    store<u32>(recordOf(left + side), site, PARENT);
    store<i32>(recordOf(left + side), split, SPLIT);
  }
  return left;
}

/** A site's in-bag rows in the epoch, as a set of bits; listed when first asked for. */
export function rowsOf(site: u32): usize {
  const rows = rowsAddress(site);
  if (load<u32>(recordOf(site), LISTED) !== 0) return rows;
  const left = site & ~1;
  const record = recordOf(left);
  const split = load<i32>(record, SPLIT);
  const parentRows = rowsOf(load<u32>(record, PARENT));
  const leftRows = rowsAddress(left);
  splitRows(parentRows, bagEnd, split >>> 8, split & 255, leftRows, rowsAddress(left + 1));
  store<u32>(record, 1, LISTED);
  store<u32>(record + SITE_BYTES, 1, LISTED);
  return rows;
}
