/**
 * `--series`, `--onchain` and the options that go with them: which series the bars are joined with,
 * and how. A value that is given once holds for all files; as many values as files belong to the
 * files in their order.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSeriesFile, type SeriesFile } from '../../data/read-series.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import { DEFAULT_JOIN, ON_CHAIN_SOURCE, type SeriesPlan } from '../../engine/core/series.ts';
import type { SeriesSources } from '../../features/join-series.ts';
import { ON_CHAIN_COLUMN, ON_CHAIN_SERIES, onChainPlans } from '../../features/on-chain.ts';
import { SERIES } from '../../features/own-features.ts';
import type { CommandContext } from './command.ts';
import type { InputFile } from './selected-set.ts';

/** Where `data fetch onchain` writes. */
const ON_CHAIN_FOLDER = 'data/fetched/onchain';

/** The files of series; `predict` has these rows alone, because its model says how to join. */
export const SERIES_FILE_OPTIONS = {
  series: {
    kind: 'list',
    default: [],
    repeatable: true,
    placeholder: 'FILE',
    path: 'file',
    doc: 'Series by time (CSV, Arrow, Parquet): each column of numbers is a feature series:NAME',
  },
  onchain: {
    kind: 'text',
    default: undefined,
    bare: ON_CHAIN_FOLDER,
    placeholder: '[DIR]',
    path: 'folder',
    doc: `Folder of the on-chain series for the on-chain features; without DIR: ${ON_CHAIN_FOLDER}`,
  },
} as const satisfies OptionTable;

/** Commands that learn or compute features have these rows. */
export const SERIES_OPTIONS = {
  ...SERIES_FILE_OPTIONS,
  seriesLag: {
    kind: 'list',
    default: [],
    repeatable: true,
    placeholder: 'DAYS',
    doc:
      'Days from the time of an observation to its publication (0); one value, or one for each ' +
      '--series. Only what was published before the close of a bar counts',
  },
  seriesCarry: {
    kind: 'list',
    default: [],
    repeatable: true,
    placeholder: 'DAYS',
    doc: 'For how many days a value stands in for missing ones after its first day (3)',
  },
  seriesNeutral: {
    kind: 'list',
    default: [],
    repeatable: true,
    placeholder: 'NUMBER|none',
    doc: 'Value of a bar that has none (none: undefined, and the bar is no row)',
  },
  onchainCarryBars: {
    kind: 'integer',
    default: undefined,
    min: 0,
    max: 10_000,
    unit: 'bars',
    doc:
      'For how many bars an on-chain value stands in for missing ones after its day; left out: 3 ' +
      "days; 3: the original system's, half a day on 4-hour bars",
  },
  onchainLag: {
    kind: 'number',
    default: undefined,
    min: 0,
    max: 365,
    unit: 'days',
    doc: "Lag of all on-chain series; left out: each has its own; 0: the original system's",
  },
} as const satisfies OptionTable;

/** The series that a command was given. */
export type GivenSeries = {
  readonly plans: readonly SeriesPlan[];
  readonly sources: SeriesSources;
  /** The file of each source. */
  readonly files: Readonly<Record<string, InputFile>>;
  /** A feature for each plan: `series:NAME`, or a name of the on-chain group. */
  readonly features: readonly string[];
};

type Source = GivenSeries['sources'][string];

/**
 * The series that the options name.
 * @throws InputError if a file cannot be read or is no series, for two series of one name, for an
 *   on-chain folder without a series, and for numbers of values that do not fit the files
 */
export async function readGivenSeries(
  context: CommandContext,
  options: OptionValues<typeof SERIES_OPTIONS>,
): Promise<GivenSeries> {
  const { series: paths, seriesLag, seriesCarry, seriesNeutral } = options;
  const lags = perFile('--series-lag', seriesLag, paths, DEFAULT_JOIN.lagDays);
  const carries = perFile('--series-carry', seriesCarry, paths, DEFAULT_JOIN.carryDays);
  const neutrals = perFile('--series-neutral', seriesNeutral, paths, DEFAULT_JOIN.neutral);
  const { found, files } = await readSeriesSources(context, options);
  const own = Object.entries(found.own).map(([source, { file }]): SeriesPlan => {
    const column = `${SERIES}${source}`;
    const [lagDays, carryDays] = [lags[file]!, carries[file]!];
    return { column, source, lagDays, carryDays, neutral: neutrals[file]! };
  });
  if (seriesLag.length === 0) noteDates(context, found.own);
  const onChainJoin = { lagDays: options.onchainLag, carryBars: options.onchainCarryBars };
  const onChain = onChainPlans(onChainJoin).filter(({ source }) => source in found.onChain);
  const plans = [...own, ...onChain];
  return {
    plans,
    sources: found.sources,
    files,
    features: plans.map(({ column }) => column.replace(ON_CHAIN_COLUMN, '')),
  };
}

