/**
 * Files of bars as other writers make them, in every compression that is read. Node 20 has no
 * Zstandard: its frames are written here with stored blocks, which every reader has to know.
 */

import { compressionRegistry, CompressionType, RecordBatchFileWriter } from 'apache-arrow';
import { RecordBatchStreamWriter, type Table } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { compress as compressLz4Frame, compressBlock, decompress, makeBuffer } from 'lz4js';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const STORED_BLOCK_BYTES = 100_000;

/** `data` as a Zstandard frame (RFC 8878) of stored blocks. */
function storedZstd(data: Uint8Array): Uint8Array {
  // Single segment, a content size of four bytes.
  const parts: number[][] = [[0x28, 0xb5, 0x2f, 0xfd, 0xa0], littleEndian(data.length, 4)];
  let start = 0;
  do {
    const end = Math.min(data.length, start + STORED_BLOCK_BYTES);
    const isLast = end === data.length ? 1 : 0;
    parts.push(littleEndian((end - start) * 8 + isLast, 3), [...data.subarray(start, end)]);
    start = end;
  } while (start < data.length);
  return Uint8Array.from(parts.flat());
}

/** `data` as one LZ4 block without a frame. */
function lz4Block(data: Uint8Array): Uint8Array {
  const target = makeBuffer(data.length * 2 + 64);
  const length = compressBlock(data, target, 0, data.length, new Uint32Array(1 << 16));
  if (length > 0) return target.slice(0, length);
  // Too short to be packed: literals alone, whose count takes a token and perhaps more bytes.
  const rest = data.length - 15;
  const counts = rest < 0 ? [data.length << 4] : [240, ...moreBytes(rest)];
  return Uint8Array.from([...counts, ...data]);
}

/** `table` as an Arrow file or stream, its buffers packed. */
export function packedArrow(
  table: Table,
  kind: 'file' | 'stream',
  codec: 'lz4' | 'zstd',
): Uint8Array {
  return withTrueLengths(packedByLibrary(table, kind, codec));
}

/** The same as apache-arrow writes it: with the packed length before each buffer. */
export function packedByLibrary(
  table: Table,
  kind: 'file' | 'stream',
  codec: 'lz4' | 'zstd',
): Uint8Array {
  const type = codec === 'lz4' ? CompressionType.LZ4_FRAME : CompressionType.ZSTD;
  compressionRegistry.set(type, {
    encode: (data) => (codec === 'lz4' ? compressLz4Frame(data) : storedZstd(data)),
  });
  const Writer = kind === 'file' ? RecordBatchFileWriter : RecordBatchStreamWriter;
  return Writer.writeAll(table, { compressionType: type }).toUint8Array(true);
}

/** `bytes` with the length of the unpacked buffer before each packed one, as the format has it. */
function withTrueLengths(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 9 <= bytes.length; at++) {
    const isLz4 = view.getUint32(at) === 0x04_22_4d_18;
    if (!isLz4 && view.getUint32(at) !== 0x28_b5_2f_fd) continue;
    const packed = bytes.subarray(at, at + Number(view.getBigInt64(at - 8, true)));
    const length = isLz4 ? decompress(packed).length : view.getUint32(at + 5, true);
    view.setBigInt64(at - 8, BigInt(length), true);
  }
  return bytes;
}

type ColumnData = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
export type ParquetCodec = 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP' | 'BROTLI' | 'ZSTD' | 'LZ4_RAW';

/** Columns as a Parquet file of this compression. */
export function packedParquet(columnData: ColumnData, codec: ParquetCodec): Uint8Array {
  const compressors = {
    GZIP: (data: Uint8Array) => gzipSync(data),
    BROTLI: (data: Uint8Array) => brotliCompressSync(data),
    ZSTD: storedZstd,
    LZ4_RAW: lz4Block,
  };
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors }));
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

function moreBytes(rest: number): number[] {
  return [...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
}
