/** How signals become money, as option rows: a command that trades on paper has these. */

import type { OptionTable, OptionValues } from '../core/options.ts';
import { NEUTRAL_POLICIES, type NeutralPolicy } from './positions.ts';
import { REGIME_READINGS, type RegimeReading } from './regimes.ts';
import { PAYOFFS, SIDES, type Payoff, type Sides, type TradeTerms } from './trade-terms.ts';

/** The word that leaves the number of bars in a year to the market's calendar. */
export const AUTO = 'auto';

export const TRADE_OPTIONS = {
  payoff: {
    kind: 'choice',
    default: 'linear' as Payoff,
    choices: PAYOFFS,
    doc:
      'What a position earns: linear (spot, ETFs, contracts settled in dollars), inverse (a ' +
      "contract settled in bitcoin), log (the original system's log returns: flatters shorts)",
  },
  sides: {
    kind: 'choice',
    default: 'both' as Sides,
    choices: SIDES,
    doc: 'Positions that may be held; a signal for the other side means flat',
  },
  neutral: {
    kind: 'choice',
    default: 'hold' as NeutralPolicy,
    choices: NEUTRAL_POLICIES,
    doc: 'What a neutral signal does: hold the position, or go flat',
  },
  costBps: {
    kind: 'number',
    default: 5,
    min: 0,
    max: 1000,
    unit: 'basis points',
    doc: 'Cost of one unit of turnover, one way; from long to short are two units',
  },
  delay: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 100,
    unit: 'bars',
    doc: 'Bars between a decision and the trade; 0: at the close that the decision was made on',
  },
  periodsPerYear: {
    kind: 'number',
    default: AUTO as number | typeof AUTO,
    orChoice: AUTO,
    min: 1,
    max: 100_000,
    unit: 'bars',
    doc:
      'Bars in a year, which Sharpe ratio and annual return are scaled by; auto: 365 days of ' +
      'bars where the market never closes, 252 where it has weekends',
  },
  capital: {
    kind: 'number',
    default: 1000,
    min: 1,
    max: 1e12,
    unit: 'USD',
    doc: 'What the account starts with; nothing but the final capital depends on it',
  },
  regimeLabels: {
    kind: 'choice',
    default: 'known' as RegimeReading,
    choices: REGIME_READINGS,
    doc: 'Returns that label a regime: those known at the bar, or one bar more (look-ahead)',
  },
} as const satisfies OptionTable;

/** The terms that a command's options set. */
export function tradeTerms(
  options: Pick<
    OptionValues<typeof TRADE_OPTIONS>,
    'payoff' | 'sides' | 'neutral' | 'costBps' | 'delay'
  >,
): TradeTerms {
  const { payoff, sides, neutral, costBps, delay } = options;
  return { payoff, sides, neutral, costBps, delayBars: delay };
}
