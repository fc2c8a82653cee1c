/**
 * Funding of a perpetual contract: what a long pays a short at each settlement, brought from the
 * settlements' times to the bars over which a position is held.
 */

import { closesAt } from '../core/bar-close.ts';
import type { MarketCalendar } from '../core/market-calendar.ts';
import type { MarketBars } from '../trade/market-bars.ts';

/** Settlements: rates that a long pays, as fractions of the notional; time in unix seconds. */
export type FundingRates = {
  /** Float64Array (settlements), increasing. */
  readonly time: Float64Array;
  readonly value: Float64Array;
};

export type BarFunding = {
  /** Float64Array (tested bars): the rates settled while the position of a bar is held, added. */
  readonly rates: Float64Array;
  /** Tested bars without any settlement; they cost nothing. */
  readonly barsWithout: number;
};

/** Exchanges stamp a settlement some milliseconds or seconds after its hour. */
const HOUR = 3600;

/**
 * The funding of each tested bar. A position that is taken at a bar's close is held until the next
 * bar's close: a settlement at that very moment still belongs to it. Times are rounded to the hour.
 */
export function barFunding(
  { time }: Pick<MarketBars, 'time'>,
  calendar: MarketCalendar,
  settlements: FundingRates,
): BarFunding {
  const bars = time.length - 1;
  const rates = new Float64Array(bars);
  let barsWithout = 0;
  let next = 0;
  for (let i = 0; i < bars; i++) {
    const from = closesAt(calendar, time[i]!);
    const until = closesAt(calendar, time[i + 1]!);
    // Invariant: settlements [0, next) are at or before `from`, once this loop is through.
    while (next < settlements.time.length && hourOf(settlements.time[next]!) <= from) next++;
    let last = next;
    while (last < settlements.time.length && hourOf(settlements.time[last]!) <= until) {
      rates[i]! += settlements.value[last]!;
      last++;
    }
    if (last === next) barsWithout++;
    next = last;
  }
  return { rates, barsWithout };
}

function hourOf(time: number): number {
  return Math.round(time / HOUR) * HOUR;
}
