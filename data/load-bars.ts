/**
 * Bars from a file, whatever it is: CSV, Arrow or Parquet by its first bytes. Checked, with what is
 * odd about them listed. The folder's front door: everything above takes bars from here.
 * The formats' libraries are loaded when a file needs them: apache-arrow alone takes 0.2 seconds.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { InputError, OutsideError, toError } from '../engine/core/errors.ts';
import { editDistance } from '../engine/core/options.ts';
import { barsOfColumns, findBarColumns } from './bar-columns.ts';
import { checkBars, checkTimeframe } from './checks.ts';
import { parseCsv, type CsvFormat } from './csv.ts';
import { findingsOf, type Findings } from './findings.ts';
import { unixSeconds } from './parse-cells.ts';

/** Where bars came from; `sha256` is of the file's bytes, of the columns' for the sample. */
export type BarSource = {
  /** As given; null for the sample. */
  readonly path: string | null;
  readonly sha256: string;
  /** The file's name without its folder, or `synthetic sample`. */
  readonly name: string;
  readonly format: CsvFormat | 'arrow' | 'parquet' | 'synthetic';
  readonly synthetic: boolean;
};

/** Checked bars, their source, and what is odd about them. */
export type LoadedBars = Findings & {
  readonly bars: Bars;
  readonly source: BarSource;
  /** Why parsed bars could not be cached, or null. */
  readonly cacheProblem: string | null;
};

export type LoadOptions = {
  readonly timeframe: Timeframe;
  /** Where parsed CSV is cached as Arrow; left out: nowhere. */
  readonly cacheFolder?: string | undefined;
};

/**
 * The bars of a file.
 * @throws InputError where the file cannot be read, is none of the formats, breaks a rule of
 *   checks.ts or has bars of another timeframe; OutsideError where the disk fails
 */
export async function loadBars(path: string, options: LoadOptions): Promise<LoadedBars> {
  const bytes = await readBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { bars, format, cacheProblem } = await parseBytes(bytes, sha256, path, options.cacheFolder);
  checkTimeframe(bars, options.timeframe, path);
  const source = { path, sha256, name: basename(path), format, synthetic: false };
  return { bars, source, cacheProblem, ...findingsOf(bars, options.timeframe) };
}

type ParsedBytes = Pick<LoadedBars, 'bars' | 'cacheProblem'> & Pick<BarSource, 'format'>;

async function parseBytes(
  bytes: Uint8Array,
  sha256: string,
  path: string,
  cacheFolder: string | undefined,
): Promise<ParsedBytes> {
  const pick = (names: readonly string[]): number[] => findBarColumns(names, path);
  switch (containerOf(bytes, path)) {
    case 'arrow': {
      const { decodeArrow } = await import('./arrow.ts');
      const { columns } = decodeArrow(bytes, path, pick);
      return { bars: checkedBars(columns, path), format: 'arrow', cacheProblem: null };
    }
    case 'parquet': {
      const { decodeParquet } = await import('./parquet.ts');
      const { columns } = await decodeParquet(bytes, path, pick);
      return { bars: checkedBars(columns, path), format: 'parquet', cacheProblem: null };
    }
    case 'text':
      return cacheFolder === undefined
        ? { ...(await parseCsv(bytes, path)), cacheProblem: null }
        : parseCached(bytes, sha256, path, cacheFolder);
  }
}

async function parseCached(
  bytes: Uint8Array,
  sha256: string,
  path: string,
  cacheFolder: string,
): Promise<ParsedBytes> {
  const { readBarCache, writeBarCache } = await import('./bar-cache.ts');
  const cached = await readBarCache(cacheFolder, sha256);
  if (cached !== undefined) return { ...cached, cacheProblem: null };
  const parsed = await parseCsv(bytes, path);
  const problem = await writeBarCache(cacheFolder, sha256, parsed);
  return { ...parsed, cacheProblem: problem ?? null };
}

/** What other formats begin with, for a message that names them. */
const OTHER_FORMATS: readonly (readonly [signature: string, name: string])[] = [
  ['504b0304', 'a ZIP archive or Excel workbook (unpack it, or save it as CSV)'],
  ['1f8b', 'a gzip archive (unpack it)'],
  ['28b52ffd', 'a zstd archive (unpack it)'],
  ['d0cf11e0', 'an Excel workbook (save it as CSV)'],
  ['25504446', 'a PDF'],
];

function containerOf(bytes: Uint8Array, path: string): 'arrow' | 'parquet' | 'text' {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  // ARROW1, or a stream's continuation marker; PAR1.
  if (start.startsWith('4152524f5731') || start.startsWith('ffffffff')) return 'arrow';
  if (start.startsWith('50415231')) return 'parquet';
  const other = OTHER_FORMATS.find(([signature]) => start.startsWith(signature));
  if (other !== undefined) {
    throw new InputError(`${path}: expected CSV, Arrow or Parquet, got ${other[1]}`);
  }
  const extension = extname(path).toLowerCase();
  if (extension === '.arrow' || extension === '.feather' || extension === '.parquet') {
    const expected = extension === '.parquet' ? 'Parquet' : 'Arrow';
    throw new InputError(`${path}: expected ${expected}, got a file that does not begin as one`);
  }
  return 'text';
}

function checkedBars(columns: readonly Float64Array[], path: string): Bars {
  const [time, ...rest] = columns;
  const seconds = time!.map((value) => unixSeconds(value));
  const odd = seconds.findIndex(Number.isNaN);
  if (odd !== -1) {
    throw new InputError(
      `${path}: row ${odd + 1}: column "time": expected a timestamp, unix seconds or unix ` +
        `milliseconds, got ${time![odd]}`,
    );
  }
  const bars = barsOfColumns([seconds, ...rest]);
  checkBars(bars, path, (row) => `${path}: row ${row + 1}`);
  return bars;
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'expected a file, got a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is too long',
};

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const cause: Error & { readonly code?: string } = toError(error);
    if (cause.code === 'ENOENT') {
      throw new InputError(`${path}: no such file${await similarName(path)}`, { cause });
    }
    const reason = READ_ERRORS[cause.code ?? ''];
    if (reason !== undefined) throw new InputError(`${path}: ${reason}`, { cause });
    throw new OutsideError(`cannot read ${path}: ${cause.message}`, { cause });
  }
}

/** A neighbour of nearly that name, or one that it is the beginning of: a space lost its quotes. */
async function similarName(path: string): Promise<string> {
  const wanted = basename(path);
  let names: string[];
  try {
    names = await readdir(dirname(path));
  } catch {
    // The folder is missing or unreadable as well: there is nothing to suggest.
    return '';
  }
  const cut = names.sort().find((name) => name.startsWith(`${wanted} `));
  if (cut !== undefined) return ` (did you mean "${cut}"? Put quotes around a name with spaces)`;
  const near = names.find((name) => editDistance(name, wanted) <= 2);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
