/** A market of given returns on which every bar is a tested row, and terms to trade it on. */

import type { TestedMarket } from '../../engine/backtest/tested-market.ts';
import type { ScoreSettings } from '../../selection/objective.ts';

const DAY = 86_400;

/** Bars whose simple returns to the next close are `returns`. */
export function testedReturns(returns: ArrayLike<number>): TestedMarket {
  const close = [100];
  for (let i = 0; i < returns.length; i++) close.push(close[i]! * (1 + returns[i]!));
  return {
    market: {
      time: Float64Array.from(close, (_, i) => i * DAY),
      close: Float64Array.from(close),
    },
    bar: Uint32Array.from({ length: returns.length }, (_, i) => i),
  };
}

/** Simple returns, no delay, both sides; classes are traded and compared by their Sharpe ratio. */
export function scoreSettings(terms: {
  readonly neutral: 'hold' | 'flat';
  readonly costBps: number;
}): ScoreSettings {
  return {
    terms: { payoff: 'linear', sides: 'both', delayBars: 0, ...terms },
    periodsPerYear: 252,
    capital: 1000,
    objective: 'sharpe',
    positions: 'signal',
  };
}
