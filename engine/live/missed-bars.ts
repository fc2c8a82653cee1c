/**
 * Signals of bars that no run decided on, for example because of an outage. The policy goes on from
 * the model's last word, so those bars are decided first, in order. Pure. Must not know: the
 * exchange's position, the clock.
 */

import { formatBarTime, isoTime } from '../core/bar-time.ts';
import { sliceBars, type Bars } from '../core/bars.ts';
import { InputError } from '../core/errors.ts';
import type { Position } from '../trade/positions.ts';
import type { DerivedSignal } from './journal/signal-record.ts';
import type { Decision } from './model/decision.ts';

/** Where the policy stands, and what was derived to find that out. */
export type PolicyState = {
  /** The policy's position before the last bar is decided. */
  readonly previous: Position;
  /** One entry for each missed bar that could be decided, the oldest first. */
  readonly derived: readonly DerivedSignal[];
  readonly warnings: readonly string[];
};

/**
 * The policy's state before the last of `bars` is decided: the last signal, and after it the
 * signals of all bars in between. A bar that cannot be decided leaves the state as it is, with a
 * warning.
 * @param last.signal the position that the last signal asked for
 * @param last.barTime open time (unix seconds) of the bar that the last signal was decided on;
 *   undefined if there was no signal yet, and then no bar counts as missed
 */
export function policyState(
  decide: (situation: { readonly bars: Bars; readonly previous: Position }) => Decision,
  bars: Bars,
  last: { readonly signal: Position; readonly barTime: number | undefined },
): PolicyState {
  if (last.barTime === undefined) return { previous: last.signal, derived: [], warnings: [] };
  const start = bars.time.indexOf(last.barTime) + 1;
  const warnings =
    start > 0 ? [] : [`signals: no bar of ${formatBarTime(last.barTime)}, the last one decided`];
  const derived: DerivedSignal[] = [];
  const failures: string[] = [];
  let previous = last.signal;
  for (let end = start + 1; end < bars.time.length; end++) {
    try {
      const decision = decide({ bars: sliceBars(bars, 0, end), previous });
      previous = decision.position;
      derived.push(derivedSignal(decision));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push(`bar ${formatBarTime(bars.time[end - 1]!)}: ${error.message}`);
    }
  }
  if (failures.length > 0) {
    const count = failures.length;
    warnings.push(
      `signals: ${count} missed bars could not be decided, the last: ${failures.at(-1)}`,
    );
  }
  return { previous, derived, warnings };
}

function derivedSignal(decision: Decision): DerivedSignal {
  return {
    bar_time: isoTime(decision.barTime),
    close: decision.close,
    predicted_class: decision.signal,
    signal: decision.position,
  };
}
