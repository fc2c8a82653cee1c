/**
 * A file of bars that is fetched from an exchange: made anew, or continued where it ends. Newer
 * bars are joined to the old ones only if the two agree where they overlap (splice-bars.ts). If a
 * source fails after many pages, the bars so far are kept in `FILE.part`, and after Ctrl-C those
 * that were kept on the way. The next fetch goes on from there; the file itself is only ever
 * complete. Must not know: commands, features.
 */

import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { isoTime } from '../../engine/core/bar-time.ts';
import type { BarRow, Bars } from '../../engine/core/bars.ts';
import { InputError, OutsideError, toError } from '../../engine/core/errors.ts';
import { spliceBars, type Revision } from '../../engine/core/splice-bars.ts';
import { encodeColumnFile } from '../column-file.ts';
import { parseCsv } from '../csv.ts';
import { readBytes } from '../read-user-file.ts';
import { kindOfPath } from '../writable-path.ts';
import { writeFileWhole } from '../write-file.ts';
import { bitstampFirstDay, bitstampPages, BITSTAMP_START, type BarRange } from './bitstamp.ts';
import { krakenClosedBars } from './kraken-bars.ts';
import { readRows, type ImpossibleBar } from './market-rows.ts';
import type { MarketPair } from './market-pair.ts';
import type { Web } from '../../engine/sources/web.ts';

/** What is fetched, and what it is joined to. */
export type BarsRequest = {
  readonly source: 'bitstamp' | 'kraken';
  readonly pair: MarketPair;
  /** Length of a bar: 3600, 14,400 or 86,400. */
  readonly stepSeconds: number;
  /** The file to make or to continue. */
  readonly path: string;
  /** Whose values a bar has that the exchange has changed since. */
  readonly revised: 'known' | 'latest';
  /** Progress: `done` of `total` bars of history; bars that are missing there count as done. */
  readonly progress: (done: number, total: number) => void;
};

export type FetchedBars = {
  readonly bars: Bars;
  /** The file's new bytes; the caller writes them. */
  readonly text: string;
  /** Bars that the file did not have before; all of them if there was no file. */
  readonly added: number;
  readonly before: KnownBars | undefined;
  readonly revisions: readonly Revision[];
  readonly leftOut: readonly ImpossibleBar[];
  /** True if an interrupted fetch was continued. */
  readonly resumed: boolean;
};

/** A file of bars as it was before a fetch. */
type KnownBars = {
  readonly bars: Bars;
  readonly sha256: string;
};

/** After so many new bars they are kept, because Ctrl-C leaves no time to write them. */
const KEPT_EVERY_BARS = 25_000;
/** Bars that are asked for again to see whether the exchange still says the same. */
const OVERLAP_BARS = 60;

/**
 * All closed bars of a file after a fetch. Reads the file and its `.part`; writes the `.part` only.
 * @throws InputError if the file is of another market or another length of bars, or if the exchange
 *   does not know the pair; OutsideError if the exchange gives no bars; Cancelled
 */
export async function fetchBars(web: Web, request: BarsRequest): Promise<FetchedBars> {
  const { path, stepSeconds } = request;
  const before = await knownBars(path, stepSeconds);
  const part = await newerPart(path, stepSeconds, before);
  const known = (part ?? before)?.bars;
  const now = Math.floor(web.http.clock.now() / 1000 / stepSeconds) * stepSeconds;
  const rows: BarRow[] = [];
  const joinedNow = (): Joined => joinedTo(known, rows, request);
  try {
    if (request.source === 'kraken') {
      const closed = await krakenClosedBars(web, { pair: request.pair.kraken, stepSeconds });
      rows.push(...closed.filter(({ time }) => time < now));
    } else {
      const range = await rangeOf(web, request, known, now);
      let kept = 0;
      for await (const page of bitstampPages(web, range)) {
        rows.push(...page.rows);
        // Bars of another market are refused after one page, not after a hundred.
        if (known !== undefined && rows.length === page.rows.length) joinedNow();
        if (rows.length - kept >= KEPT_EVERY_BARS) {
          await keepPart(path, joinedNow(), web.signal);
          kept = rows.length;
        }
        const barsTo = (time: number): number => (time - range.start) / stepSeconds;
        request.progress(barsTo(page.end), barsTo(range.end));
      }
    }
  } catch (error) {
    throw await interrupted(toError(error), path, rows.length === 0 ? undefined : joinedNow);
  }
  const { bars, revisions, leftOut } = joinedNow();
  return {
    bars,
    text: await barsText(bars),
    added: bars.time.length - (before?.bars.time.length ?? 0),
    before,
    revisions,
    leftOut,
    resumed: part !== undefined,
  };
}

