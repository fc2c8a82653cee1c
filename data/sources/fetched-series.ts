/**
 * A file of a series that is fetched from its source: made anew, or continued. The table at the end
 * of this file's public part says which series there are, where they come from and what their files
 * are called. Must not know: commands, features.
 */

import { join } from 'node:path';
import { OutsideError } from '../../engine/core/errors.ts';
import { encodeColumnFile } from '../column-file.ts';
import { readSeries, type Series } from '../read-series.ts';
import { kindOfPath } from '../writable-path.ts';
import {
  binanceFunding,
  krakenFunding,
  type BinanceRange,
} from '../../engine/sources/funding-rates.ts';
import { ON_CHAIN_SOURCES } from '../../engine/sources/on-chain-sources.ts';
import { perpetualsOn, type MarketPair } from './market-pair.ts';
import {
  joinObservations,
  type Observation,
  type RevisedValue,
} from '../../engine/sources/observations.ts';
import type { Web } from '../../engine/sources/web.ts';

/** One series: its source, its file and how its observations are asked for. */
export type SeriesSource = {
  /** The source in messages. */
  readonly title: string;
  readonly path: string;
  /** The name of the column of values; the other column is `time`, unix seconds. */
  readonly column: string;
  /** All observations, or those from a little before the end of `known` on. */
  readonly observe: (web: Web, known: Series | undefined) => Promise<readonly Observation[]>;
};

export type FetchedSeries = {
  readonly observations: readonly Observation[];
  /** The file's new bytes; the caller writes them. */
  readonly text: string;
  readonly added: number;
  readonly before: { readonly sha256: string; readonly rows: number } | undefined;
  readonly revisions: readonly RevisedValue[];
};

/** Observations that are asked for again to see whether the source still says the same. */
const OVERLAP_OBSERVATIONS = 60;

/** The folder of the funding rates below the folder of fetched files. */
const FUNDING_FOLDER = 'funding';

/** The path of Kraken's funding rates of the contract `symbol`, such as `PF_XBTUSD`. */
export function krakenFundingPath(folder: string, symbol: string): string {
  return join(folder, FUNDING_FOLDER, `${symbol}.csv`);
}

/**
 * The funding rates of the perpetual contracts on `pair`: Kraken's linear and inverse contract, and
 * Binance's, which is a source of its own and not a replacement.
 * @param progress called for a source of several pages, `done` of `total` milliseconds
 */
export function fundingSources(
  folder: string,
  pair: MarketPair,
  progress: (done: number, total: number) => void,
): readonly SeriesSource[] {
  const { linear, inverse, binance } = perpetualsOn(pair);
  return [
    ...[linear, inverse].map((symbol) => ({
      title: `Kraken ${symbol}`,
      path: krakenFundingPath(folder, symbol),
      column: 'relative_funding_rate',
      observe: (web: Web) => krakenFunding(web, symbol),
    })),
    {
      title: `Binance ${binance}`,
      path: join(folder, FUNDING_FOLDER, `BINANCE_${binance}.csv`),
      column: 'funding_rate',
      observe: (web, known) => binanceFunding(web, binance, newRates(web, known, progress)),
    },
  ];
}

/** The series about bitcoin that the on-chain features are made from. */
export function onchainSources(
  folder: string,
  progress: (done: number, total: number) => void,
): readonly SeriesSource[] {
  return Object.entries(ON_CHAIN_SOURCES).map(([column, { title, observe }]) => ({
    title,
    path: join(folder, 'onchain', `${column}.csv`),
    column,
    observe: (web, known) => observe(web, newRates(web, known, progress)),
  }));
}

/**
 * The observations of a file after a fetch: what it had, and what the source adds.
 * @throws InputError if the file cannot be read; OutsideError if the source gives nothing;
 *   Cancelled
 */
export async function fetchSeries(
  web: Web,
  source: SeriesSource,
  revised: 'known' | 'latest',
): Promise<FetchedSeries> {
  const { path, column } = source;
  const known = await knownSeries(path, column);
  const nowMs = web.http.clock.now();
  const published = await source.observe(web, known);
  const latest = published.filter(({ time }) => time * 1000 <= nowMs);
  if (latest.length === 0) throw new OutsideError(`${source.title}: expected values, got none`);
  const joined = joinObservations(observationsOf(known), latest, revised);
  const { observations } = joined;
  const table = {
    time: Float64Array.from(observations, ({ time }) => time),
    [column]: Float64Array.from(observations, ({ value }) => value),
  };
  return {
    ...joined,
    text: String(await encodeColumnFile('series.csv', table)),
    before: known && { sha256: known.sha256, rows: known.time.length },
  };
}

/** The rates after those of the file, and some earlier ones. */
function newRates(
  web: Web,
  known: Series | undefined,
  progress: (done: number, total: number) => void,
): BinanceRange {
  const overlap = known?.time.at(-OVERLAP_OBSERVATIONS);
  const nowMs = web.http.clock.now();
  return {
    // The file has whole seconds; the exchange's stamps may be half a second earlier.
    fromMs: overlap === undefined ? undefined : overlap * 1000 - 500,
    onPage: (fromMs, reachedMs) => progress(reachedMs - fromMs, nowMs - fromMs),
  };
}

async function knownSeries(path: string, column: string): Promise<Series | undefined> {
  if ((await kindOfPath(path)) === 'nothing') return undefined;
  return await readSeries(path, { time: ['time'], value: [column] });
}

function observationsOf(known: Series | undefined): readonly Observation[] {
  if (known === undefined) return [];
  return Array.from(known.time, (time, row) => ({ time, value: known.value[row]! }));
}
