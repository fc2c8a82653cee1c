/**
 * Named columns as Arrow IPC files, and back: the storage and wire format. The only importer of
 * apache-arrow. Written columns are Float64 without nulls; what others wrote may also be of other
 * number types, timestamps or dates.
 * Must not know: what a column means.
 */

import {
  DataType,
  DateUnit,
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  TimeUnit,
  type Vector,
} from 'apache-arrow';
import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { assert, InputError, toError } from '../engine/core/errors.ts';
import { shortened } from './bar-columns.ts';

/** Columns of one length with their names; NaN where a value is undefined. */
export type NamedColumns = {
  readonly names: readonly string[];
  /** One Float64Array (rows) a name. */
  readonly columns: readonly Float64Array[];
};

/** Which columns to read: their indexes, chosen by the names that a file has. */
export type PickColumns = (names: readonly string[]) => readonly number[];

/** Read columns, and the file's own metadata by key. */
export type ArrowColumns = NamedColumns & { readonly metadata: ReadonlyMap<string, string> };

/** `table` as the bytes of an Arrow IPC file, `metadata` in its schema. */
export function encodeArrow(
  table: NamedColumns,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const length = table.columns[0]?.length ?? 0;
  assert(table.names.length === table.columns.length, 'names.length === columns.length');
  assert(
    table.columns.every((column) => column.length === length),
    'columns are of one length',
  );
  const fields = table.names.map((name) => new Field(name, new Float64(), false));
  const schema = new Schema(fields, new Map(metadata));
  const children = table.columns.map((data) =>
    makeData({ type: new Float64(), data, length, nullCount: 0 }),
  );
  const rows = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return tableToIPC(new Table(new RecordBatch(schema, rows)), 'file');
}

/**
 * The picked columns of an Arrow file or stream (Feather version 2 is one), as Float64Array;
 * timestamps and dates become unix seconds. Float64 columns are views of `bytes`, not copies.
 * @param path names the file in messages
 * @throws InputError where it is no Arrow, is compressed, or a picked column lacks numbers
 */
export function decodeArrow(bytes: Uint8Array, path: string, pick: PickColumns): ArrowColumns {
  const table = readTable(bytes, path);
  const names = table.schema.fields.map((field) => String(field.name));
  const indexes = pick(names);
  const columns = indexes.map((index) => {
    const vector = table.getChildAt(index);
    if (vector === null || vector.length !== table.numRows) {
      throw new InputError(`${path}: expected a whole Arrow file, got one with a damaged column`);
    }
    return numbersOf(vector, `${path}: column "${shortened(names[index]!)}"`);
  });
  return { names: indexes.map((index) => names[index]!), columns, metadata: table.schema.metadata };
}

function readTable(bytes: Uint8Array, path: string): Table {
  try {
    const table = tableFromIPC(bytes);
    if (table.schema.fields.length > 0) return table;
  } catch (error) {
    const cause = toError(error);
    const hint = /compress|codec/i.test(cause.message)
      ? 'got compressed buffers (write it uncompressed)'
      : 'got a damaged or truncated one';
    throw new InputError(`${path}: expected an Arrow file, ${hint}`, { cause });
  }
  throw new InputError(`${path}: expected an Arrow file, got one without columns`);
}

function numbersOf(vector: Vector, where: string): Float64Array {
  const type: DataType = vector.type;
  const scale = scaleOf(type);
  if (scale === undefined) {
    const got = shortened(String(type));
    throw new InputError(`${where}: expected numbers or timestamps, got ${got}`);
  }
  if (vector.nullCount > 0) {
    const row = Array.from(vector, (value: unknown) => value === null).indexOf(true) + 1;
    throw new InputError(`${where}: expected a value in every row, got none in row ${row}`);
  }
  // The stored values: toArray() would turn dates into milliseconds, and it copies.
  const chunks = vector.data.map((data) => data.values.subarray(0, data.length) as StoredNumbers);
  const [first] = chunks;
  if (chunks.length === 1 && first instanceof Float64Array) return first;
  const target = new Float64Array(vector.length);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) target[row++] = Number(chunk[i]) / scale;
  }
  return target;
}

type StoredNumbers = Float64Array | Float32Array | Int32Array | BigInt64Array;

const UNITS_PER_SECOND: Readonly<Record<TimeUnit, number>> = {
  [TimeUnit.SECOND]: 1,
  [TimeUnit.MILLISECOND]: 1e3,
  [TimeUnit.MICROSECOND]: 1e6,
  [TimeUnit.NANOSECOND]: 1e9,
};

/** What a stored value of `type` is divided by, units a second for times; undefined for others. */
function scaleOf(type: DataType): number | undefined {
  if (DataType.isFloat(type)) return type.precision === 0 ? undefined : 1;
  if (DataType.isInt(type)) return 1;
  if (DataType.isTimestamp(type)) {
    return UNITS_PER_SECOND[type.unit];
  }
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 1 / DAY_SECONDS : 1000;
  return undefined;
}
