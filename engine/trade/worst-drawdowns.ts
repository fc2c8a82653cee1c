/** An account's deepest drawdowns, with dates. Must not know: how the account came about. */

import { deepestOf, drawdownsOf } from '../statistics/drawdowns.ts';
import { simpleReturns, type Account } from './account.ts';

/** A run of entries after which equity is below an earlier high; times in unix seconds. */
export type DatedDrawdown = {
  /** Open of the first bar that ended below the high. */
  readonly start: number;
  /** Open of the bar that ended lowest. */
  readonly trough: number;
  /** Open of the last bar that ended below the high. */
  readonly end: number;
  readonly bars: number;
  /** Fall below the high at the trough, a fraction from 0 to 1. */
  readonly depth: number;
  /** False where the account ends below the high. */
  readonly recovered: boolean;
};

/** How many drawdowns a result lists. */
const LISTED = 5;

/** The deepest drawdowns of `account`, deepest first, at most five. */
export function worstDrawdowns(account: Account): readonly DatedDrawdown[] {
  const { earned } = account;
  return deepestOf(drawdownsOf(simpleReturns(account)), LISTED).map((drawdown) => ({
    start: earned[drawdown.start],
    trough: earned[drawdown.trough],
    end: earned[drawdown.end],
    bars: drawdown.bars,
    depth: -drawdown.depth,
    recovered: drawdown.recovered,
  }));
}
