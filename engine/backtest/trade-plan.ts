/**
 * How signals are traded and how money is counted in one market. It is made from the options of a
 * command; the calendar of the market fills in the options that are `auto`.
 */

import { barSeconds, DAY_SECONDS } from '../core/bar-time.ts';
import { InputError } from '../core/errors.ts';
import { sessionDay, type MarketCalendar } from '../core/market-calendar.ts';
import type { OptionValues } from '../core/options.ts';
import type { MarketBars } from '../trade/market-bars.ts';
import { REGIME_WINDOW, type RegimeReading } from '../trade/regimes.ts';
import { AUTO, tradeTerms, type TRADE_OPTIONS } from '../trade/trade-options.ts';
import type { TradeTerms } from '../trade/trade-terms.ts';
import { barFunding, type BarFunding, type FundingRates } from './funding.ts';

/** How signals are traded, and how figures are computed from the trades. */
export type TradePlan = {
  readonly terms: TradeTerms;
  readonly periodsPerYear: number;
  /** The source of `periodsPerYear`: the calendar of the market, or the user's option. */
  readonly periodsFrom: MarketCalendar['kind'] | 'option';
  /** The capital at the start of the account, in dollars. */
  readonly capital: number;
  readonly regimes: { readonly reading: RegimeReading; readonly windowBars: number };
  /** Funding of the tested bars; left out: none is paid. */
  readonly fundingOf?: ((market: MarketBars) => BarFunding) | undefined;
  /** The session day of a bar's time, in days since 1970-01-01; left out: the UTC day. */
  readonly sessionDay: ((time: number) => number) | undefined;
};

/**
 * The plan of a command's options on the market of `calendar`.
 * @param funding settlements that a position pays or receives; left out: none
 * @throws InputError for funding in the original system's accounting
 */
export function tradePlan(
  options: OptionValues<typeof TRADE_OPTIONS>,
  calendar: MarketCalendar,
  funding?: FundingRates,
): TradePlan {
  const { periodsPerYear, capital, regimeLabels } = options;
  const auto = periodsPerYear === AUTO;
  const terms = tradeTerms(options);
  if (funding !== undefined && terms.payoff === 'log') {
    throw new InputError('--funding: expected --payoff linear or inverse, the original has none');
  }
  return {
    terms,
    periodsPerYear: auto ? calendar.barsPerYear : periodsPerYear,
    periodsFrom: auto ? calendar.kind : 'option',
    capital,
    regimes: { reading: regimeLabels, windowBars: REGIME_WINDOW * barsPerSession(calendar) },
    fundingOf: funding && ((market) => barFunding(market, calendar, funding)),
    sessionDay: terms.payoff === 'log' ? undefined : (time) => sessionDay(calendar, time),
  };
}

/** The terms on which `market` is traded: the plan's, and its funding on these bars. */
export function termsOn(
  { terms, fundingOf }: Pick<TradePlan, 'terms' | 'fundingOf'>,
  market: MarketBars,
): TradeTerms {
  return fundingOf === undefined ? terms : { ...terms, funding: fundingOf(market).rates };
}

/** Bars of a day's session, at least 1. */
function barsPerSession({ kind, timeframe, barsPerYear }: MarketCalendar): number {
  if (kind === 'continuous') return DAY_SECONDS / barSeconds(timeframe);
  return Math.max(1, Math.round(barsPerYear / SESSIONS_PER_YEAR));
}

/** By convention, for a market with weekends. */
const SESSIONS_PER_YEAR = 252;
