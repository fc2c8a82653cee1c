/**
 * `npm run data -- fetch SOURCE`: bars, funding rates and on-chain series from public sources, as
 * files that the other commands read, each with a manifest beside it.
 */

import { join } from 'node:path';
import { barSeconds, isoTime, type Timeframe } from '../../engine/core/bar-time.ts';
import { Cancelled, InputError, OutsideError } from '../../engine/core/errors.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import { fetchBars, forgetPart, type BarsRequest } from '../../data/sources/fetched-bars.ts';
import {
  fetchSeries,
  fundingSources,
  onchainSources,
  type SeriesSource,
} from '../../data/sources/fetched-series.ts';
import { manifestPath, manifestText } from '../../data/sources/manifest.ts';
import { marketPair, type MarketPair } from '../../data/sources/market-pair.ts';
import type { CommandContext, CommandResult } from '../framework/command.ts';
import { noteStandIn, publicWeb } from '../framework/public-web.ts';
import { FETCHED_FOLDER } from './fetched-folder.ts';
import { barsResult, barsText, barsManifest, nextCommand } from './data-fetch-bars.ts';
import { seriesManifest, seriesResult, seriesText, type SavedSeries } from './data-fetch-series.ts';

/** The sources of bars. */
const BAR_SOURCES = ['bitstamp', 'kraken'] as const;
/** What can be fetched. */
export const FETCH_SOURCES = [...BAR_SOURCES, 'funding', 'onchain'] as const;
type Source = (typeof FETCH_SOURCES)[number];

/** How names of chart downloads say the length of a bar. */
const LENGTH_NAMES = { '1d': '1D', '4h': '240', '1h': '60' } as const;

/** The options of `fetch` that the other actions do not have. */
export const FETCH_OPTIONS = {
  pair: {
    kind: 'text',
    default: undefined,
    placeholder: 'PAIR',
    doc: 'fetch: the market, such as ETHUSD; left out: BTCUSD',
  },
  revise: {
    kind: 'flag',
    default: false,
    doc: 'fetch: take the new values of old rows that the source has changed',
  },
} as const satisfies OptionTable;

/** The values of the options that `fetch` uses. */
type FetchOptions = {
  /** The source. */
  readonly file: string | undefined;
  readonly timeframe: Timeframe;
  readonly out: string | undefined;
  readonly pair: string | undefined;
  readonly revise: boolean;
};

/** The files that `fetch` will write. @throws InputError for an unknown source or pair */
export function fetchOutputs(options: FetchOptions): readonly { readonly path: string }[] {
  const source = sourceOf(options);
  const paths = isBarSource(source)
    ? [barsPath(source, options)]
    : seriesSources(source, options, () => {}).map(({ path }) => path);
  return paths.flatMap((path) => [{ path }, { path: manifestPath(path) }]);
}

/**
 * Fetches a source and writes its files.
 * @throws InputError for options that do not go together, and for a file of another market;
 *   OutsideError if no source gave anything; Cancelled
 */
export async function runFetch(
  context: CommandContext,
  options: FetchOptions,
): Promise<CommandResult> {
  if (context.replaying) {
    throw new InputError('fetch: a download cannot be replayed: the sources have gone on');
  }
  const source = sourceOf(options);
  if (!isBarSource(source) && options.timeframe !== '1d') {
    throw new InputError(`fetch ${source}: --timeframe goes with ${BAR_SOURCES.join(' and ')}`);
  }
  noteStandIn(context);
  return isBarSource(source)
    ? await runBars(context, source, options)
    : await runSeries(context, source, options);
}

