/**
 * The series that a model needs, from the files that a command names. `predict` asks the sources of
 * the on-chain series if no file is named.
 */

import { formatBarTime, type Timeframe } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import {
  barCloses,
  ON_CHAIN_SOURCE,
  type Observations,
  type SeriesPlan,
} from '../../engine/core/series.ts';
import { liveSeries, SERIES_BUDGET_MS } from '../../engine/live/model/live-series.ts';
import type { ModelHeader } from '../../engine/live/model/model-header.ts';
import { plansBySource } from '../../engine/live/model/model-series.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import type { SeriesSources } from '../../features/join-series.ts';
import type { CommandContext } from '../framework/command.ts';
import { noteStandIn, publicWeb } from '../framework/public-web.ts';
import type { InputFile } from '../framework/selected-set.ts';
import {
  filesOnce,
  readSeriesSources,
  type GivenSeries,
  type SERIES_FILE_OPTIONS,
} from '../framework/series-option.ts';

/** Series by name. */
export type ModelSeries = {
  readonly sources: SeriesSources;
  /** The file of each source. */
  readonly files: GivenSeries['files'];
  /** The files of the model's series, each once. */
  readonly inputs: readonly InputFile[];
};

type Options = OptionValues<typeof SERIES_FILE_OPTIONS>;

/** A model, and its path for messages. */
type NamedModel = { readonly header: Pick<ModelHeader, 'series'>; readonly path: string };

/**
 * The series of the files in the options, which have those that the model needs.
 * @throws InputError if one of them is in no file, or if a file cannot be read
 */
export async function readModelSeries(
  context: Pick<CommandContext, 'note' | 'noteData'>,
  options: Options,
  { header, path }: NamedModel,
): Promise<ModelSeries> {
  const needed = plansBySource(header.series ?? []).map(({ source }) => source);
  const isGiven = options.series.length > 0 || options.onchain !== undefined;
  if (needed.length === 0 && !isGiven) return { sources: {}, inputs: [], files: {} };
  const { found, files } = await readSeriesSources(context, options);
  const missing = needed.find((source) => !Object.hasOwn(found.sources, source));
  if (missing !== undefined) {
    const onChain = missing.startsWith(ON_CHAIN_SOURCE);
    const name = onChain ? missing.slice(ON_CHAIN_SOURCE.length) : missing;
    const option = onChain
      ? `--onchain DIR with a file ${name}.csv`
      : `--series FILE with a column "${name}"`;
    throw new InputError(`${path}: the model needs the series ${name}: expected ${option}`);
  }
  return { sources: found.sources, inputs: filesOnce(files, needed), files };
}

/**
 * The same for a decision on the last of `bars`. Without `--onchain`, the on-chain series are read
 * from their sources.
 * @throws InputError as `readModelSeries`; ModelUnusable if a source fails; Cancelled
 */
export async function findModelSeries(
  context: CommandContext,
  options: Options,
  model: NamedModel,
  { bars, timeframe }: { readonly bars: Bars; readonly timeframe: Timeframe },
): Promise<ModelSeries> {
  const { header, path } = model;
  const isFetched = ({ source }: SeriesPlan): boolean =>
    options.onchain === undefined && onChainSource(source) !== undefined;
  const plans = header.series ?? [];
  const own = { series: plans.filter((plan) => !isFetched(plan)) };
  const read = await readModelSeries(context, options, { header: own, path });
  const fetched = plansBySource(plans.filter(isFetched));
  if (fetched.length === 0) return read;
  if (context.replaying) {
    throw new InputError(`${path}: a download cannot be replayed: expected --onchain DIR`);
  }
  noteStandIn(context);
  const web = publicWeb(context, []);
  const deadline = context.now() + SERIES_BUDGET_MS;
  const demand = {
    web: { ...web, http: { ...web.http, deadline } },
    open: bars.time[0]!,
    close: barCloses(bars, timeframe).at(-1)!,
    where: '--onchain',
  };
  const found = await Promise.all(
    fetched.map(async (plan): Promise<readonly [string, Observations]> => {
      const { series, askedOf } = await liveSeries(plan, undefined, demand);
      const last = formatBarTime(series.time.at(-1)!);
      context.note(`${plan.source}: fetched from ${askedOf}, the last value is of ${last}`);
      return [plan.source, series];
    }),
  );
  return { ...read, sources: { ...read.sources, ...Object.fromEntries(found) } };
}