/** The series of `--series` by name with the index of their file, and those of `--onchain`. */
type FoundSources = {
  readonly own: Readonly<Record<string, Source & { readonly file: number }>>;
  readonly onChain: SeriesSources;
  readonly sources: SeriesSources;
};

/** The series in the files of `--series` and in the folder of `--onchain`, not joined yet. */
export async function readSeriesSources(
  context: Pick<CommandContext, 'noteData'>,
  { series: paths, onchain }: OptionValues<typeof SERIES_FILE_OPTIONS>,
): Promise<{ readonly found: FoundSources; readonly files: GivenSeries['files'] }> {
  const files: Record<string, InputFile> = {};
  const own: Record<string, Source & { readonly file: number }> = {};
  for (const [file, path] of paths.entries()) {
    const { series, sha256 } = await readSeriesFile(path);
    for (const { name, time, value } of series) {
      if (Object.hasOwn(own, name)) {
        throw new InputError(
          `${path}: expected one series ${name}, got one in ${files[name]!.path}`,
        );
      }
      own[name] = { time, value, file };
      files[name] = { path, sha256 };
    }
  }
  const onChain: Record<string, Source> = {};
  for (const [name, file] of Object.entries(await onChainFiles(context, onchain))) {
    const [series] = file.series;
    onChain[name] = { time: series!.time, value: series!.value };
    files[name] = { path: file.path, sha256: file.sha256 };
  }
  return { found: { own, onChain, sources: { ...own, ...onChain } }, files };
}

/** Each file once: a file may have several series. @param sources only the files of these */
export function filesOnce(
  files: GivenSeries['files'],
  sources: readonly string[] = Object.keys(files),
): readonly InputFile[] {
  return [...new Map(sources.map((source) => [files[source]!.path, files[source]!])).values()];
}

/** The on-chain series of `folder` by source. A series that is missing is noted. */
async function onChainFiles(
  context: Pick<CommandContext, 'noteData'>,
  folder: string | undefined,
): Promise<Readonly<Record<string, SeriesFile>>> {
  if (folder === undefined) return {};
  const files = ON_CHAIN_SERIES.map((name) => ({ name, path: join(folder, `${name}.csv`) }));
  const present = files.filter(({ path }) => existsSync(path));
  if (present.length === 0) {
    const expected = ON_CHAIN_SERIES.map((name) => `${name}.csv`).join(', ');
    throw new InputError(`${folder}: expected on-chain series (${expected}), got none of them`);
  }
  for (const { path } of files.filter((file) => !present.includes(file))) {
    context.noteData(`${path}: no such file: the features of this series cannot be used`);
  }
  const read = present.map(async ({ name, path }) => {
    const file = await readSeriesFile(path);
    if (file.series.length === 1) return [`${ON_CHAIN_SOURCE}${name}`, file] as const;
    const got = file.series.map((series) => series.name).join(', ');
    throw new InputError(`${path}: expected one column of numbers beside the time, got ${got}`);
  });
  return Object.fromEntries(await Promise.all(read));
}

/** One number for each of `paths`; the word `none` is null if the default is. */
function perFile<T extends number | null>(
  flag: string,
  given: readonly string[],
  paths: readonly string[],
  fallback: T,
): (number | T)[] {
  const values = given.map((text): number | T => {
    if (fallback === null && text === 'none') return fallback;
    const value = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value) && (fallback === null || (value >= 0 && value <= 3650)))
      return value;
    const expected = fallback === null ? 'a number or none' : 'a number of days from 0 to 3650';
    throw new InputError(`command line: ${flag}: expected ${expected}, got "${text}"`);
  });
  if (values.length > 1 ? values.length !== paths.length : values.length > paths.length) {
    throw new InputError(
      `command line: ${flag}: expected one value, or one for each of ${paths.length} --series, ` +
        `got ${values.length}`,
    );
  }
  return paths.map((_, i) => values[i] ?? values[0] ?? fallback);
}

/** Says when a value counts that is stamped with a date alone, if nobody said its lag. */
function noteDates(context: CommandContext, own: FoundSources['own']): void {
  const dated = Object.entries(own).filter(([, { time }]) =>
    time.every((at) => at % DAY_SECONDS === 0),
  );
  if (dated.length === 0) return;
  context.noteData(
    `${dated.map(([name]) => name).join(', ')}: times are dates: a value counts at the close of ` +
      'the bar of its date; if it is published after that, write --series-lag 1',
  );
}
