/**
 * Named columns as Arrow IPC files, and back: the storage and wire format. The only importer of
 * apache-arrow. Written columns have no nulls; what others wrote may be of any type of
 * number, time or text, in dictionaries and compressed.
 * Must not know: what a column means.
 */

import {
  type Data,
  DataType,
  DateUnit,
  type Decimal,
  Field,
  Float64,
  makeData,
  Precision,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMillisecond,
  TimeUnit,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { assert, InputError, toError } from '../engine/core/errors.ts';
import { checkedStream } from './arrow-messages.ts';
import { decimalValue, littleEndianInteger } from './decimals.ts';
import { clockText, namedColumns } from './raw-file.ts';
import type { NamedColumns, PickColumns, RawFile } from './raw-file.ts';
import type { RawColumn } from './raw-table.ts';
import { joinColumns } from './raw-table.ts';
import { rowsOf, type ColumnTable, type WrittenColumn } from './written-column.ts';

/**
 * `table` as the bytes of an Arrow IPC file, `metadata` in its schema: Float64, Utf8 and
 * timestamps in milliseconds, UTC, all without nulls.
 */
export function encodeArrow(
  table: ColumnTable,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const columns = Object.values(table);
  const length = columns.length === 0 ? 0 : rowsOf(columns[0]!);
  assert(
    columns.every((column) => rowsOf(column) === length),
    'columns are of one length',
  );
  const children = columns.map((column) => writtenData(column, length));
  const names = Object.keys(table);
  const fields = children.map(({ type }, i) => new Field(names[i]!, type, false));
  const schema = new Schema(fields, new Map(metadata));
  const rows = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return tableToIPC(new Table(new RecordBatch(schema, rows)), 'file');
}

function writtenData(column: WrittenColumn, length: number): Data {
  if (column instanceof Float64Array) {
    return makeData({ type: new Float64(), data: column, length, nullCount: 0 });
  }
  if ('moments' in column) {
    const data = BigInt64Array.from(column.moments, (time) => BigInt(Math.round(time * 1000)));
    return makeData({ type: new TimestampMillisecond('UTC'), data, length, nullCount: 0 });
  }
  return vectorFromArray(column, new Utf8()).data[0]!;
}

/** An Arrow file's columns, and the metadata of its schema by key. */
export type ArrowFile = RawFile & {
  readonly metadata: ReadonlyMap<string, string>;
  readonly readColumn: (index: number) => RawColumn;
};

/** Picked columns, and the file's own metadata by key. */
export type ArrowColumns = NamedColumns & { readonly metadata: ReadonlyMap<string, string> };

/**
 * The columns of an Arrow file or stream (Feather version 2 is one), compressed or not.
 * @param path names the file in messages
 * @throws InputError where it is no Arrow or is damaged
 */
export function openArrow(bytes: Uint8Array, path: string): ArrowFile {
  const table = attempt(path, () => tableFromIPC(checkedStream(bytes)));
  const names = table.schema.fields.map((field) => String(field.name));
  if (names.length === 0) {
    throw new InputError(`${path}: expected an Arrow file, got one without columns`);
  }
  const readColumn = (index: number): RawColumn =>
    attempt(path, () => {
      const vector = table.getChildAt(index);
      if (vector?.length !== table.numRows) throw new Error('columns of several lengths');
      return rawColumn(vector);
    });
  return {
    names,
    rowCount: table.numRows,
    metadata: table.schema.metadata,
    readColumn,
    readColumns: async (indexes) => indexes.map(readColumn),
  };
}

/**
 * The picked columns of an Arrow file as Float64Array; timestamps and dates become unix seconds, a
 * value that is missing NaN.
 * @throws InputError as `openArrow`, or where a picked column lacks numbers
 */
export function decodeArrow(bytes: Uint8Array, path: string, pick: PickColumns): ArrowColumns {
  const { names, metadata, readColumn } = openArrow(bytes, path);
  const indexes = pick(names);
  const picked = indexes.map((index) => names[index]!);
  return { ...namedColumns(picked, indexes.map(readColumn), path), metadata };
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const cause = toError(error);
    const type = /^Unrecognized type: "(\w+)"/.exec(cause.message)?.[1];
    const got =
      type === undefined
        ? 'a damaged or truncated one'
        : `one with a column of type ${type}, which is not read: leave it out or cast it`;
    throw new InputError(`${path}: expected an Arrow file, got ${got}`, { cause });
  }
}

