/**
 * Parsed bars kept as Arrow, so that a CSV is parsed once: one file for each source (by its
 * SHA-256) and parser version. The file is 64 hexadecimal digits, the SHA-256 of the rest, then an
 * Arrow file; where they disagree, the cache is damaged, counts as absent and is written anew.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, OutsideError } from '../engine/core/errors.ts';
import { decodeArrow, encodeArrow } from './arrow.ts';
import { barsOfColumns } from './bar-columns.ts';
import { CSV_PARSER_VERSION, type ParsedCsv } from './csv.ts';
import type { CsvFormat } from './layouts.ts';
import type { Mends } from './mends.ts';
import { writeFileWhole } from './write-file.ts';

const DIGEST_LENGTH = 64;

/** The bars parsed before from the source of hash `sha256`, or undefined where there are none. */
export async function readBarCache(folder: string, sha256: string): Promise<ParsedCsv | undefined> {
  const path = cachePath(folder, sha256);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    // Absent or unreadable: either way the source is parsed, and writing will say what is wrong.
    return undefined;
  }
  // The digest comes first: apache-arrow may never return from a damaged file.
  const digest = Buffer.from(bytes.subarray(0, DIGEST_LENGTH)).toString('latin1');
  const body = bytes.subarray(DIGEST_LENGTH);
  if (digest !== sha256Of(body)) return undefined;
  const all = (names: readonly string[]): number[] => names.map((_, i) => i);
  const { columns, metadata } = decodeArrow(body, path, all);
  return {
    bars: barsOfColumns(columns),
    format: metadata.get('format') as CsvFormat,
    mends: JSON.parse(metadata.get('mends')!) as Mends,
  };
}

/**
 * Keeps `parsed` for `readBarCache`.
 * @returns why it could not be kept, in words, or undefined: a cache that cannot be written costs
 *   time, never a result
 */
export async function writeBarCache(
  folder: string,
  sha256: string,
  parsed: ParsedCsv,
): Promise<string | undefined> {
  const { time, open, high, low, close, volume } = parsed.bars;
  const metadata = [
    ['format', parsed.format],
    ['mends', JSON.stringify(parsed.mends)],
  ] as const;
  const body = encodeArrow({ time, open, high, low, close, volume }, new Map(metadata));
  try {
    await writeFileWhole(cachePath(folder, sha256), [sha256Of(body), body]);
    return undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof OutsideError) return error.message;
    throw error;
  }
}

function cachePath(folder: string, sha256: string): string {
  return join(folder, `${sha256}-v${CSV_PARSER_VERSION}.bars`);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
