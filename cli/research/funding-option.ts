/** `--funding FILE`: what a perpetual contract's holders pay each other, as a file of rates. */

import { readSeries, type Series } from '../../data/read-series.ts';
import { barFunding } from '../../engine/backtest/funding.ts';
import type { MarketBars } from '../../engine/trade/market-bars.ts';
import type { MarketCalendar } from '../../engine/core/market-calendar.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import type { CommandContext } from '../framework/command.ts';

export const FUNDING_OPTIONS = {
  funding: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    doc:
      'Funding rates of a perpetual contract: columns time and rate, the fraction of the ' +
      'notional that a long pays at that time',
  },
} as const satisfies OptionTable;

/** Names under which exchanges keep the two columns. Kraken's `fundingRate` is no fraction. */
const NAMES = {
  time: ['time', 'timestamp', 'fundingtime', 'funding_time', 'datetime', 'date'],
  value: ['relativefundingrate', 'relative_funding_rate', 'funding_rate', 'fundingrate', 'rate'],
} as const;

/** The rates of `--funding`; undefined if it is not given. @throws InputError as `readSeries` */
export async function readFunding(path: string | undefined): Promise<Series | undefined> {
  return path === undefined ? undefined : readSeries(path, NAMES);
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
