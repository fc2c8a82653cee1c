/**
 * Market regimes of rows, and a strategy's figures in each.
 * Vocabulary: a regime is bull, bear or sideways by the sum of the last 60 rows' returns. `known`
 * uses returns up to and including the row's own close. `lookahead` also takes in the return of the
 * next bar, as the original system does: for comparison with it, never for a claim.
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

/** Rows in the trailing sum. */
export const REGIME_WINDOW = 60;
/** The sum's limit: above it bull, below its negative bear. */
export const REGIME_LIMIT = 0.1;

/**
 * A row's regime, for every row: the sum of the 60 returns before it (`known`) or of the 60 that
 * end with its own (`lookahead`). Rows without 60 returns are sideways.
 * @param nextReturn log return of the bar after each row, for all rows from the history's first
 */
export function labelRegimes(nextReturn: Float64Array, reading: RegimeReading): Regime[] {
  const ahead = reading === 'lookahead' ? 1 : 0;
  return Array.from(nextReturn, (_, row): Regime => {
    const end = row + ahead;
    if (end < REGIME_WINDOW) return 'sideways';
    const trailing = sum(nextReturn.subarray(end - REGIME_WINDOW, end));
    if (trailing > REGIME_LIMIT) return 'bull';
    return trailing < -REGIME_LIMIT ? 'bear' : 'sideways';
  });
}

/** A strategy's figures on the rows of one regime; NaN where undefined. */
export type RegimeFigures = {
  readonly bars: number;
  /** Share of all rows, a fraction. */
  readonly share: number;
  readonly sharpe: number;
  readonly winRate: number;
  readonly totalLogReturn: number;
};

/**
 * Figures of each regime.
 * @param regimes one label a row of `net`
 */
export function regimeFigures(strategy: {
  readonly net: Float64Array;
  readonly positions: Int8Array;
  readonly regimes: readonly Regime[];
  readonly periodsPerYear: number;
}): Readonly<Record<Regime, RegimeFigures>> {
  const { net, positions, regimes, periodsPerYear } = strategy;
  assert(net.length === regimes.length, 'one regime a row');
  const figures = (regime: Regime): RegimeFigures => {
    const rows = regimes.flatMap((label, row) => (label === regime ? [row] : []));
    const returns = Float64Array.from(rows, (row) => net[row]!);
    return {
      bars: rows.length,
      share: rows.length / net.length,
      sharpe: sharpeRatio(returns, periodsPerYear),
      winRate: winRateOf(
        returns,
        Int8Array.from(rows, (row) => positions[row]!),
      ),
      totalLogReturn: sum(returns),
    };
  };
  return { bull: figures('bull'), bear: figures('bear'), sideways: figures('sideways') };
}
