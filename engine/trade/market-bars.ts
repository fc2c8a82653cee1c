/**
 * The bars on which money is made, and what was decided on some of them.
 * Vocabulary: the tested bars go from the first decision's bar to the last one's, n of them; a
 * decision is made at a bar's close and earns from the close of the next bar on. Must not know:
 * how decisions come about.
 */

import { assert } from '../core/errors.ts';

/** The n tested bars and the one after them. */
export type MarketBars = {
  /** Float64Array (n + 1): opens of the bars, unix seconds, ascending. */
  readonly time: Float64Array;
  /** Float64Array (n + 1): closes, above 0. */
  readonly close: Float64Array;
};

/**
 * What was decided, in time order: a class, or a weight where the size of a position is decided
 * as well (P(up) - P(down), for example). Bars without a decision keep their position.
 */
export type Decisions = ClassDecisions | WeightDecisions;

export type ClassDecisions = {
  /** Uint32Array (decisions): indices of tested bars, ascending. */
  readonly bar: Uint32Array;
  /** Int8Array (decisions): -1 down, 0 neutral, +1 up. */
  readonly classes: Int8Array;
};

type WeightDecisions = {
  /** Uint32Array (decisions): indices of tested bars, ascending. */
  readonly bar: Uint32Array;
  /** (decisions): positions from -1 to 1. */
  readonly weights: Float64Array | Float32Array;
};

/**
 * The tested bars [start, end) of a market and the bar after them, as views of its columns.
 * The bar `end` must be there, because the last tested bar earns until its close.
 */
export function marketBars(bars: MarketBars, start: number, end: number): MarketBars {
  assert(0 <= start && start <= end && end < bars.close.length, 'a bar follows the tested ones');
  return { time: bars.time.subarray(start, end + 1), close: bars.close.subarray(start, end + 1) };
}

/** Number of tested bars: one fewer than there are closes. */
export function testedBars({ time, close }: MarketBars): number {
  assert(time.length === close.length, 'one time a close');
  assert(close.length > 0, 'a bar follows the tested ones');
  return close.length - 1;
}
