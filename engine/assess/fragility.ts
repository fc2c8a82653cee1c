/**
 * What kills a result: its figures without the few bars, or the one year, that made it.
 * Must not know: how the returns came about.
 */

import { utcDate } from '../core/bar-time.ts';
import { nextEquity } from '../statistics/equity.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';

/** A calendar year's total return, a fraction. */
type YearReturn = {
  readonly year: number;
  readonly bars: number;
  readonly totalReturn: number;
};

type Remainder = {
  /** Annual; NaN without variance. */
  readonly sharpe: number;
  /** A fraction. */
  readonly totalReturn: number;
};

export type Fragility = {
  /** Without the best bars, taken out of the record. */
  readonly withoutBestBars: Remainder & { readonly bars: number };
  /** Years in order of time. */
  readonly years: readonly YearReturn[];
  readonly worstYear: YearReturn;
  /** Without the year of the highest return; undefined if there is only one year. */
  readonly withoutBestYear: (Remainder & { readonly year: number }) | undefined;
};

/** The best ten days are the usual measure. */
const BEST_BARS = 10;
/** Of a short record at most this share is taken out. */
const BEST_SHARE = 0.1;

/** The fragility of simple returns at `time`, unix seconds; years are those of the UTC calendar. */
export function fragilityOf(
  returns: Float64Array,
  time: Float64Array,
  periodsPerYear: number,
): Fragility {
  const remainder = (kept: Float64Array): Remainder => ({
    sharpe: sharpeRatio(kept, periodsPerYear),
    totalReturn: totalReturn(kept),
  });
  const yearAt = Int32Array.from(time, (at) => Number(utcDate(at).slice(0, 4)));
  const years = [...new Set(yearAt)].map((year): YearReturn => {
    const own = returns.filter((_, i) => yearAt[i] === year);
    return { year, bars: own.length, totalReturn: totalReturn(own) };
  });
  const ranked = years.toSorted((a, b) => a.totalReturn - b.totalReturn);
  const best = ranked.at(-1)!;
  const bars = Math.min(BEST_BARS, Math.ceil(returns.length * BEST_SHARE));
  const order = Array.from(returns, (_, i) => i).sort((a, b) => returns[b]! - returns[a]! || a - b);
  const taken = new Set(order.slice(0, bars));
  return {
    withoutBestBars: { bars, ...remainder(returns.filter((_, i) => !taken.has(i))) },
    years,
    worstYear: ranked[0]!,
    withoutBestYear:
      years.length < 2
        ? undefined
        : { year: best.year, ...remainder(returns.filter((_, i) => yearAt[i] !== best.year)) },
  };
}

function totalReturn(returns: Float64Array): number {
  return returns.reduce(nextEquity, 1) - 1;
}
