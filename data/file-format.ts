/**
 * What a file is, by its first bytes: one of the formats that are read, or one that people save
 * bars in and that is refused by its name. A file's own name counts only where it promises a
 * columnar format that the bytes do not keep.
 */

import { extname } from 'node:path';
import { InputError } from '../engine/core/errors.ts';

/** The formats that are read. */
export type FileFormat = 'text' | 'arrow' | 'parquet';

/** How many bytes are looked at for the beginning of a text. */
const START_LENGTH = 2000;

/** First bytes in hexadecimal, and what the user can do. */
const BINARY_FORMATS: readonly (readonly [signature: string, name: string])[] = [
  ['1f8b', 'a gzip archive (unpack it)'],
  ['28b52ffd', 'a zstd archive (unpack it)'],
  ['425a68', 'a bzip2 archive (unpack it)'],
  ['fd377a585a00', 'an xz archive (unpack it)'],
  ['377abcaf271c', 'a 7-Zip archive (unpack it)'],
  ['d0cf11e0a1b11ae1', 'an Excel workbook (save it as CSV)'],
  ['25504446', 'a PDF (export CSV)'],
  ['894844460d0a1a0a', 'an HDF5 file (export Parquet or CSV)'],
  ['53514c69746520666f726d617420330', 'an SQLite database (export Parquet or CSV)'],
  ['46454131', 'Feather of version 1 (write version 2, which is Arrow)'],
  ['4f524300', 'an ORC file (export Parquet or CSV)'],
  ['4f626a01', 'an Avro file (export Parquet or CSV)'],
  ['50415245', 'an encrypted Parquet file (write it without encryption)'],
];

/** Names that promise a columnar format. */
const PROMISES: Readonly<Record<string, string>> = {
  '.parquet': 'Parquet',
  '.arrow': 'Arrow',
  '.arrows': 'Arrow',
  '.feather': 'Feather (Arrow)',
};

/**
 * The format of a file of these bytes.
 * @param path names the file in messages, and its ending is what it is called
 * @throws InputError with the name of what it is where it is none that is read
 */
export function formatOf(bytes: Uint8Array, path: string): FileFormat {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.length));
  const hex = start.toString('hex');
  // ARROW1, or a stream's continuation marker; PAR1.
  if (hex.startsWith('4152524f5731') || hex.startsWith('ffffffff')) return 'arrow';
  if (hex.startsWith('50415231')) return 'parquet';
  const expected = PROMISES[extname(path).toLowerCase()];
  const other = binaryName(bytes, hex) ?? textName(bytes);
  if (other !== undefined) {
    throw new InputError(`${path}: expected ${expected ?? 'CSV, Arrow or Parquet'}, got ${other}`);
  }
  if (expected === undefined) return 'text';
  throw new InputError(`${path}: expected ${expected}, got a file that does not begin as one`);
}

function binaryName(bytes: Uint8Array, hex: string): string | undefined {
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return zipName(bytes);
  return BINARY_FORMATS.find(([signature]) => hex.startsWith(signature))?.[1];
}

/** Workbooks are ZIP archives: the names of the files inside tell them apart. */
function zipName(bytes: Uint8Array): string {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (content.includes('xl/workbook')) return 'an Excel workbook (save it as CSV)';
  if (content.includes('opendocument.spreadsheet')) {
    return 'an OpenDocument spreadsheet (save it as CSV)';
  }
  return 'a ZIP archive (unpack it)';
}

function textName(bytes: Uint8Array): string | undefined {
  if (isUtf16(bytes)) return 'UTF-16 text (save it as "CSV UTF-8")';
  const text = new TextDecoder().decode(bytes.subarray(0, START_LENGTH)).trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'JSON (export CSV, Arrow or Parquet)';
  if (!text.startsWith('<')) return undefined;
  const line = text.split(/[\r\n]/, 1)[0]!;
  // A header of names in angle brackets, as stooq and MetaTrader write it.
  if (/^<[^<>]+>(?:[,;\t] *<[^<>]+>)+\s*$/.test(line)) return undefined;
  return /<(?:!doctype html|html|head|body|title|script|table|div|p)\b/i.test(text)
    ? 'an HTML page (is it a sign-in or error page?)'
    : 'XML (export CSV, Arrow or Parquet)';
}

/** A byte order mark, or ASCII with a zero at every second place. */
function isUtf16(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  const little = a !== 0 && b === 0 && c !== 0 && d === 0;
  const big = a === 0 && b !== 0 && c === 0 && d !== 0;
  return bytes.length >= 4 && (little || big);
}