/** Removes what an interrupted fetch kept for the file `path`; for after the file is written. */
export async function forgetPart(path: string): Promise<void> {
  await rm(partPath(path), { force: true });
}

function partPath(path: string): string {
  return `${path}.part`;
}

/** What an interrupted fetch kept, if it goes further than the file. */
async function newerPart(
  path: string,
  stepSeconds: number,
  before: KnownBars | undefined,
): Promise<KnownBars | undefined> {
  const part = await knownBars(partPath(path), stepSeconds);
  const end = before?.bars.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  return part !== undefined && part.bars.time.at(-1)! > end ? part : undefined;
}

type Joined = Pick<FetchedBars, 'bars' | 'revisions' | 'leftOut'>;

function joinedTo(
  known: Bars | undefined,
  rows: readonly BarRow[],
  { source, pair, stepSeconds, path, revised }: BarsRequest,
): Joined {
  const label = `${source === 'kraken' ? 'Kraken' : 'Bitstamp'} ${pair.plain}`;
  const { bars, leftOut } = readRows(rows, stepSeconds, label);
  if (known === undefined) {
    if (bars.time.length === 0) throw new OutsideError(`${label}: expected bars, got none`);
    return { bars, revisions: [], leftOut };
  }
  const names = { known: path, latest: `the bars of ${label}` };
  try {
    const spliced = spliceBars(known, bars, { stepSeconds, revised }, names);
    return { bars: spliced.bars, revisions: spliced.revisions, leftOut };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const advice = 'move the file away to begin anew, or fetch into another folder with --out';
    throw new InputError(`${error.message}; ${advice}`, { cause: error });
  }
}

async function rangeOf(
  web: Web,
  { pair: { bitstamp: pair }, stepSeconds }: BarsRequest,
  known: Bars | undefined,
  end: number,
): Promise<BarRange> {
  if (known !== undefined) {
    // A short file is asked for again as a whole, so that enough of its bars are compared.
    const first = known.time[Math.max(0, known.time.length - OVERLAP_BARS)]!;
    return { pair, stepSeconds, start: first, end };
  }
  const isDay = stepSeconds === 86_400;
  const start = isDay ? BITSTAMP_START : await bitstampFirstDay(web, pair, end);
  return { pair, stepSeconds, start, end };
}

/** Keeps the bars of a fetch that failed; `error`, with a word about it. */
async function interrupted(
  error: Error,
  path: string,
  joinedNow: (() => Joined) | undefined,
): Promise<Error> {
  if (!(error instanceof OutsideError) || joinedNow === undefined) return error;
  const joined = joinedNow();
  await keepPart(path, joined);
  const { time } = joined.bars;
  const kept = `the ${time.length} bars until ${isoTime(time.at(-1)!)} are kept`;
  const message = `${error.message}; ${kept}: the same command goes on from there`;
  return new OutsideError(message, { cause: error });
}

async function keepPart(path: string, { bars }: Joined, signal?: AbortSignal): Promise<void> {
  await writeFileWhole(partPath(path), await barsText(bars), signal);
}

/** The bars of a fetched file; undefined if it does not exist. */
async function knownBars(path: string, stepSeconds: number): Promise<KnownBars | undefined> {
  if ((await kindOfPath(path)) === 'nothing') return undefined;
  const bytes = await readBytes(path);
  const { bars } = await parseCsv(bytes, path);
  const odd = bars.time.find((time) => time % stepSeconds !== 0);
  const steps = bars.time.slice(1).map((time, i) => time - bars.time[i]!);
  const shortest = steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (odd !== undefined || (steps.length > 0 && shortest !== stepSeconds)) {
    throw new InputError(
      `${path}: expected bars of ${stepSeconds} s that begin at full ones (UTC)`,
    );
  }
  return { bars, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** `bars` as CSV in the form of chart downloads: unix seconds, a volume with a capital. */
async function barsText(bars: Bars): Promise<string> {
  const { time, open, high, low, close, volume: Volume, extra = {} } = bars;
  const table = { time, open, high, low, close, Volume, ...extra };
  return String(await encodeColumnFile('bars.csv', table));
}
