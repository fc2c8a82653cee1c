/** `--funding FILE|kraken`: what the holders of a perpetual contract pay each other. */

import { basename } from 'node:path';
import { marketOfFile } from '../../data/market-of-file.ts';
import { krakenFundingPath } from '../../data/sources/fetched-series.ts';
import { marketPair, perpetualsOn } from '../../data/sources/market-pair.ts';
import { kindOfPath } from '../../data/writable-path.ts';
import { readSeries, type Series } from '../../data/read-series.ts';
import { barFunding } from '../../engine/backtest/funding.ts';
import type { MarketBars } from '../../engine/trade/market-bars.ts';
import type { MarketCalendar } from '../../engine/core/market-calendar.ts';
import { formatBarTime } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import type { CommandContext } from '../framework/command.ts';
import { FETCHED_FOLDER } from './fetched-folder.ts';

export const FUNDING_OPTIONS = {
  funding: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE|kraken',
    path: 'file',
    words: ['kraken'],
    doc:
      'Funding rates of a perpetual contract: columns time and rate, the fraction of the ' +
      "notional that a long pays at that time; kraken: those of the exchange's contract on the " +
      'market of --data, as `data fetch funding` wrote them',
  },
} as const satisfies OptionTable;

/** Names under which exchanges keep the two columns. Kraken's `fundingRate` is no fraction. */
const NAMES = {
  time: ['time', 'timestamp', 'fundingtime', 'funding_time', 'datetime', 'date'],
  value: ['relativefundingrate', 'relative_funding_rate', 'funding_rate', 'fundingrate', 'rate'],
} as const;

/** Exchanges cap what is paid at one settlement at 4 % or less. */
const LARGEST_RATE = 0.1;

/** The market of bars whose file does not say it. */
const USUAL_MARKET = 'XBTUSD';

/**
 * The rates of `--funding`; undefined if it is not given. For `kraken` they are those of the linear
 * contract on the market of `data`, or with `--payoff inverse` those of the inverse one.
 * @throws InputError as `readSeries`; if the rates of `kraken` were not fetched; for rates of a
 *   file that can be no fractions
 */
export async function readFunding(
  context: Pick<CommandContext, 'note'>,
  options: {
    readonly funding: string | undefined;
    readonly payoff: string;
    readonly data: string | undefined;
  },
): Promise<Series | undefined> {
  const { funding, payoff, data = '' } = options;
  if (funding === undefined) return undefined;
  if (funding !== 'kraken') return await readRates(funding);
  const market = marketOfFile(basename(data));
  if (market === undefined && data !== '') {
    context.note(
      `--funding kraken: the name of ${basename(data)} says no market, so these are the rates of ` +
        `${USUAL_MARKET}`,
    );
  }
  return await krakenFunding(market ?? USUAL_MARKET, payoff);
}

/**
 * The rates of the file at `path`.
 * @throws InputError as `readSeries`; for rates that can be no fractions
 */
export async function readRates(path: string): Promise<Series> {
  const rates = await readSeries(path, NAMES);
  const odd = rates.value.findIndex((rate) => Math.abs(rate) > LARGEST_RATE);
  if (odd === -1) return rates;
  throw new InputError(
    `${path}: expected rates as fractions of the notional, ${LARGEST_RATE} at most, got ` +
      `${rates.value[odd]} at ${formatBarTime(rates.time[odd]!)}: is it in percent, or in money ` +
      "as Kraken's fundingRate (relativeFundingRate is the fraction)?",
  );
}

/**
 * The rates of Kraken's contract on `market`: the linear one, or under payoff `inverse` that one.
 * @throws InputError if they were not fetched, as `readSeries`, and for a market without contracts
 */
export async function krakenFunding(market: string, payoff: string): Promise<Series> {
  const where = '--funding kraken';
  const pair = marketPair(market, where);
  const { linear, inverse } = perpetualsOn(pair, where);
  const path = krakenFundingPath(FETCHED_FOLDER, payoff === 'inverse' ? inverse : linear);
  if ((await kindOfPath(path)) === 'file') return await readSeries(path, NAMES);
  throw new InputError(
    `command line: ${where}: expected ${path}, got no such file: ` +
      `\`data fetch funding --pair ${pair.plain}\` writes it`,
  );
}

/** Notes how many tested bars the rates do not cover: they cost nothing, whatever was paid. */
export function noteUncovered(
  context: CommandContext,
  funding: Series | undefined,
  tested: { readonly market: MarketBars; readonly calendar: MarketCalendar },
): void {
  if (funding === undefined) return;
  const { barsWithout } = barFunding(tested.market, tested.calendar, funding);
  if (barsWithout === 0) return;
  const bars = tested.market.close.length - 1;
  context.note(
    `${funding.name}: ${barsWithout} of ${bars} tested bars have no rate: they cost nothing`,
  );
}
