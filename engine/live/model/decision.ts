/** What a model decides on one bar. */

import type { Position, Signal } from '../../trade/positions.ts';

/** The class that the forest predicts, and the position that follows from it. */
export type Decision = {
  /** The predicted class. */
  readonly signal: Signal;
  /** The position to hold, after the model's policy for neutral is applied. */
  readonly position: Position;
  readonly probabilities: { readonly down: number; readonly neutral: number; readonly up: number };
  readonly features: Readonly<Record<string, number>>;
  /** Close of the last closed bar, and its open time in unix seconds. */
  readonly close: number;
  readonly barTime: number;
  readonly warnings: readonly string[];
};
