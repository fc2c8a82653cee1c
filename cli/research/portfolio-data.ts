/** The bars of a portfolio's assets, each from its own file, and one `run.data` block for all. */

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { BarSource, LoadedBars } from '../../data/load-bars.ts';
import { SAMPLE_SEED } from '../../data/sample-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { CommandContext, RunData } from '../framework/command.ts';
import { loadRunBars, runBarsOf, type RunBars } from '../framework/run-bars.ts';
import { assetFiles } from './portfolio-folder.ts';

/** An asset's bars. */
export type AssetBars = { readonly name: string; readonly run: RunBars };

/** What a portfolio's bars come from. */
export type PortfolioSource = {
  readonly dataDir: string | undefined;
  readonly assets: readonly string[];
  readonly timeframe: Timeframe;
  readonly to: string | undefined;
};

/** The bars of a run without a folder, and the names of its assets. */
const SAMPLE = 'synthetic sample';
const SAMPLE_ASSETS = ['sample_a', 'sample_b', 'sample_c'];

/** The names of the assets, before any bars are read. @throws InputError as `assetFiles` does */
export async function assetNames({
  dataDir,
  ...asked
}: Omit<PortfolioSource, 'to'>): Promise<readonly string[]> {
  if (dataDir === undefined) return SAMPLE_ASSETS;
  return (await assetFiles(dataDir, asked)).map(({ name }) => name);
}

/**
 * The bars of each asset. Without a folder these are synthetic samples of different seeds.
 * @throws InputError as `assetFiles` and `loadRunBars` do
 */
export async function loadAssetBars(
  context: CommandContext,
  { dataDir, assets, timeframe, to }: PortfolioSource,
): Promise<readonly AssetBars[]> {
  if (dataDir === undefined) {
    context.noteData(`${SAMPLE}: use --data-dir DIR for real bars`);
    return SAMPLE_ASSETS.map((name, i) => {
      const sample = syntheticBars(timeframe, SAMPLE_SEED + i);
      const source: BarSource = Object.assign({}, sample.source, { name });
      const own: LoadedBars = Object.assign({}, sample, { source });
      const options = { timeframe, to };
      return { name, run: runBarsOf(contextOf(context, name), own, options) };
    });
  }
  const loaded: AssetBars[] = [];
  for (const { name, path } of await assetFiles(dataDir, { assets, timeframe })) {
    const options = { data: path, timeframe, to };
    loaded.push({ name, run: await loadRunBars(contextOf(context, name), options) });
  }
  return loaded;
}

/** `context`, whose notes say the asset that they are about. */
export function contextOf(context: CommandContext, asset: string): CommandContext {
  const named = (line: string): string => `${asset}: ${line}`;
  return {
    ...context,
    note: (line) => context.note(named(line)),
    noteData: (line) => context.noteData(named(line)),
  };
}

/**
 * The data block of all `files`. Its `asOf` is the latest of theirs: at that time the same bars
 * have closed and the same ones are still forming, in each file.
 */
export function portfolioData(dataDir: string | undefined, files: readonly RunData[]): RunData {
  const sum = (value: (file: RunData) => number): number =>
    files.reduce((total, file) => total + value(file), 0);
  const tails = files.map(({ findings }) => findings.undefinedTail ?? 0);
  const forming = files.flatMap(({ formingBar }) => (formingBar === null ? [] : [formingBar]));
  const digest = createHash('sha256');
  for (const { name, sha256 } of files) digest.update(`${name} ${sha256}\n`);
  return {
    name: dataDir === undefined ? SAMPLE : basename(resolve(dataDir)),
    path: dataDir ?? null,
    sha256: digest.digest('hex'),
    rows: sum(({ rows }) => rows),
    synthetic: dataDir === undefined,
    asOf: files
      .map(({ asOf }) => asOf)
      .toSorted()
      .at(-1)!,
    formingBar: forming.toSorted()[0] ?? null,
    findings: {
      jumps: sum(({ findings }) => findings.jumps),
      gaps: sum(({ findings }) => findings.gaps),
      missing: sum(({ findings }) => findings.missing),
      flatBars: sum(({ findings }) => findings.flatBars),
      undefinedTail: tails.reduce((total, tail) => total + tail, 0),
      formingBar: sum(({ findings }) => findings.formingBar),
    },
    files,
  };
}
