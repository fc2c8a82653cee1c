/** `--funding DIR|kraken` of a portfolio: what the holders of each asset's contract pay. */

import { join, parse } from 'node:path';
import { readNames } from '../../data/read-user-file.ts';
import type { Series } from '../../data/read-series.ts';
import type { AssetFigures } from '../../engine/portfolio/asset-figures.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import type { CommandContext } from '../framework/command.ts';
import { krakenFunding, noteUncovered, readRates } from './funding-option.ts';
import { contextOf } from './portfolio-data.ts';

export const PORTFOLIO_FUNDING_OPTIONS = {
  funding: {
    kind: 'text',
    default: undefined,
    placeholder: 'DIR|kraken',
    path: 'folder',
    words: ['kraken'],
    doc:
      'Folder with a file of funding rates for each asset that has some, by its name ' +
      '(ETHUSD.csv), with the columns of `backtest --funding`; kraken: those that `data fetch ' +
      "funding` wrote, of the exchange's contracts on the assets",
  },
} as const satisfies OptionTable;

/**
 * The rates of each asset in `names`; undefined for an asset without any.
 * @throws InputError as `readRates` and `krakenFunding`; if no file of the folder has the name of
 *   an asset, or if two have the same
 */
export async function readAssetFunding(
  { funding, payoff }: { readonly funding: string | undefined; readonly payoff: string },
  names: readonly string[],
): Promise<readonly (Series | undefined)[]> {
  if (funding === undefined) return names.map(() => undefined);
  if (funding === 'kraken') {
    return await Promise.all(names.map((name) => krakenFunding(name, payoff)));
  }
  const files = await readNames(funding, 'a folder with a file of funding rates for each asset');
  const own = names.map((name) => files.filter((file) => parse(file).name === name));
  if (own.every(({ length }) => length === 0)) {
    throw new InputError(
      `${funding}: expected files of funding rates such as ${names[0]!}.csv, got ` +
        `${files.length === 0 ? 'an empty folder' : files.slice(0, 5).join(', ')}`,
    );
  }
  return await Promise.all(
    own.map(async ([file, other], i) => {
      if (other !== undefined) {
        throw new InputError(
          `${funding}: ${names[i]!}: expected one file, got ${file!} and ${other}`,
        );
      }
      return file === undefined ? undefined : await readRates(join(funding, file));
    }),
  );
}

/** Notes which assets have no rates, and how many tested bars of the others. */
export function noteFunding(
  context: CommandContext,
  assets: readonly AssetFigures[],
  funding: readonly (Series | undefined)[],
): void {
  if (funding.every((series) => series === undefined)) return;
  for (const [i, { run, arena }] of assets.entries()) {
    const own = contextOf(context, run.name);
    if (funding[i] === undefined) own.note('no file of funding rates: its positions pay none');
    else noteUncovered(own, funding[i], { market: arena.market, calendar: run.calendar });
  }
}
