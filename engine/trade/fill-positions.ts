/**
 * The position on every bar from the decisions on some of them.
 * The policy for neutral is `nextPosition`, the one that live uses. Must not know: money.
 */

import { assert } from '../core/errors.ts';
import type { Decisions } from './market-bars.ts';
import { nextPosition, type Position, type Signal } from './positions.ts';
import type { PositionTerms, Sides } from './trade-terms.ts';

/**
 * Fills `target` (Float64Array (bars), -1 to 1) with the positions held from each bar's close to
 * the next. Flat before the first decision; a decided bar takes the policy's next position, cut
 * to the allowed sides; a bar without a decision keeps the position; all of it `delayBars` later.
 */
export function fillPositions(
  decisions: Decisions,
  terms: PositionTerms,
  target: Float64Array,
): void {
  checkDecisions(decisions, target.length);
  const { delayBars } = terms;
  assert(Number.isInteger(delayBars) && delayBars >= 0, 'the delay is a whole number of bars');
  const { bar } = decisions;
  target.fill(0, 0, Math.min(delayBars, target.length));
  let position = 0;
  let next = 0;
  // Invariant: target[0, i + delayBars) is filled, and decisions [next, …) are at bar i or later.
  for (let i = 0; i + delayBars < target.length; i++) {
    if (bar[next] === i) {
      position = decidedPosition(decisions, next, position, terms);
      next++;
    }
    target[i + delayBars] = position;
  }
}

/** `position`, or 0 where it is on a side that is not allowed. */
export function onSide(position: number, sides: Sides): number {
  if (sides === 'long') return Math.max(position, 0);
  // Not Math.min, which would make -0 of a 0.
  return sides === 'short' && position > 0 ? 0 : position;
}

/**
 * The position after decision `index`. What was cut to a side comes out the same as if the policy
 * had gone on from the uncut position: a held position that is not allowed is flat either way.
 */
function decidedPosition(
  decisions: Decisions,
  index: number,
  previous: number,
  { neutral, sides }: PositionTerms,
): number {
  if ('weights' in decisions) return onSide(decisions.weights[index], sides);
  const signal = decisions.classes[index] as Signal;
  return onSide(nextPosition(previous as Position, signal, neutral), sides);
}

function checkDecisions(decisions: Decisions, bars: number): void {
  const { bar } = decisions;
  const values = 'weights' in decisions ? decisions.weights : decisions.classes;
  assert(bar.length === values.length, 'one bar a decision');
  for (let i = 0; i < bar.length; i++) {
    assert(bar[i] < bars && (i === 0 || bar[i - 1] < bar[i]), 'decided bars are tested, ascending');
    assert(Math.abs(values[i]) <= 1, 'a decision is from -1 to 1');
  }
}