function rawColumn(vector: Vector): RawColumn {
  const type: DataType = vector.type;
  if (DataType.isDictionary(type)) return dictionaryColumn(vector);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) {
    return { kind: 'text', cells: Array.from(vector, (value: unknown) => String(value ?? '')) };
  }
  if (DataType.isDecimal(type)) return { kind: 'numbers', values: decimals(vector, type.scale) };
  if (DataType.isTime(type)) {
    const seconds = storedNumbers(vector, UNITS_PER_SECOND[type.unit]);
    return { kind: 'text', cells: Array.from(seconds, clockText) };
  }
  if (DataType.isNull(type)) {
    return { kind: 'numbers', values: new Float64Array(vector.length).fill(Number.NaN) };
  }
  if (DataType.isTimestamp(type)) {
    return { kind: 'instants', seconds: storedNumbers(vector, UNITS_PER_SECOND[type.unit]) };
  }
  if (DataType.isDate(type)) {
    const scale = type.unit === DateUnit.DAY ? 1 / DAY_SECONDS : 1000;
    return { kind: 'instants', seconds: storedNumbers(vector, scale) };
  }
  if (DataType.isFloat(type) && type.precision === Precision.HALF) {
    // They are stored as bits in integers.
    const values = Float64Array.from(vector, (value: unknown) => Number(value ?? Number.NaN));
    return { kind: 'numbers', values };
  }
  if (DataType.isInt(type) || DataType.isFloat(type)) {
    return { kind: 'numbers', values: storedNumbers(vector, 1) };
  }
  return { kind: 'other', type: String(type) };
}

const UNITS_PER_SECOND: Readonly<Record<TimeUnit, number>> = {
  [TimeUnit.SECOND]: 1,
  [TimeUnit.MILLISECOND]: 1e3,
  [TimeUnit.MICROSECOND]: 1e6,
  [TimeUnit.NANOSECOND]: 1e9,
};

/** The stored values divided by `scale`, NaN for null: `vector.get` would be ten times slower. */
function storedNumbers(vector: Vector, scale: number): Float64Array {
  const target = new Float64Array(vector.length);
  let row = 0;
  for (const data of vector.data) {
    const values = data.values as ArrayLike<number | bigint>;
    expectLength(values.length, data.length);
    const complete = data.nullCount === 0;
    for (let i = 0; i < data.length; i++) {
      target[row++] = complete || data.getValid(i) ? Number(values[i]) / scale : Number.NaN;
    }
  }
  return target;
}

function decimals(vector: Vector, scale: number): Float64Array {
  const target = new Float64Array(vector.length);
  let row = 0;
  for (const data of vector.data) {
    const words = data.values as Uint32Array;
    const size = (data.type as Decimal).bitWidth / 32;
    expectLength(words.length, data.length * size);
    for (let i = 0; i < data.length; i++) {
      const integer = littleEndianInteger(words.subarray(i * size, (i + 1) * size));
      target[row++] = data.getValid(i) ? decimalValue(integer, scale) : Number.NaN;
    }
  }
  return target;
}

/** Looks every index up in the dictionary of its batch. */
function dictionaryColumn(vector: Vector): RawColumn {
  const columns = vector.data.map((data) => {
    if (!(data.dictionary instanceof Vector)) throw new Error('expected a dictionary');
    const indexes = storedNumbers(new Vector([data.clone(data.type.indices)]), 1);
    return lookUp(rawColumn(data.dictionary), indexes);
  });
  const [first] = columns;
  if (first === undefined || columns.length === 1) return first ?? { kind: 'text', cells: [] };
  return joinColumns(columns);
}

function lookUp(dictionary: RawColumn, indexes: Float64Array): RawColumn {
  switch (dictionary.kind) {
    case 'text': {
      const { cells } = dictionary;
      return { kind: 'text', cells: Array.from(indexes, (index) => cells[index] ?? '') };
    }
    case 'numbers': {
      const { values } = dictionary;
      return { kind: 'numbers', values: indexes.map((index) => values[index] ?? Number.NaN) };
    }
    case 'instants': {
      const { seconds } = dictionary;
      return { kind: 'instants', seconds: indexes.map((index) => seconds[index] ?? Number.NaN) };
    }
    case 'other':
      return dictionary;
  }
}

function expectLength(length: number, least: number): void {
  if (length < least) throw new Error(`expected ${least} values, got ${length}`);
}
