/**
 * Named columns as Parquet, and back, through hyparquet and hyparquet-writer. Written columns
 * have no nulls, Snappy; what others wrote may be of any type of number, time or text, and
 * of any compression that the format has.
 * Must not know: what a column means.
 */

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import type { Compressors, FileMetaData, SchemaElement } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors';
import { decompress as decompressZstd } from 'fzstd';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { InputError, toError } from '../engine/core/errors.ts';
import { rawParquetColumn, withoutMeaning } from './parquet-values.ts';
import { namedColumns } from './raw-file.ts';
import type { NamedColumns, PickColumns, RawFile } from './raw-file.ts';
import { joinColumns, shortened, type RawColumn } from './raw-table.ts';
import type { ColumnTable, WrittenColumn } from './written-column.ts';

/** Damaged pages may claim any length: nothing is unpacked to more than its header says. */
const COMPRESSORS: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** So many rows need no bytes to be believed, and more only a byte for so many rows. */
const FREE_ROWS = 1_000_000;
const ROWS_PER_BYTE = 8;

/** `table` as the bytes of a Parquet file: DOUBLE, STRING and timestamps, without nulls. */
export function encodeParquet(table: ColumnTable): Uint8Array {
  const columnData = Object.entries(table).map(([name, column]) => writtenColumn(name, column));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function writtenColumn(name: string, column: WrittenColumn): ColumnSource {
  if (column instanceof Float64Array)
    return { name, nullable: false, data: column, type: 'DOUBLE' };
  if ('moments' in column) {
    const data = Array.from(column.moments, (time) => new Date(time * 1000));
    return { name, nullable: false, data, type: 'TIMESTAMP' };
  }
  return { name, nullable: false, data: [...column], type: 'STRING' };
}

/**
 * The columns of a Parquet file.
 * @param path names the file in messages
 * @throws InputError where it is no Parquet or is damaged
 */
export async function openParquet(bytes: Uint8Array, path: string): Promise<RawFile> {
  const file = bytes.slice().buffer;
  return attempt(path, async () => {
    const metadata = await parquetMetadataAsync(wholeFile(file));
    checkRows(metadata, bytes.length);
    const elements = elementsOf(metadata);
    const names = elements.map(({ name }) => name);
    const plain = { ...metadata, schema: metadata.schema.map(withoutMeaning) };
    return {
      names,
      rowCount: Number(metadata.num_rows),
      readColumns: (indexes) => {
        const picked = indexes.map((index) => elements[index]!);
        return attempt(path, () => readColumns(file, plain, picked));
      },
    };
  });
}

/**
 * The picked columns of a Parquet file as Float64Array; timestamps and dates become unix seconds, a
 * value that is missing NaN.
 * @throws InputError as `openParquet`, or where a picked column lacks numbers
 */
export async function decodeParquet(
  bytes: Uint8Array,
  path: string,
  pick: PickColumns,
): Promise<NamedColumns> {
  const { names, readColumns } = await openParquet(bytes, path);
  const indexes = pick(names);
  const picked = indexes.map((index) => names[index]!);
  return namedColumns(picked, await readColumns(indexes), path);
}

function checkRows(metadata: FileMetaData, fileBytes: number): void {
  const rows = Number(metadata.num_rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const most = FREE_ROWS + ROWS_PER_BYTE * fileBytes;
  if (rows >= 0 && rows <= most && rows === inGroups) return;
  throw new Error(`expected at most ${most} rows, got ${rows} and ${inGroups} in groups`);
}

/** The schema's element of each top-level column. */
function elementsOf(metadata: FileMetaData): readonly SchemaElement[] {
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  // A damaged footer may decode to anything.
  if (elements.every(({ name }: { readonly name: unknown }) => typeof name === 'string')) {
    return elements;
  }
  throw new Error('a column without a name');
}

async function readColumns(
  file: ArrayBuffer,
  metadata: FileMetaData,
  elements: readonly SchemaElement[],
): Promise<readonly RawColumn[]> {
  const flat = elements.filter(({ type }) => type !== undefined).map(({ name }) => name);
  const chunks = await readChunks(file, metadata, flat);
  const rows = Number(metadata.num_rows);
  return elements.map((element) => {
    if (element.type === undefined) return { kind: 'other', type: 'a nested column' };
    const parts = chunks.get(element.name) ?? [];
    const read = parts.reduce((sum, part) => sum + part.length, 0);
    if (read !== rows) throw new Error(`expected ${rows} rows, got ${read}`);
    if (parts.length === 0) return rawParquetColumn(element, []);
    return joinColumns(parts.map((part) => rawParquetColumn(element, part)));
  });
}

async function readChunks(
  file: ArrayBuffer,
  metadata: FileMetaData,
  columns: string[],
): Promise<ReadonlyMap<string, readonly ArrayLike<unknown>[]>> {
  const chunks = new Map<string, { start: number; values: ArrayLike<unknown> }[]>();
  if (columns.length === 0) return new Map();
  await parquetRead({
    file: wholeFile(file),
    metadata,
    columns,
    compressors: COMPRESSORS,
    utf8: false,
    parsers: { timestampFromNanoseconds: (nanoseconds) => nanoseconds },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const parts = chunks.get(columnName) ?? [];
      parts.push({ start: rowStart, values: columnData });
      chunks.set(columnName, parts);
    },
  });
  const inOrder = [...chunks].map(([name, parts]) => {
    const sorted = parts.sort((a, b) => a.start - b.start);
    return [name, sorted.map(({ values }) => values)] as const;
  });
  return new Map(inOrder);
}

function wholeFile(file: ArrayBuffer): {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => ArrayBuffer;
} {
  return { byteLength: file.byteLength, slice: (start, end) => file.slice(start, end) };
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = toError(error);
    const codec = /compression codec: (\w+)/.exec(cause.message)?.[1];
    const got = codec === undefined ? 'a damaged or truncated one' : `${codec} compression`;
    throw new InputError(`${path}: expected a Parquet file, got ${shortened(got)}`, { cause });
  }
}
