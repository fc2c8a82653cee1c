/** What `data fetch` says about fetched series: text, JSON and manifest. */

import { basename } from 'node:path';
import { formatBarTime, isoTime } from '../../engine/core/bar-time.ts';
import type { FetchedSeries, SeriesSource } from '../../data/sources/fetched-series.ts';
import type { Manifest } from '../../data/sources/manifest.ts';
import type { WrittenFile } from '../../data/write-file.ts';
import type { JsonObject } from '../framework/json-document.ts';

/** A fetched file of a series. */
export type SavedSeries = {
  readonly source: SeriesSource;
  readonly fetched: FetchedSeries;
  readonly written: WrittenFile;
  readonly revise: boolean;
};

/** The manifest of a fetched series. */
export function seriesManifest(
  { source, fetched, written, revise }: SavedSeries,
  asked: Pick<Manifest, 'addresses' | 'fetchedAt'>,
): Manifest {
  const { observations, added, before = null, revisions } = fetched;
  return {
    file: basename(source.path),
    source: source.title,
    ...asked,
    sha256: written.sha256,
    bytes: written.bytes,
    rows: observations.length,
    first: isoTime(observations[0]!.time),
    last: isoTime(observations.at(-1)!.time),
    added,
    before,
    revisions: revisions.map(({ time, known, latest }) => ({
      time: isoTime(time),
      kind: 'value',
      known,
      latest,
    })),
    revisionsTaken: revise,
    leftOut: [],
  };
}

/** One series of the JSON result. */
export function seriesResult({ source, fetched, written }: SavedSeries): JsonObject {
  const { observations, added, revisions } = fetched;
  return {
    source: source.title,
    path: source.path,
    column: source.column,
    rows: observations.length,
    range: { first: isoTime(observations[0]!.time), last: isoTime(observations.at(-1)!.time) },
    added,
    revisions: revisions.length,
    sha256: written.sha256,
  };
}

/** The text for a terminal. */
export function seriesText(
  saved: readonly SavedSeries[],
  failed: readonly { readonly source: string; readonly reason: string }[],
): string {
  const lines = saved.flatMap(({ source, fetched, revise }) => {
    const { observations, added, revisions, before } = fetched;
    const [first, last] = [observations[0]!.time, observations.at(-1)!.time];
    const counts = `${observations.length} values${before === undefined ? '' : `, ${added} new`}`;
    const kept = revise ? 'taken' : 'not taken (--revise takes them)';
    return [
      `${source.path}: ${counts}, ${formatBarTime(first)} to ${formatBarTime(last)}`,
      ...(revisions.length === 0 ? [] : [`  ${revisions.length} old values changed: ${kept}`]),
    ];
  });
  return [...lines, ...failed.map(({ source }) => `${source}: failed`)].join('\n');
}
