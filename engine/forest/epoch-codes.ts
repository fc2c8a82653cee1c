/**
 * The codes of columns in the epochs of a walk, computed when they are asked for. A column has one
 * byte for each row and epoch, so all codes of a walk grow with the square of its rows: 0.7 MB a
 * column at 22,000 rows, 90 MB at 250,000. As many as fit a limit are kept for the next call.
 */

import { binColumn, sortColumn, type BinnedColumn, type Epoch, type SortedColumn } from './bins.ts';
import type { FeatureMatrix } from './problem.ts';

/** Most bytes of codes that are kept: those of 31 columns at about 100,000 rows. */
const MAX_KEPT_BYTES = 512 * 2 ** 20;

/** A column's codes in the epoch with number `epoch`. */
export type EpochCodes = (column: number, epoch: number) => BinnedColumn;

/**
 * The codes of the columns of `matrix` in `epochs`.
 * @param maxKeptBytes further codes are computed anew at every call, O(rows)
 * @throws InputError (from the returned function) if a column holds a value that is not finite
 */
export function epochCodes(
  matrix: FeatureMatrix,
  epochs: readonly Epoch[],
  bins: number,
  maxKeptBytes: number = MAX_KEPT_BYTES,
): EpochCodes {
  const sorted = new Map<number, SortedColumn>();
  const kept = new Map<number, BinnedColumn>();
  let keptBytes = 0;
  const sortedColumn = (column: number): SortedColumn => {
    const known = sorted.get(column) ?? sortColumn(matrix, column);
    sorted.set(column, known);
    return known;
  };
  return (column, epoch) => {
    const key = column * epochs.length + epoch;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const [binned] = binColumn(sortedColumn(column), [epochs[epoch]!], bins);
    if (keptBytes + binned!.codes.length <= maxKeptBytes) {
      keptBytes += binned!.codes.length;
      kept.set(key, binned!);
    }
    return binned!;
  };
}
