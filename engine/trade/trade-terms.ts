/**
 * On what terms decisions become money: the contract, the sides, the delay, the costs.
 * Must not know: what was decided, or how it turned out.
 */

import type { NeutralPolicy } from './positions.ts';

/**
 * What a position earns.
 * `linear`: the simple return of the price, as spot, ETFs and contracts settled in dollars do.
 * `inverse`: a contract that is settled in bitcoin; the account is kept in bitcoin.
 * `log`: position times log return, on decided bars only: the original system's accounting. It
 * flatters shorts by about the square of each bar's return: for comparison with that system only.
 */
export const PAYOFFS = ['linear', 'inverse', 'log'] as const;
export type Payoff = (typeof PAYOFFS)[number];

/** Which positions may be held; a signal for the other side means flat. */
export const SIDES = ['both', 'long', 'short'] as const;
export type Sides = (typeof SIDES)[number];

/**
 * What counts as flat under payoff `inverse`, where the account's own bitcoin gain and lose
 * dollars. `bitcoin`: no contract, so that flat is worth one bitcoin per bitcoin; contracts are
 * position · equity. `dollars`: contracts are (position - 1) · equity, so that flat keeps its
 * value in dollars and the account copies a linear one.
 */
const FLAT_MEANS = ['bitcoin', 'dollars'] as const;
type FlatMeans = (typeof FLAT_MEANS)[number];

/** How a decision becomes a position. */
export type PositionTerms = {
  readonly neutral: NeutralPolicy;
  readonly sides: Sides;
  /** Bars between a decision and the position that follows from it; 0: the same close. */
  readonly delayBars: number;
};

/** How a position becomes money. */
export type PayoffTerms = {
  readonly payoff: Payoff;
  /** Cost of one unit of turnover, one way, in basis points of the account. */
  readonly costBps: number;
  /**
   * Float64Array (tested bars): what a long pays over the bar and a short receives, as a fraction
   * of the notional at the bar's close; left out: nothing. Payoff `log` knows none.
   */
  readonly funding?: Float64Array | undefined;
  /** For payoff `inverse`; left out: `bitcoin`. */
  readonly flatMeans?: FlatMeans | undefined;
};

export type TradeTerms = PositionTerms & PayoffTerms;
