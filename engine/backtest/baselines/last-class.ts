/** The guess that the next class is the last one that is known. Must not know: models, money. */

import { assert } from '../../core/errors.ts';

/**
 * For each row of [start, end) the class of the last label that is known at its bar's close,
 * Int8Array (rows) of -1, 0, +1. A row's label is known `horizonBars` bars after its own bar.
 * @param rows.barIndex Uint32Array: the bar of each row, ascending
 * @param rows.labels Uint8Array: class codes 0, 1, 2
 */
export function lastKnownClass(
  rows: { readonly barIndex: Uint32Array; readonly labels: Uint8Array },
  horizonBars: number,
  { start, end }: { readonly start: number; readonly end: number },
): Int8Array {
  const { barIndex, labels } = rows;
  const target = new Int8Array(end - start);
  // Invariant: the labels of rows [0, known) are known at the bar of row i.
  let known = 0;
  for (let i = start; i < end; i++) {
    while (known < i && barIndex[known] + horizonBars <= barIndex[i]) known++;
    assert(known > 0, 'a label is known before the first tested row');
    target[i - start] = labels[known - 1] - 1;
  }
  return target;
}
