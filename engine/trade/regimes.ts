/**
 * Market regimes of bars, and a strategy's figures in each.
 * Vocabulary: a regime is bull, bear or sideways by the market's log return over a window before
 * it. `known` uses closes up to and including the bar's own. `lookahead` also takes in the next
 * one, as the original system does: for comparison with it, never for a claim.
 */

import { assert } from '../core/errors.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { winRateOf } from './metrics.ts';

export const REGIMES = ['bull', 'bear', 'sideways'] as const;
export type Regime = (typeof REGIMES)[number];

/** Which returns may label a row: those known at its close, or those up to one bar ahead. */
export const REGIME_READINGS = ['known', 'lookahead'] as const;
export type RegimeReading = (typeof REGIME_READINGS)[number];

/** Bars in the window, on daily bars; on bars of 4 hours sixty days are 360. */
export const REGIME_WINDOW = 60;
/** The log return's limit: above it bull, below its negative bear. */
const REGIME_LIMIT = 0.1;

/**
 * The regime of every bar by log(close / close `windowBars` bars before), in the reading
 * `lookahead` one bar later. Bars with too little history, or without a next close, are sideways.
 * @param close Float64Array (bars): all of the history, not only the tested bars
 * @param reading.windowBars 60 days of bars: 60 a bar a day (`REGIME_WINDOW`)
 */
export function labelBars(
  close: Float64Array,
  { reading, windowBars }: { readonly reading: RegimeReading; readonly windowBars: number },
): Regime[] {
  const ahead = reading === 'lookahead' ? 1 : 0;
  return Array.from(close, (_, bar): Regime => {
    const last = bar + ahead;
    const first = last - windowBars;
    if (first < 0 || last >= close.length) return 'sideways';
    return regimeOf(Math.log(close[last] / close[first]));
  });
}

/**
 * The original system's labels, by rows in place of bars: the sum of the 60 returns before a row
 * (`known`) or of the 60 that end with its own (`lookahead`). Rows without 60 are sideways.
 * @param nextReturn log return of the bar after each row, for all rows from the history's first
 */
export function labelRegimes(nextReturn: Float64Array, reading: RegimeReading): Regime[] {
  const ahead = reading === 'lookahead' ? 1 : 0;
  return Array.from(nextReturn, (_, row): Regime => {
    const end = row + ahead;
    if (end < REGIME_WINDOW) return 'sideways';
    return regimeOf(sum(nextReturn.subarray(end - REGIME_WINDOW, end)));
  });
}

function regimeOf(trailing: number): Regime {
  if (trailing > REGIME_LIMIT) return 'bull';
  return trailing < -REGIME_LIMIT ? 'bear' : 'sideways';
}

/** A strategy's figures on the entries of one regime; NaN where undefined. */
export type RegimeFigures = {
  readonly bars: number;
  /** Share of all entries, a fraction. */
  readonly share: number;
  readonly sharpe: number;
  readonly winRate: number;
  readonly totalLogReturn: number;
};

/**
 * Figures of each regime.
 * @param strategy.net Float64Array (entries): the returns of Sharpe ratio and win rate
 * @param strategy.growth Float64Array (entries): log growth of equity
 * @param strategy.counted an entry counts for the win rate where this is not 0
 * @param strategy.regimes one label an entry
 */
export function regimeFigures(strategy: {
  readonly net: Float64Array;
  readonly growth: Float64Array;
  readonly counted: ArrayLike<number>;
  readonly regimes: readonly Regime[];
  readonly periodsPerYear: number;
}): Readonly<Record<Regime, RegimeFigures>> {
  const { net, growth, counted, regimes, periodsPerYear } = strategy;
  assert(net.length === regimes.length, 'one regime an entry');
  assert(net.length === growth.length, 'one growth an entry');
  const figures = (regime: Regime): RegimeFigures => {
    const entries = regimes.flatMap((label, entry) => (label === regime ? [entry] : []));
    const pick = (column: ArrayLike<number>): Float64Array =>
      Float64Array.from(entries, (entry) => column[entry]);
    const returns = pick(net);
    const total = sum(pick(growth));
    return {
      bars: entries.length,
      share: entries.length / net.length,
      sharpe: sharpeRatio(returns, periodsPerYear),
      winRate: winRateOf(returns, pick(counted)),
      totalLogReturn: Number.isFinite(total) ? total : Number.NaN,
    };
  };
  return { bull: figures('bull'), bear: figures('bear'), sideways: figures('sideways') };
}
