/** Where a record lies inside a table of memory.ts, and how a table of records is cleared. */

import { FOLD_BYTES, NODE_BYTES, VOTE_BYTES } from './kernel-layout';
import {
  bagCodes,
  bagStride,
  binCounts,
  codes,
  columnCount,
  CUT_BYTES,
  drawOrders,
  epochFolds,
  epochTestRows,
  folds,
  histogramBytes,
  histograms,
  histogramStates,
  innerCount,
  labels,
  maxDraws,
  nodes,
  ORDER_BYTES,
  rootCuts,
  rootHistograms,
  rootStates,
  rowStride,
  SITE_BYTES,
  siteRows,
  sites,
  STATE_BYTES,
  stemCuts,
  stemHistograms,
  stemOrders,
  stemPlaces,
  stemStates,
  subsetCount,
  subsets,
  subsetStride,
  votes,
  wordCount,
} from './memory';

/** Labels of all rows. */
export function labelsAddress(): usize {
  return labels;
}

/** Codes of all rows in the column with number `slot`. */
export function codesAddress(slot: u32): usize {
  return codes + <usize>slot * rowStride;
}

/** Numbers of bins of all columns. */
export function binCountsAddress(): usize {
  return binCounts;
}

/** A subset's record; the stem's if `index` is the number of subsets. */
export function subsetAddress(index: u32): usize {
  return subsets + <usize>index * subsetStride;
}

/** Records of the epoch's folds. */
export function foldsAddress(): usize {
  return folds;
}

/** Records of the last subset's nodes, by heap index. */
export function nodesAddress(): usize {
  return nodes;
}

/** Summed votes of a subset for each test row of the epoch. */
export function votesAddress(index: u32): usize {
  return votes + <usize>(index * epochTestRows) * VOTE_BYTES;
}

/** Sets all votes to 0. */
export function clearVotes(): void {
  memory.fill(votes, 0, <usize>(subsetCount * epochTestRows) * VOTE_BYTES);
}

@inline
export function foldOf(fold: u32): usize {
  return folds + <usize>fold * FOLD_BYTES;
}

@inline
export function nodeOf(heap: u32): usize {
  return nodes + <usize>heap * NODE_BYTES;
}

@inline
export function bagCodesOf(slot: u32): usize {
  return bagCodes + <usize>slot * bagStride;
}

/** Number of bins of a column. */
@inline
export function binsOf(slot: u32): u32 {
  return load<u32>(binCounts + (<usize>slot << 2));
}

@inline
export function rootCutOf(slot: u32, fold: u32): usize {
  return rootCuts + <usize>(slot * epochFolds + fold) * CUT_BYTES;
}

@inline
export function rootHistogramOf(slot: u32): usize {
  return rootHistograms + <usize>slot * histogramBytes;
}

@inline
export function rootStateOf(slot: u32): usize {
  return rootStates + <usize>slot * STATE_BYTES;
}

@inline
export function stemCutOf(site: u32, fold: u32, place: u32): usize {
  return stemCuts + <usize>((site * epochFolds + fold) * stemPlaces + place) * CUT_BYTES;
}

/** Size of all the stem's cuts of one shared site. */
@inline
export function stemCutBytes(): usize {
  return CUT_BYTES * <usize>(epochFolds * stemPlaces);
}

@inline
export function stemHistogramOf(heap: u32, place: u32): usize {
  return stemHistograms + <usize>(heap * stemPlaces + place) * histogramBytes;
}

@inline
export function stemStateOf(heap: u32, place: u32): usize {
  return stemStates + <usize>(heap * stemPlaces + place) * STATE_BYTES;
}

@inline
export function stemOrderOf(heap: u32): usize {
  return stemOrders + <usize>heap * ORDER_BYTES;
}

@inline
export function drawOrderOf(heap: u32): usize {
  return drawOrders + <usize>heap * ORDER_BYTES;
}

@inline
export function histogramOf(heap: u32, draw: u32): usize {
  return histograms + <usize>(heap * maxDraws + draw) * histogramBytes;
}

@inline
export function stateOf(heap: u32, draw: u32): usize {
  return histogramStates + <usize>(heap * maxDraws + draw) * STATE_BYTES;
}

@inline
export function siteOf(site: u32): usize {
  return sites + <usize>site * SITE_BYTES;
}

/** A site's set of in-bag rows, which `rowsOf` in sites.ts fills. */
@inline
export function siteRowsOf(site: u32): usize {
  return siteRows + ((<usize>site * wordCount) << 3);
}

/** Makes the root forget its cuts and the rows of its histograms: another tree begins. */
export function clearRoot(): void {
  memory.fill(rootCuts, 0, CUT_BYTES * <usize>(epochFolds * columnCount));
  memory.fill(rootStates, 0, STATE_BYTES * <usize>columnCount);
}

/** Makes the stem's histograms forget their rows. */
export function clearStemStates(): void {
  memory.fill(stemStates, 0, STATE_BYTES * <usize>(stemPlaces * innerCount));
}

/** Makes the subset's histograms forget their rows: another subset begins. */
export function clearHistogramStates(): void {
  memory.fill(histogramStates, 0, STATE_BYTES * <usize>(maxDraws * innerCount));
}
