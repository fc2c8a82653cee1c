/** What `data fetch` says about fetched bars: text, JSON and manifest. */

import { basename } from 'node:path';
import { formatBarTime, isoTime } from '../../engine/core/bar-time.ts';
import { revisionText, type Revision } from '../../engine/core/splice-bars.ts';
import { continuousGaps, oddBars, type Gap } from '../../data/findings.ts';
import type { FetchedBars } from '../../data/sources/fetched-bars.ts';
import type { Manifest, Revised } from '../../data/sources/manifest.ts';
import type { WrittenFile } from '../../data/write-file.ts';
import { commandLine, type Call } from '../framework/call.ts';
import type { CommandResult } from '../framework/command.ts';

/** A fetched file of bars. */
export type SavedBars = {
  readonly path: string;
  readonly source: string;
  readonly timeframe: '1d' | '4h' | '1h';
  readonly stepSeconds: number;
  readonly written: WrittenFile;
  readonly revise: boolean;
  readonly fetched: FetchedBars;
};

/** How many revisions the text lists; the manifest has all of them. */
const LISTED = 5;

/** The manifest of fetched bars. */
export function barsManifest(
  { path, source, written, revise, fetched }: SavedBars,
  asked: Pick<Manifest, 'addresses' | 'fetchedAt'>,
): Manifest {
  const { bars, added, before, revisions, leftOut } = fetched;
  return {
    file: basename(path),
    source,
    ...asked,
    sha256: written.sha256,
    bytes: written.bytes,
    rows: bars.time.length,
    first: isoTime(bars.time[0]!),
    last: isoTime(bars.time.at(-1)!),
    added,
    before: before === undefined ? null : { sha256: before.sha256, rows: before.bars.time.length },
    revisions: revisions.map(revisedOf),
    revisionsTaken: revise,
    leftOut: leftOut.map(({ time, problem }) => ({ time: isoTime(time), problem })),
  };
}

/** A revision as a manifest has it. */
function revisedOf({ time, ...rest }: Revision): Revised {
  return { time: isoTime(time), ...rest };
}

/** The JSON result. */
export function barsResult(saved: SavedBars, manifest: Manifest): CommandResult['result'] {
  const { bars, resumed } = saved.fetched;
  const { flatBars, anomalies } = oddBars(bars);
  const gaps = gapsOf(saved);
  const { rows, first, last, added, revisions, revisionsTaken, leftOut, sha256 } = manifest;
  return {
    action: 'fetch',
    source: saved.source,
    timeframe: saved.timeframe,
    path: saved.path,
    rows,
    range: { first, last },
    gaps: gaps.map(({ after, before, missing }) => ({
      after: isoTime(after),
      before: isoTime(before),
      missing,
    })),
    missing: missingIn(gaps),
    flatBars: flatBars.map(isoTime),
    anomalies: anomalies.map(({ time, kind, value }) => ({ time: isoTime(time), kind, value })),
    sha256,
    added,
    resumed,
    revisions,
    revisionsTaken,
    leftOut,
  };
}

/** The text for a terminal. */
export function barsText(saved: SavedBars, { sha256, added, rows }: Manifest): string {
  const { path, timeframe, fetched } = saved;
  const { bars, revisions, leftOut, before } = fetched;
  const { flatBars, anomalies } = oddBars(bars);
  const gaps = gapsOf(saved);
  const range = `${formatBarTime(bars.time[0]!)} to ${formatBarTime(bars.time.at(-1)!)}`;
  const kept = saved.revise ? 'the new values are taken' : 'the known values stay (--revise)';
  return [
    `${path}: ${rows} closed bars of ${timeframe}`,
    `range      ${range}`,
    ...(before === undefined ? [] : [`new        ${added} bars`]),
    `gaps       ${gaps.length === 0 ? 'none' : `${gaps.length}, ${missingIn(gaps)} bars missing`}`,
    `flat bars  ${flatBars.length === 0 ? 'none' : flatBars.length}`,
    `anomalies  ${anomalies.length === 0 ? 'none' : anomalies.length}`,
    `revisions  ${revisions.length === 0 ? 'none' : `${revisions.length}: ${kept}`}`,
    ...listed(revisions.map(revisionText)),
    ...(leftOut.length === 0 ? [] : [`left out   ${leftOut.length} impossible bars`]),
    ...listed(leftOut.map(({ time, problem }) => `${formatBarTime(time)}: ${problem}`)),
    `sha256     ${sha256}`,
  ].join('\n');
}

/** A line with the command that uses the file. */
export function nextCommand({ path, timeframe }: SavedBars, call: Call): string {
  // No command reads bars of an hour; they are for a user's own programs.
  if (timeframe === '1h') return `${path}: the other commands read bars of 1d and 4h`;
  const length = timeframe === '1d' ? '' : `--timeframe ${timeframe} `;
  return `next: ${commandLine(call, 'backtest', `${length}--data "${path}"`)}`;
}

function gapsOf({ fetched, stepSeconds }: SavedBars): readonly Gap[] {
  return continuousGaps(fetched.bars.time, stepSeconds);
}

function missingIn(gaps: readonly Gap[]): number {
  return gaps.reduce((sum, { missing }) => sum + missing, 0);
}

function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - LISTED;
  return [
    ...lines.slice(0, LISTED).map((line) => `           ${line}`),
    ...(more > 0 ? [`           and ${more} more (the manifest has all)`] : []),
  ];
}
