/**
 * The figures of an account as they were known on a past day: of its first bars only.
 * Must not know: the page.
 */

import { sharpeRatio } from '../statistics/sharpe-ratio.ts';

export type PrefixFigures = {
  /** Equity after the last of the bars, as a multiple of the capital; 1 before the first. */
  readonly equity: number;
  /** Annualised; NaN if it is undefined. */
  readonly sharpe: number;
  /** Compound, a fraction; NaN without a bar. */
  readonly annualReturn: number;
  /** Largest fall below the highest equity so far, a fraction from 0 to 1. */
  readonly maxDrawdown: number;
  /** Fall below the highest equity so far at the last of the bars. */
  readonly drawdown: number;
};

/**
 * The figures of the entries [0, end) of `equity`, O(end).
 * @param logReturns true if the account counts log returns, as the original system does
 */
export function prefixFigures(
  equity: readonly number[],
  end: number,
  { periodsPerYear, logReturns }: { readonly periodsPerYear: number; readonly logReturns: boolean },
): PrefixFigures {
  const returns = new Float64Array(end);
  let [before, high, maxDrawdown] = [1, 1, 0];
  for (let i = 0; i < end; i++) {
    const value = equity[i]!;
    const ratio = before > 0 ? value / before : 1;
    returns[i] = logReturns ? Math.log(ratio) : ratio - 1;
    high = Math.max(high, value);
    maxDrawdown = Math.max(maxDrawdown, 1 - value / high);
    before = value;
  }
  return {
    equity: before,
    sharpe: sharpeRatio(returns, periodsPerYear),
    annualReturn: end === 0 ? Number.NaN : before ** (periodsPerYear / end) - 1,
    maxDrawdown,
    drawdown: 1 - before / high,
  };
}

/** The number of entries of `time` (ascending) up to and including `second`. */
export function countUpTo(time: readonly number[], second: number): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle]! <= second) low = middle + 1;
    else high = middle;
  }
  return low;
}
