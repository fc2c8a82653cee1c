/**
 * What positions earn, before and after the cost of changing them.
 * Vocabulary: turnover of a row is |position - the row before's|, from 0 before the first; a cost
 * is in basis points of one unit of turnover, one way. Must not know: where positions come from.
 */

import { assert } from '../core/errors.ts';

const BASIS_POINT = 1e-4;

/** Float64Array (rows): |change of position| at each row, the first against flat. */
export function turnoverOf(positions: Int8Array): Float64Array {
  const turnover = new Float64Array(positions.length);
  let previous = 0;
  for (let i = 0; i < positions.length; i++) {
    turnover[i] = Math.abs(positions[i]! - previous);
    previous = positions[i]!;
  }
  return turnover;
}

/**
 * Float64Array (rows): position · `nextReturn`, log returns before cost. A short earns the log
 * return's negative, as the original system has it; a short's simple return is not quite that.
 * @param nextReturn log return of the bar after each row
 */
export function grossReturns(positions: Int8Array, nextReturn: Float64Array): Float64Array {
  assert(positions.length === nextReturn.length, 'one return a position');
  const gross = new Float64Array(positions.length);
  for (let i = 0; i < gross.length; i++) gross[i] = positions[i]! * nextReturn[i]!;
  return gross;
}

/**
 * Float64Array (rows): turnover · cost, as log returns to take off the gross ones.
 * @param costBps one way, in basis points of a unit of turnover
 */
export function costsOf(turnover: Float64Array, costBps: number): Float64Array {
  return turnover.map((change) => change * costBps * BASIS_POINT);
}

/** Float64Array (rows): gross - costs, log returns. */
export function netReturns(gross: Float64Array, costs: Float64Array): Float64Array {
  assert(gross.length === costs.length, 'one cost a return');
  return gross.map((value, row) => value - costs[row]!);
}