async function runBars(
  context: CommandContext,
  source: BarsRequest['source'],
  options: FetchOptions,
): Promise<CommandResult> {
  const { timeframe, revise } = options;
  const path = barsPath(source, options);
  const addresses: string[] = [];
  const stepSeconds = barSeconds(timeframe);
  const request: BarsRequest = {
    source,
    pair: pairOf(options),
    stepSeconds,
    path,
    revised: revise ? 'latest' : 'known',
    progress: context.progress(`fetch ${source}`, 'bars'),
  };
  const fetched = await context.timer.timeAsync('fetch', () =>
    fetchBars(publicWeb(context, addresses), request),
  );
  const written = await context.writeFile(path, fetched.text);
  const saved = { path, source, timeframe, stepSeconds, written, revise, fetched };
  const fetchedAt = isoTime(context.now() / 1000);
  const manifest = barsManifest(saved, { addresses, fetchedAt });
  await context.writeFile(manifestPath(path), manifestText(manifest));
  await forgetPart(path);
  context.note(nextCommand(saved, context.call));
  return { result: barsResult(saved, manifest), text: barsText(saved, manifest) };
}

async function runSeries(
  context: CommandContext,
  source: 'funding' | 'onchain',
  options: FetchOptions,
): Promise<CommandResult> {
  const progress = context.progress(`fetch ${source}: Binance`);
  const saved: SavedSeries[] = [];
  const failed: { readonly source: string; readonly reason: string }[] = [];
  for (const item of seriesSources(source, options, progress)) {
    try {
      saved.push(await saveSeries(context, item, options.revise));
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (context.signal.aborted) throw new Cancelled();
      failed.push({ source: item.title, reason: error.message });
      context.note(`${error.message}: ${item.path} is left as it was`);
    }
  }
  if (saved.length === 0) {
    const reasons = failed.map(({ reason }) => reason).join('; ');
    throw new OutsideError(`fetch ${source}: every source failed: ${reasons}`);
  }
  return {
    result: { action: 'fetch', source, series: saved.map(seriesResult), failed },
    text: seriesText(saved, failed),
  };
}

async function saveSeries(
  context: CommandContext,
  source: SeriesSource,
  revise: boolean,
): Promise<SavedSeries> {
  const addresses: string[] = [];
  const web = publicWeb(context, addresses);
  const fetched = await context.timer.timeAsync(source.title, () =>
    fetchSeries(web, source, revise ? 'latest' : 'known'),
  );
  const written = await context.writeFile(source.path, fetched.text);
  const saved = { source, fetched, written, revise };
  const fetchedAt = isoTime(context.now() / 1000);
  const manifest = seriesManifest(saved, { addresses, fetchedAt });
  await context.writeFile(manifestPath(source.path), manifestText(manifest));
  return saved;
}

function seriesSources(
  source: 'funding' | 'onchain',
  options: FetchOptions,
  progress: (done: number, total: number) => void,
): readonly SeriesSource[] {
  const { out = FETCHED_FOLDER } = options;
  const pair = pairOf(options);
  if (source === 'funding') return fundingSources(out, pair, progress);
  if (pair.plain !== 'BTCUSD') {
    throw new InputError(`fetch onchain: --pair: the series are bitcoin's, got ${pair.plain}`);
  }
  return onchainSources(out, progress);
}

function barsPath(source: BarsRequest['source'], options: FetchOptions): string {
  const { timeframe, out = FETCHED_FOLDER } = options;
  const name = `${source.toUpperCase()}_${pairOf(options).plain}, ${LENGTH_NAMES[timeframe]}.csv`;
  return join(out, name);
}

function pairOf({ pair = 'BTCUSD' }: FetchOptions): MarketPair {
  return marketPair(pair);
}

function sourceOf({ file }: FetchOptions): Source {
  const source = FETCH_SOURCES.find((known) => known === file);
  if (source !== undefined) return source;
  const got = file === undefined ? 'nothing' : `"${file}"`;
  throw new InputError(`fetch: expected ${FETCH_SOURCES.join(' | ')}, got ${got}`);
}

function isBarSource(source: Source): source is BarsRequest['source'] {
  return (BAR_SOURCES as readonly Source[]).includes(source);
}
