/**
 * Named columns as Parquet, and back, through hyparquet and hyparquet-writer. Written columns are
 * DOUBLE without nulls, Snappy; read are numbers and times, plain or by Snappy, GZIP or Brotli.
 * Must not know: what a column means.
 */

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { InputError, toError } from '../engine/core/errors.ts';
import type { NamedColumns, PickColumns } from './arrow.ts';
import { shortened } from './bar-columns.ts';

const COMPRESSORS = {
  GZIP: (input: Uint8Array): Uint8Array => gunzipSync(input),
  BROTLI: (input: Uint8Array): Uint8Array => brotliDecompressSync(input),
};

/** `table` as the bytes of a Parquet file. */
export function encodeParquet(table: NamedColumns): Uint8Array {
  const columnData = table.names.map((name, i) => {
    const data = table.columns[i]!;
    return { name, data, type: 'DOUBLE' as const, nullable: false };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/**
 * The picked columns of a Parquet file as Float64Array; timestamps and dates become unix seconds.
 * @param path names the file in messages
 * @throws InputError where it is no Parquet, or a picked column has nulls or no numbers
 */
export async function decodeParquet(
  bytes: Uint8Array,
  path: string,
  pick: PickColumns,
): Promise<NamedColumns> {
  const file = bytes.slice().buffer;
  const metadata = await attempt(path, () => parquetMetadataAsync(wholeFile(file)));
  const all = await attempt(path, async () => namesOf(metadata));
  const names = pick(all).map((index) => all[index]!);
  const rows = Number(metadata.num_rows);
  const chunks = await attempt(path, () => readChunks(file, metadata, names));
  const columns = names.map((name) => {
    const where = `${path}: column "${shortened(name)}"`;
    return joinChunks(chunks.get(name) ?? [], rows, where);
  });
  return { names, columns };
}

function namesOf(metadata: FileMetaData): string[] {
  const names = parquetSchema(metadata).children.map((field): unknown => field.element.name);
  // A damaged footer may decode to anything.
  if (names.every((name) => typeof name === 'string')) return names;
  throw new Error('a column without a name');
}

type Chunk = { readonly rowStart: number; readonly values: ArrayLike<unknown> };

async function readChunks(
  file: ArrayBuffer,
  metadata: FileMetaData,
  columns: string[],
): Promise<ReadonlyMap<string, readonly Chunk[]>> {
  const chunks = new Map<string, Chunk[]>(columns.map((name) => [name, []]));
  await parquetRead({
    file: wholeFile(file),
    metadata,
    columns,
    compressors: COMPRESSORS,
    onChunk: ({ columnName, columnData, rowStart }) => {
      chunks.get(columnName)?.push({ rowStart, values: columnData });
    },
  });
  return chunks;
}

function joinChunks(chunks: readonly Chunk[], rows: number, where: string): Float64Array {
  const read = chunks.reduce((sum, chunk) => sum + chunk.values.length, 0);
  if (read !== rows) throw new InputError(`${where}: expected ${rows} rows, got ${read}`);
  const target = new Float64Array(rows);
  for (const { rowStart, values } of chunks) {
    for (let i = 0; i < values.length; i++) {
      target[rowStart + i] = numberOf(values[i], () => `${where}: row ${rowStart + i + 1}`);
    }
  }
  return target;
}

function numberOf(value: unknown, where: () => string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.getTime() / 1000;
  const got = value === null || value === undefined ? 'no value' : `"${shortened(String(value))}"`;
  throw new InputError(`${where()}: expected a number or a timestamp, got ${got}`);
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
    const hint = codec === undefined ? '' : ' (write it with Snappy or GZIP)';
    throw new InputError(`${path}: expected a Parquet file, got ${got}${hint}`, { cause });
  }
}
