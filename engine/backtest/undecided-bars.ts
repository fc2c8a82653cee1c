/**
 * Tested bars on which nothing was decided, because a feature or the label is undefined there. The
 * position of the bar before is kept over them, and earns or loses. Must not know: what was held.
 */

import type { TestedMarket } from './tested-market.ts';

/** A tested bar without a decision. */
export type UndecidedBar = {
  /** Open of the bar, unix seconds. */
  readonly time: number;
  /** Simple return of the market from its close to the next one, a fraction. */
  readonly move: number;
};

/** The undecided bars of a tested market, in time order. */
export function undecidedBars({ market, bar }: TestedMarket): readonly UndecidedBar[] {
  const { time, close } = market;
  const decided = new Set(bar);
  const bars: UndecidedBar[] = [];
  for (let i = 0; i + 1 < close.length; i++) {
    if (!decided.has(i)) bars.push({ time: time[i]!, move: close[i + 1]! / close[i]! - 1 });
  }
  return bars;
}
