// A node's split: the best of its cuts on the columns that it draws.
//
// Cuts that other subsets ask for as well are found once and kept: the root's on any column, and a
// shared site's on the stem's columns. A histogram is kept at the root, with the stem or with the
// subset; a node whose parent is split on the very column needs none, as its rows are a range of
// the parent's bins.

import {
  binsOf,
  histogramOf,
  minLeafRows,
  rootCutOf,
  rootHistogramOf,
  rootStateOf,
  stateOf,
  stemCutOf,
  stemHistogramOf,
  stemPlaces,
  stemStateOf,
} from './memory';
import { bring, passingHistogram } from './histograms';
import { sumBins } from './lanes';
import { HOME, LEAF, LEFT, nodeOf, SITE, SPLIT, TOTALS } from './nodes';
import { isShared } from './sites';
import { bestCut, cutConstant, cutScore } from './best-cut';
import { count, draws, slotOfDraw, stemPlaceOf } from './subset';

// A cut's record: [score f32, what it is i32, lanes of its left side u64]; nothing yet where 0.
const WHAT: usize = 4; // CONSTANT, NO_CUT, or FIRST_BIN + bin
const LEFT_LANES: usize = 8;
const CONSTANT: i32 = 1;
const NO_CUT: i32 = 2;
const FIRST_BIN: i32 = 3;

// Homes of histograms: a draw of the subset, or FIRST_STEM + a place of the stem, or PASSING.
const FIRST_STEM: u32 = 0x100;
const PASSING: u32 = 0x200;

// A column's range of bins in a node, and its histogram there.
let lowBin: u32 = 0;
let highBin: u32 = 0;

/** A cut that nobody keeps. */
const passingCut = memory.data(16, 16);

/**
 * Chooses the split of a node, of which a fold's rows are those below `end` of the bag: the best
 * cut over the columns drawn. As long as all are constant there, further ones are drawn.
 */
export function chooseSplit(heap: u32, fold: u32, end: u32): void {
  const node = nodeOf(heap);
  const site = load<u32>(node, SITE);
  const totals = load<u64>(node, TOTALS);
  let best = LEAF;
  let bestScore: f32 = -1;
  let varied = false;
  for (let draw: u32 = 0; draw < count && (draw < draws || !varied); draw++) {
    const slot = slotOfDraw(heap, draw);
    let home = draw < draws ? draw : PASSING;
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
    if (kept === 0 || load<i32>(cut, WHAT) === 0) findCut(cut, heap, slot, home, end, totals);
    const what = load<i32>(cut, WHAT);
    if (what !== CONSTANT) varied = true;
    if (what >= FIRST_BIN && load<f32>(cut) > bestScore) {
      bestScore = load<f32>(cut);
      best = (<i32>(slot << 8)) | (what - FIRST_BIN);
      store<u64>(node, load<u64>(cut, LEFT_LANES), LEFT);
      store<u32>(node, home, HOME);
    }
  }
  store<i32>(node, best, SPLIT);
}

/** The best cut of a node on a column, written to `cut`. */
function findCut(cut: usize, heap: u32, slot: u32, home: u32, end: u32, totals: u64): void {
  findRange(heap, slot);
  const histogram = histogramAt(heap, slot, home, end) + ((<usize>lowBin) << 3);
  const bin = bestCut(histogram, highBin + 1 - lowBin, totals, minLeafRows);
  if (bin < 0) {
    store<i32>(cut, cutConstant ? CONSTANT : NO_CUT, WHAT);
    return;
  }
  store<f32>(cut, cutScore);
  store<i32>(cut, <i32>lowBin + bin + FIRST_BIN, WHAT);
  store<u64>(cut, sumBins(histogram, bin + 1), LEFT_LANES);
}

/** The bins that a node's rows can have on a column, by the splits above it. */
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

/** A histogram that holds, in the node's range of bins, the node's rows below `end`. */
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
