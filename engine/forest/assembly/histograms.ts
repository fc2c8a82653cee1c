/**
 * Histograms that are kept from fold to fold and from node to node. A histogram's state says which
 * rows it holds: [site u32, end u32] means the site's rows at positions below `end` of the bag;
 * site 0 means none. Asked for other rows, the histogram is changed by the rows that differ, or
 * counted anew if those are more.
 */

import { bagCodesOf } from './addresses';
import { histogramBytes, scratchHistogram } from './memory';
import {
  applyDifferences,
  changedRows,
  compareRows,
  countedRows,
  countFromTo,
  countSet,
} from './rows';
import { rowsOf } from './sites';

/** Makes a column's histogram hold the rows of `site` below `end`, and says so in its state. */
export function bring(state: usize, histogram: usize, slot: u32, site: u32, end: u32): void {
  const oldSite = load<u32>(state);
  const oldEnd = load<u32>(state, 4);
  store<u32>(state, site);
  store<u32>(state, end, 4);
  const rows = rowsOf(site);
  const codes = bagCodesOf(slot);
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
  clearHistogram(histogram);
  countSet(rows, end, codes, histogram);
}

/** A column's histogram of the rows of `site` below `end`; the next call overwrites it. */
export function passingHistogram(slot: u32, site: u32, end: u32): usize {
  clearHistogram(scratchHistogram);
  countSet(rowsOf(site), end, bagCodesOf(slot), scratchHistogram);
  return scratchHistogram;
}

/** Sets all bins to zero. `histogramBytes` is a multiple of 64. */
@inline
function clearHistogram(histogram: usize): void {
  const zero = i64x2.splat(0);
  for (let at = histogram; at < histogram + histogramBytes; at += 64) {
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
}
