/**
 * The files of a folder as the assets of a portfolio: which files have bars of the length that is
 * asked for, and what the assets are called. Must not know: what is in the files.
 */

import { join, parse } from 'node:path';
import { InputError } from '../../engine/core/errors.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { nearest } from '../../engine/core/options.ts';
import { readNames } from '../../data/read-user-file.ts';

/** What `--data-dir` should name. */
const FOLDER = 'a folder with a file of bars for each asset';

/** Which assets of a folder a run takes. */
type AskedAssets = {
  /** Their names; none: all. */
  readonly assets: readonly string[];
  readonly timeframe: Timeframe;
};

/** An asset and its file of bars. */
export type AssetFile = {
  /** `SPY` for `BATS_SPY, 1D.csv` and for `SPY.parquet`. */
  readonly name: string;
  readonly path: string;
};

const ENDINGS = new Set(['.csv', '.tsv', '.txt', '.parquet', '.arrow', '.feather']);

/** Lengths of bars as names of files have them, many in minutes: `XBTUSD_1440.csv`. */
const LENGTH_NAMES: Readonly<Record<Timeframe, ReadonlySet<string>>> = {
  '1d': new Set(['1D', 'D', '1440']),
  '4h': new Set(['4H', '240']),
  '1h': new Set(['1H', '60']),
};

/**
 * The assets `wanted` among the files of `folder`, in that order; if none is named, all of them by
 * name. Files whose names say another length of bar than `timeframe` (`KRAKEN_BTCUSD, 240.csv`
 * for daily bars) are no assets.
 * @throws InputError if the folder cannot be read, if an asset has no file or two, or if there is
 *   no file of bars at all
 */
export async function assetFiles(
  folder: string,
  { assets: wanted, timeframe }: AskedAssets,
): Promise<readonly AssetFile[]> {
  const files = (await readNames(folder, FOLDER)).flatMap((file) =>
    assetOf(folder, file, timeframe),
  );
  const names = files.map(({ name }) => name);
  if (files.length === 0) {
    const endings = [...ENDINGS].join(', ');
    throw new InputError(`${folder}: expected files of ${timeframe} bars (${endings}), got none`);
  }
  return (wanted.length === 0 ? [...new Set(names)].sort() : wanted).map((asset, i) => {
    if (wanted.indexOf(asset) < i && wanted.length > 0) {
      throw new InputError(`command line: --assets: expected each once, got ${wanted.join()}`);
    }
    const own = files.filter(({ name }) => name === asset);
    if (own.length === 1) return own[0];
    if (own.length > 1) {
      const paths = own.map(({ path }) => path).join(' and ');
      throw new InputError(`${asset}: expected one file, got ${paths}: move one of them away`);
    }
    const near = nearest(asset, names);
    const hint = near === undefined ? '.' : `, did you mean ${near}?`;
    throw new InputError(
      `${folder}: no file of ${timeframe} bars for ${asset}${hint} There are ${names.join(', ')}`,
    );
  });
}

function assetOf(folder: string, file: string, timeframe: Timeframe): readonly AssetFile[] {
  const { name: base, ext } = parse(file);
  if (file.startsWith('.') || !ENDINGS.has(ext.toLowerCase())) return [];
  const chart = /^(?:[A-Z]+_)?(.+), (\w+)$/.exec(base) ?? /^([A-Z]{3,12})_(\d+)$/.exec(base);
  if (chart !== null && !LENGTH_NAMES[timeframe].has(chart[2].toUpperCase())) return [];
  return [{ name: chart?.[1] ?? base, path: join(folder, file) }];
}
