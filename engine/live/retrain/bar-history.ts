/**
 * The bars that the published model was trained on, as an object of the bucket: a CSV file with the
 * columns of all bars. Times are in unix seconds, and every number is the shortest text that reads
 * as the same number, so bars come back bit for bit. Further columns are left out.
 */

import { BAR_FIELDS, barFault, type Bars, type BarField } from '../../core/bars.ts';
import { formatBarTime } from '../../core/bar-time.ts';
import { InputError } from '../../core/errors.ts';
import {
  bytesOf,
  textOf,
  writeSurely,
  type ObjectStore,
  type StoredObject,
} from '../edges/object-store.ts';

const HEAD = BAR_FIELDS.join(',');
/** What `String` makes of a number that is finite and not negative. */
const NUMBER = /^\d+(\.\d+)?(e[+-]\d+)?$/;

/** The bytes of the file. */
export function historyBytes(bars: Bars): Uint8Array {
  const columns = BAR_FIELDS.map((field) => bars[field]);
  const rows = Array.from(bars.time, (_, row) => columns.map((column) => column[row]).join(','));
  return bytesOf([HEAD, ...rows, ''].join('\n'));
}

/**
 * The bars of a file that `historyBytes` made.
 * @param where what names the file in a message
 * @throws InputError for another form, an impossible bar, or times that do not increase
 */
export function readHistory(file: StoredObject, where: string): Bars {
  const [head, ...lines] = textOf(file).trimEnd().split(/\r?\n/);
  if (head !== HEAD) throw new InputError(`${where}:1: expected ${HEAD}, got another first line`);
  const rows = lines.map((line, i) => rowOf(line, `${where}:${i + 2}`));
  const column = (field: BarField): Float64Array => Float64Array.from(rows, (row) => row[field]);
  const time = column('time');
  const late = time.findIndex((at, row) => row > 0 && at <= time[row - 1]!);
  if (late > 0) {
    const [at, before] = [time[late]!, time[late - 1]!].map(formatBarTime);
    throw new InputError(`${where}:${late + 2}: expected a time after ${before}, got ${at}`);
  }
  const [open, high, low] = [column('open'), column('high'), column('low')];
  return { time, open, high, low, close: column('close'), volume: column('volume') };
}

/**
 * Makes `bars` the history at `key`.
 * @param seen the history that was read; undefined if there was none
 * @throws WriteRefused if another writer came first
 */
export async function writeHistory(
  store: ObjectStore,
  key: string,
  bars: Bars,
  seen: StoredObject | undefined,
): Promise<void> {
  const body = historyBytes(bars);
  if (seen !== undefined && Buffer.compare(seen.body, body) === 0) return;
  const condition = seen === undefined ? { ifAbsent: true as const } : { ifMatch: seen.etag };
  await writeSurely(store, key, body, condition);
}

function rowOf(line: string, where: string): Readonly<Record<BarField, number>> {
  const cells = line.split(',');
  if (cells.length !== BAR_FIELDS.length || !cells.every((cell) => NUMBER.test(cell))) {
    throw new InputError(`${where}: expected ${BAR_FIELDS.length} numbers, got another line`);
  }
  const [time, open, high, low, close, volume] = cells.map(Number) as NumberedRow;
  const fault = barFault({ open, high, low, close, volume });
  if (fault !== undefined) throw new InputError(`${where}: ${fault.field}: ${fault.problem}`);
  return { time, open, high, low, close, volume };
}

type NumberedRow = [number, number, number, number, number, number];
