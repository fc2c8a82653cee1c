// The forest kernel: exact incremental walk-forward trees. Its definition is the scratch forest in
// TypeScript beside it (grow.ts, scratch-forest.ts): every vote here equals that one's, bit for bit.

import { bagRowsOf, fillBag } from './bag';
import { clearRoot, subsetAddress, subsetCount, votesAddress } from './memory';
import { clearSites } from './sites';
import { openStem } from './subset';
import { runFolds } from './tree';

export {
  binCountsAddress,
  clearVotes,
  codesAddress,
  configure,
  foldsAddress,
  labelsAddress,
  nodesAddress,
  subsetAddress,
  votesAddress,
} from './memory';

/**
 * Grows a tree on every subset over an epoch's `foldCount` folds and adds its votes. With
 * `everywhere` all nodes are visited, test rows or not, and stay readable for the last subset.
 */
export function runTree(bootstrapSeed: u32, drawSeed: u32, foldCount: u32, everywhere: bool): void {
  fillBag(bootstrapSeed, foldCount);
  clearRoot();
  clearSites(bagRowsOf(foldCount - 1));
  openStem(drawSeed);
  for (let index: u32 = 0; index < subsetCount; index++) {
    runFolds(subsetAddress(index), foldCount, votesAddress(index), everywhere);
  }
}
