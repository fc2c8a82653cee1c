/** The series that a model needs, from the files that a command names. */

import { InputError } from '../../engine/core/errors.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import type { ModelHeader } from '../../engine/live/model/model-header.ts';
import type { SeriesSources } from '../../features/join-series.ts';
import { ON_CHAIN_SOURCE } from '../../features/on-chain.ts';
import type { CommandContext } from '../framework/command.ts';
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

/**
 * The series of the files in the options that the model needs; none for a model without series.
 * @param model.path names the model in messages
 * @throws InputError if one of them is in no file
 */
export async function readModelSeries(
  context: Pick<CommandContext, 'note'>,
  options: OptionValues<typeof SERIES_FILE_OPTIONS>,
  { header, path }: { readonly header: Pick<ModelHeader, 'series'>; readonly path: string },
): Promise<ModelSeries> {
  const needed = [...new Set((header.series ?? []).map(({ source }) => source))];
  if (needed.length === 0) return { sources: {}, inputs: [], files: {} };
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
