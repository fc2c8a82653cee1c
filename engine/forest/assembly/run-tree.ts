/**
 * The walk-forward kernel: what it exports to its host, and the loop over subsets. The kernel grows
 * the forest of every fold and keeps whatever did not change since the fold before. The scratch
 * forest (../grow.ts, ../scratch-forest.ts) defines the result: the votes of both are equal, bit
 * for bit.
 */

import { clearRoot, subsetAddress, votesAddress } from './addresses';
import { bagRowsOf, fillBag } from './bag';
import { subsetCount } from './memory';
import { clearSites } from './sites';
import { openStem } from './subset';
import { runFolds } from './tree';

export {
  binCountsAddress,
  clearVotes,
  codesAddress,
  foldsAddress,
  labelsAddress,
  nodesAddress,
  subsetAddress,
  votesAddress,
} from './addresses';
export { configure, parametersAddress } from './memory';

/** Grows a tree on every subset, over an epoch's `foldCount` folds, and adds its votes. */
export function runTree(bootstrapSeed: u32, drawSeed: u32, foldCount: u32): void {
  openTree(bootstrapSeed, drawSeed, foldCount);
  for (let index: u32 = 0; index < subsetCount; index++) {
    runFolds(subsetAddress(index), foldCount, votesAddress(index), false);
  }
}

/**
 * Grows a tree on the first subset and the first fold, also where no test row comes by. The host
 * can read its node records afterwards.
 */
export function growWholeTree(bootstrapSeed: u32, drawSeed: u32): void {
  openTree(bootstrapSeed, drawSeed, 1);
  runFolds(subsetAddress(0), 1, votesAddress(0), true);
}

function openTree(bootstrapSeed: u32, drawSeed: u32, foldCount: u32): void {
  fillBag(bootstrapSeed, foldCount);
  clearRoot();
  clearSites(bagRowsOf(foldCount - 1));
  openStem(drawSeed);
}
