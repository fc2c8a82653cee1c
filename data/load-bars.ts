/**
 * Bars from a file, whatever it is: CSV, Arrow or Parquet by its first bytes. Checked, with what
 * was mended and what is odd about them listed. The folder's front door: everything above takes
 * bars from here. Bytes → format → table of raw columns → bars → checks → findings.
 */

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { checkTimeframe, timeframeOf } from './checks.ts';
import { parseCsv } from './csv.ts';
import { formatOf } from './file-format.ts';
import type { FurtherColumns } from './further-columns.ts';
import { findingsOf, type Findings } from './findings.ts';
import type { CsvFormat } from './layouts.ts';
import { notesOf, type Mends } from './mends.ts';
import type { ReadBars } from './read-bars.ts';
import { readBytes } from './read-user-file.ts';

/** Where bars came from; `sha256` is of the file's bytes, or of the columns' if there is none. */
export type BarSource = {
  /** As given; null where there is no file. */
  readonly path: string | null;
  readonly sha256: string;
  /** The file's name without its folder, `synthetic sample`, or what a program calls them. */
  readonly name: string;
  readonly format: CsvFormat | 'arrow' | 'parquet' | 'synthetic' | 'columns';
  readonly synthetic: boolean;
};

/** Checked bars, their source, and what is odd about them. */
export type LoadedBars = Findings & {
  readonly bars: Bars;
  readonly timeframe: Timeframe;
  readonly source: BarSource;
  /** What was mended in the file, and the same in words, a line each, for the user. */
  readonly mends: Mends;
  readonly notes: readonly string[];
  /** Why parsed bars could not be cached, or null. */
  readonly cacheProblem: string | null;
};

/** How a file is read. */
export type LoadOptions = {
  readonly timeframe: Timeframe;
  /** Where parsed CSV is cached as Arrow; left out: nowhere. */
  readonly cacheFolder?: string | undefined;
  /**
   * Further columns of the file to read as `bars.extra`, by name, or `all` that hold numbers; none
   * if left out. Then a CSV is parsed whether or not it is cached.
   */
  readonly columns?: FurtherColumns | undefined;
};

/** The same for a reader who takes bars of any timeframe, if it is left out. */
type AnyTimeframe = Omit<LoadOptions, 'timeframe'> & Partial<Pick<LoadOptions, 'timeframe'>>;

/**
 * The bars of a file.
 * @throws InputError where the file cannot be read, is none of the formats, breaks a rule of
 *   checks.ts or has bars of another timeframe; OutsideError where the disk fails
 */
export async function loadBars(path: string, options: AnyTimeframe): Promise<LoadedBars> {
  const bytes = await readBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const parsed = await parseBytes(bytes, sha256, path, options);
  const { bars, format, mends, cacheProblem } = parsed;
  const timeframe = options.timeframe ?? timeframeOf(bars, path);
  checkTimeframe(bars, timeframe, path);
  const source = { path, sha256, name: basename(path), format, synthetic: false };
  const notes = notesOf(mends, path);
  const findings = findingsOf(bars, timeframe);
  return { bars, timeframe, source, mends, notes, cacheProblem, ...findings };
}

type ParsedBytes = ReadBars & Pick<BarSource, 'format'> & Pick<LoadedBars, 'cacheProblem'>;

async function parseBytes(
  bytes: Uint8Array,
  sha256: string,
  path: string,
  { cacheFolder, columns: further = [] }: Omit<LoadOptions, 'timeframe'>,
): Promise<ParsedBytes> {
  const format = formatOf(bytes, path);
  if (format !== 'text') {
    const { readColumnarBars } = await import('./columnar-thread.ts');
    const task = { bytes, path, format, further };
    return { ...(await readColumnarBars(task)), format, cacheProblem: null };
  }
  // The cache has no further columns.
  return cacheFolder === undefined || further.length > 0
    ? { ...(await parseCsv(bytes, path, further)), cacheProblem: null }
    : parseCached(bytes, sha256, path, cacheFolder);
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
