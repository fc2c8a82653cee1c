/** What a model decides on one bar. */

import type { Position, Signal } from '../../trade/positions.ts';

/** What `decide` gives: the forest's word and the position that follows from it. */
export type Decision = {
  /** The class predicted. */
  readonly signal: Signal;
  /** The position to hold, after the model's own policy for neutral. */
  readonly position: Position;
  readonly probabilities: { readonly down: number; readonly neutral: number; readonly up: number };
  readonly features: Readonly<Record<string, number>>;
  /** Close of the last closed bar, and its open time in unix seconds. */
  readonly close: number;
  readonly barTime: number;
  readonly warnings: readonly string[];
};
