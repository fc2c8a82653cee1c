/**
 * Bars of a table: its columns by name, times and numbers from cells, rows without values left
 * out, the oldest bar first, rounding mended, then checked. One way for every format.
 */

import { BAR_FIELDS, type Bars } from '../engine/core/bars.ts';
import { barsOfColumns, findBarColumns, type BarColumns } from './bar-columns.ts';
import { checkBars, type Locate } from './checks.ts';
import { missingColumns } from './column-names.ts';
import { furtherColumns, type FurtherColumns } from './further-columns.ts';
import { mendRounding } from './mend-rounding.ts';
import type { Mends } from './mends.ts';
import type { RawColumn, RawTable } from './raw-table.ts';
import { readNumbers, refuseMissing, rowsWithValues } from './read-numbers.ts';
import {
  areClocks,
  areDates,
  joinDateAndClock,
  readTimes,
  refuseMissingTimes,
} from './read-times.ts';

export type ReadBars = { readonly bars: Bars; readonly mends: Mends };

/**
 * The checked bars of `table`, and what was mended in it.
 * @param path names the file in messages
 * @param options.mends what was mended so far
 * @throws InputError with the place of whatever is wrong
 */
export async function readBars(
  table: RawTable,
  path: string,
  { mends, further }: { readonly mends: Mends; readonly further: FurtherColumns },
): Promise<ReadBars> {
  const columns = findBarColumns(table.names, table.header);
  const raw = await table.readColumns(columns.values);
  const values = readNumbers(raw, table);
  const time = await readTimeColumn(table, columns);
  const kept = rowsWithValues(values);
  refuseMissing(raw, values, kept, table.locate);
  refuseMissingTimes(time, kept, table.locate);
  const order = newestFirst(time, kept);
  const rows = order ?? kept;
  const locate: Locate = (row) => table.locate(rows[row]!);
  const picked = [time, ...values].map((column) => pick(column, rows));
  const { bars, mended } = mendRounding(barsOfColumns(picked));
  checkBars(bars, path, locate);
  const own = await furtherColumns(table, columns, further);
  const extra = own.map(([name, column]) => [name, pick(column, rows)] as const);
  return {
    bars: extra.length === 0 ? bars : { ...bars, extra: Object.fromEntries(extra) },
    mends: {
      ...mends,
      volumeColumn: columns.volumeColumn,
      droppedRows: table.rowCount - kept.length,
      reversed: order !== undefined,
      roundedBars: mended,
    },
  };
}

async function readTimeColumn(table: RawTable, columns: BarColumns): Promise<Float64Array> {
  const read = async (index: number): Promise<RawColumn> => {
    const [column] = await table.readColumns([index]);
    return column!;
  };
  const [first, second] = columns.times;
  if (first === undefined) {
    const column = await read(columns.unnamed!);
    if (areDates(column)) return readTimes(column, table.locate);
    throw missingColumns([BAR_FIELDS[0]], table.names, table.header);
  }
  const column = await read(first);
  // The first of several columns of time may hold the time of day alone.
  if (second === undefined || !areClocks(column)) return readTimes(column, table.locate);
  if (columns.date === undefined) return readTimes(await read(second), table.locate);
  return joinDateAndClock(await read(columns.date), column, table.locate);
}

/** The rows from the last to the first if the times fall at every step, else undefined. */
function newestFirst(time: Float64Array, rows: Int32Array): Int32Array | undefined {
  for (let i = 1; i < rows.length; i++) {
    if (!(time[rows[i]!]! < time[rows[i - 1]!]!)) return undefined;
  }
  return rows.length < 2 ? undefined : rows.toReversed();
}

function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const target = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) target[i] = column[rows[i]!]!;
  return target;
}
