// Histograms of nodes, brought from the rows that they hold to those that they are asked for.
//
// A histogram's state is [site u32, end u32], site 0 where it holds nothing: it holds the rows of the site below `end` of the bag.
// At the same site only rows between the two ends come or go; at another one the sets' exclusive or
// does, or all rows are counted anew where that is less.

import { codesOfSlot, histogramBytes, scratchHistogram } from './memory';
import { clearBins } from './lanes';
import {
  applyDifferences,
  changedRows,
  compareRows,
  countedRows,
  countFromTo,
  countListed,
  listRows,
} from './rows';
import { rowsOf } from './sites';

/** Brings a histogram of a column to a site's rows below `end`. */
export function bring(state: usize, histogram: usize, slot: u32, site: u32, end: u32): void {
  const oldSite = load<u32>(state);
  const oldEnd = load<u32>(state, 4);
  store<u32>(state, site);
  store<u32>(state, end, 4);
  const rows = rowsOf(site);
  const codes = codesOfSlot(slot);
  if (oldSite === site) {
    countFromTo(rows, oldEnd, end, codes, histogram);
    return;
  }
  if (oldSite !== 0) {
    const words = compareRows(rowsOf(oldSite), oldEnd, rows, end);
    if (changedRows <= countedRows) {
      applyDifferences(words, rows, end, codes, histogram);
      return;
    }
  }
  clearBins(histogram, histogramBytes);
  countListed(listRows(rows, end), codes, histogram);
}

/** A histogram for the occasion: the next one takes its place. */
export function passingHistogram(slot: u32, site: u32, end: u32): usize {
  clearBins(scratchHistogram, histogramBytes);
  countListed(listRows(rowsOf(site), end), codesOfSlot(slot), scratchHistogram);
  return scratchHistogram;
}
