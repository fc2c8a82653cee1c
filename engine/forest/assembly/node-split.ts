/**
 * A node's split: the best of its cuts on the columns that it draws.
 *
 * A cut that other subsets will ask for is searched once and kept: the root's cuts on every column,
 * and a shared site's cuts on the stem's columns. Histograms are kept too, in one of three homes:
 * with the root, with the stem or with the subset. If a node's parent is split on the very column,
 * the node needs no histogram, because its rows are a range of bins of the parent's histogram.
 */

import {
  binsOf,
  histogramOf,
  nodeOf,
  rootCutOf,
  rootHistogramOf,
  rootStateOf,
  stateOf,
  stemCutOf,
  stemHistogramOf,
  stemStateOf,
} from './addresses';
import { bestCut } from './best-cut';
import { cutConstant, cutScore } from './cut-result';
import { bring, passingHistogram } from './histograms';
import { HOME, LEAF, LEFT, SITE, SPLIT, TOTALS } from './kernel-layout';
import { Lanes, LANES_BYTES, LANES_SHIFT, sumBins } from './lanes';
import { CUT_BYTES, minLeafRows, stemPlaces } from './memory';
import { isShared } from './sites';
import { slotOfDraw, stemPlaceOf, subsetColumns, subsetDraws } from './subset';

// A cut's record: [score f32, result i32, lanes of its left side]. The lanes are aligned.
const RESULT: usize = 4; // 0 (not searched yet), CONSTANT, NO_CUT, or FIRST_BIN + bin
const LEFT_LANES: usize = LANES_BYTES;
const CONSTANT: i32 = 1;
const NO_CUT: i32 = 2;
const FIRST_BIN: i32 = 3;

// A histogram's home, as a node's record names it: the number of the subset's draw, or FIRST_STEM +
// the place in the stem's order, or PASSING (it is not kept). The root's histograms need no name.
const FIRST_STEM: u32 = 0x100;
const PASSING: u32 = 0x200;

// The bins that a node's rows can have on a column: lowBin … highBin. Written by `findRange`, read
// by `findCut` right after it.
let lowBin: u32 = 0;
let highBin: u32 = 0;

/** The record of a cut that is not kept; the next such cut overwrites it. */
const passingCut = memory.data(<i32>CUT_BYTES, 16);

/**
 * Chooses a node's split in a fold and writes it to the node's record: the best cut over the
 * columns that the node draws. If all of these are constant in the node, it draws on until one
 * varies.
 * @param end the fold trains on the bag's rows below this position
 */
export function chooseSplit(heap: u32, fold: u32, end: u32): void {
  const node = nodeOf(heap);
  const site = load<u32>(node, SITE);
  const totals = load<Lanes>(node, TOTALS);
  let best = LEAF;
  let bestScore: f32 = -1;
  let varied = false;
  for (let draw: u32 = 0; draw < subsetColumns && (draw < subsetDraws || !varied); draw++) {
    const slot = slotOfDraw(heap, draw);
    let home = draw < subsetDraws ? draw : PASSING;
    let kept: usize = 0;
    if (heap === 1) {
      kept = rootCutOf(slot, fold);
    } else if (isShared(site)) {
      const place = stemPlaceOf(heap, slot);
      if (place < stemPlaces) {
        kept = stemCutOf(site, fold, place);
        home = FIRST_STEM + place;
      }
    }
    const cut = kept === 0 ? passingCut : kept;
    if (kept === 0 || load<i32>(cut, RESULT) === 0) findCut(cut, heap, slot, home, end, totals);
    const result = load<i32>(cut, RESULT);
    if (result !== CONSTANT) varied = true;
    if (result >= FIRST_BIN && load<f32>(cut) > bestScore) {
      bestScore = load<f32>(cut);
      best = (<i32>(slot << 8)) | (result - FIRST_BIN);
      store<Lanes>(node, load<Lanes>(cut, LEFT_LANES), LEFT);
      store<u32>(node, home, HOME);
    }
  }
  store<i32>(node, best, SPLIT);
}

/** Searches the best cut of a node on a column and writes it to the record `cut`. */
function findCut(cut: usize, heap: u32, slot: u32, home: u32, end: u32, totals: Lanes): void {
  findRange(heap, slot);
  const histogram = histogramAt(heap, slot, home, end) + ((<usize>lowBin) << LANES_SHIFT);
  const bin = bestCut(histogram, highBin + 1 - lowBin, totals, minLeafRows);
  if (bin < 0) {
    store<i32>(cut, cutConstant ? CONSTANT : NO_CUT, RESULT);
    return;
  }
  store<f32>(cut, cutScore);
  store<i32>(cut, <i32>lowBin + bin + FIRST_BIN, RESULT);
  store<Lanes>(cut, sumBins(histogram, bin + 1), LEFT_LANES);
}

/** Sets `lowBin` and `highBin` from the splits above the node. */
function findRange(heap: u32, slot: u32): void {
  lowBin = 0;
  highBin = binsOf(slot) - 1;
  for (let child = heap; child > 1; child >>>= 1) {
    const split = load<i32>(nodeOf(child >>> 1), SPLIT);
    if (<u32>(split >>> 8) !== slot) continue;
    const bin = <u32>(split & 255);
    if ((child & 1) === 0) highBin = min(highBin, bin);
    else lowBin = max(lowBin, bin + 1);
  }
}

/**
 * A histogram whose bins lowBin … highBin hold the node's rows below `end`. It is the histogram of
 * the node, or of the nearest node above it such that all splits between the two are on the column.
 */
function histogramAt(heap: u32, slot: u32, home: u32, end: u32): usize {
  let owner = heap;
  while (owner > 1) {
    const split = load<i32>(nodeOf(owner >>> 1), SPLIT);
    if (<u32>(split >>> 8) !== slot) break;
    owner >>>= 1;
  }
  const node = nodeOf(owner);
  const site = load<u32>(node, SITE);
  const place = owner === heap ? home : load<u32>(node, HOME);
  let state = rootStateOf(slot);
  let histogram = rootHistogramOf(slot);
  if (owner > 1) {
    if (place === PASSING) return passingHistogram(slot, site, end);
    const inStem = place >= FIRST_STEM;
    state = inStem ? stemStateOf(owner, place - FIRST_STEM) : stateOf(owner, place);
    histogram = inStem ? stemHistogramOf(owner, place - FIRST_STEM) : histogramOf(owner, place);
  }
  bring(state, histogram, slot, site, end);
  return histogram;
}
