/** How money was counted, as a line of text that stands above every table of figures. */

import pc from 'picocolors';
import type { TradePlan } from '../../engine/backtest/trade-plan.ts';

const PAYOFF_TEXT = {
  linear: 'simple returns',
  inverse: 'coin-margined contract, account in bitcoin',
  log: "ORIGINAL SYSTEM'S ACCOUNTING (log returns flatter shorts)",
} as const;

const PERIODS_TEXT = {
  continuous: 'a market that never closes',
  weekdays: 'a market with weekends',
  option: 'as asked for',
  counted: 'counted, the calendars differ',
} as const;

/**
 * `simple returns; hold on neutral, cost 5 bps; 365 periods a year (a market that …)`
 * @param payoffText what the payoff is called; left out: as for a single market
 */
export function accountingText(
  plan: Pick<TradePlan, 'terms' | 'periodsPerYear'> & {
    readonly periodsFrom: keyof typeof PERIODS_TEXT;
  },
  payoffText?: string,
): string {
  const { terms, periodsPerYear, periodsFrom } = plan;
  const { payoff, neutral, sides, costBps, delayBars } = terms;
  const how = [
    `${neutral} on neutral`,
    ...(sides === 'both' ? [] : [`${sides} only`]),
    `cost ${costBps} bps`,
    ...(delayBars === 0 ? [] : [`traded ${delayBars} bar${delayBars === 1 ? '' : 's'} later`]),
  ];
  const count = Math.round(10 * periodsPerYear) / 10;
  const periods = `${count} periods a year (${PERIODS_TEXT[periodsFrom]})`;
  const line = `${payoffText ?? PAYOFF_TEXT[payoff]}; ${how.join(', ')}; ${periods}`;
  return payoff === 'log' ? pc.bold(pc.yellow(line)) : line;
}

/** What a table's title ends in where its returns are no money: under payoff `log`. */
export function accountingMark({ terms }: Pick<TradePlan, 'terms'>): string {
  return terms.payoff === 'log' ? " [original system's accounting]" : '';
}
