/**
 * Whether numbers can be simple returns at all. Prices and equity curves are refused, never turned
 * into returns: only who made the file knows what its numbers are. Must not know: files.
 */

import { InputError } from '../core/errors.ts';
import { autocorrelations } from '../statistics/autocorrelation.ts';

/** Fewer returns prove nothing: the Sharpe ratio's error is then larger than any ratio. */
export const LEAST_RETURNS = 20;
/** 1,000 % in one period. */
const LARGEST_RETURN = 10;
/** So alike are neighbours of prices, equity and running sums; of returns they never are. */
const LEVEL_AUTOCORRELATION = 0.9;

const HOW_TO =
  'returns are made of prices or equity by price / price before - 1 (pandas: pct_change())';

/**
 * Refuses what is no series of a strategy's simple returns.
 * @param where names the series in the message: `returns.csv: column "Close"`
 * @throws InputError for fewer than 20, a value that is no number, -1 or less or above 10, no
 *   negative value, and for neighbours that are as alike as those of prices
 */
export function checkReturns(returns: Float64Array, where: string): void {
  if (returns.length < LEAST_RETURNS) {
    throw new InputError(
      `${where}: expected at least ${LEAST_RETURNS} returns, got ${returns.length}`,
    );
  }
  checkRange(returns, where);
  if (!returns.some((value) => value < 0)) {
    throw new InputError(
      `${where}: expected returns, got ${returns.length} values of which none is negative: ` +
        HOW_TO,
    );
  }
  const alike = autocorrelations(returns, 1)[0]!;
  if (alike > LEVEL_AUTOCORRELATION) {
    throw new InputError(
      `${where}: expected returns of one period each, got neighbours as alike as those of prices ` +
        `or running sums (autocorrelation ${alike.toFixed(2)}): ${HOW_TO}`,
    );
  }
}

/**
 * Refuses values that no return can have. A trial that never lost passes, and one that never
 * traded.
 * @throws InputError for the first value that is no number, -1 or less, or above 10
 */
export function checkRange(returns: Float64Array, where: string): void {
  const index = returns.findIndex((value) => !(value > -1 && value <= LARGEST_RETURN));
  if (index < 0) return;
  const value = returns[index]!;
  const hint =
    value <= -1
      ? 'a return of -1 loses all there was; write percent as -1.5% or in a column named with %'
      : HOW_TO;
  throw new InputError(
    `${where}: expected simple returns above -1 and at most ${LARGEST_RETURN}, such as 0.01 for ` +
      `1 %, got ${value} in return ${index + 1}: ${hint}`,
  );
}
