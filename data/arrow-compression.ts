/**
 * Compressed buffers of Arrow: eight bytes that say how long the buffer is, then an LZ4 frame or
 * Zstandard. Damaged ones end in an error, never in a loop or in more memory than they may ask for.
 */

import { decompress } from 'fzstd';
import { decompressBlock } from 'lz4js';

/** Codecs as the format numbers them. */
const LZ4_FRAME = 0;
const ZSTD = 1;
/** Instead of a length: the buffer is stored as it is. */
const STORED = -1;
/** What a buffer may grow to: LZ4's highest ratio, and for small ones much more. */
const MAX_RATIO = 255;
const MAX_SMALL = 2 ** 28;

const LZ4_MAGIC = 0x18_4d_22_04;
/** Bit of a block's size that says it is stored as it is. */
const LZ4_STORED = 0x8000_0000;

/** `buffer` unpacked by codec 0 (LZ4 frame) or 1 (Zstandard). @throws Error where it is damaged */
export function unpackBuffer(buffer: Uint8Array, codec: number): Uint8Array {
  if (buffer.length === 0) return buffer;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const length = Number(view.getBigInt64(0, true));
  const packed = buffer.subarray(8);
  if (length === STORED) return packed;
  // apache-arrow 21 writes the packed length here; then the frame alone says how long it is.
  if (length === packed.length && length > 0) return unpackWhole(packed, codec);
  if (!(length >= 0 && length <= MAX_SMALL + MAX_RATIO * packed.length)) {
    throw new Error(`expected a buffer that unpacks to less than ${length} bytes`);
  }
  const unpacked = unpack(packed, codec, length);
  if (unpacked.length === length) return unpacked;
  throw new Error(`expected a buffer of ${length} bytes, got ${unpacked.length}`);
}

function unpackWhole(packed: Uint8Array, codec: number): Uint8Array {
  return codec === ZSTD ? decompress(packed) : unpack(packed, codec, MAX_RATIO * packed.length);
}

function unpack(packed: Uint8Array, codec: number, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  if (codec === LZ4_FRAME) return unpackLz4(packed, length);
  if (codec === ZSTD) return decompress(packed, new Uint8Array(length));
  throw new Error(`expected LZ4 or Zstandard, got codec ${codec}`);
}

/** The blocks of an LZ4 frame (LZ4 frame format 1.6), one after the other into one buffer. */
function unpackLz4(packed: Uint8Array, length: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  if (view.getUint32(0, true) !== LZ4_MAGIC) throw new Error('expected an LZ4 frame');
  const flags = view.getUint8(4);
  const [hasBlockSum, hasLength, hasDictionary] = [flags & 16, flags & 8, flags & 1];
  let position = 7 + (hasLength === 0 ? 0 : 8) + (hasDictionary === 0 ? 0 : 4);
  const target = new Uint8Array(length);
  let end = 0;
  for (;;) {
    const word = view.getUint32(position, true);
    const size = word % LZ4_STORED;
    position += 4;
    if (word === 0) return target.subarray(0, end);
    if (position + size > packed.length) throw new Error('expected a whole LZ4 block');
    if (word >= LZ4_STORED) {
      target.set(packed.subarray(position, position + size), end);
      end += size;
    } else {
      end = decompressBlock(packed, target, position, size, end);
    }
    position += size + (hasBlockSum === 0 ? 0 : 4);
    // Beyond its end nothing is written, but the length tells: do not go on.
    if (!(end <= length)) throw new Error('expected an LZ4 frame that ends in time');
  }
}
