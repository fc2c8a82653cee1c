/**
 * What share of the capital each asset has, bar by bar. A closed market cannot be traded: its share
 * stays as it was at its last close, and the open markets divide what is left. So shares add up to
 * 1 at every time, and a weekend of the others makes no trades in a coin. Must not know: positions.
 */

import { ROUNDING } from '../statistics/moments.ts';
import type { JoinedBars } from './joined-bars.ts';
import type { TargetWeights } from './target-weights.ts';

/**
 * For each asset Float64Array (joined times - 1): the share from the closes of one time to those of
 * the next one. An asset is a member from its first tested bar to the bar after its last one.
 * @param testedBars for each asset the number of tested bars; the index of the bar after them
 */
export function heldWeights(
  { time, bar }: JoinedBars,
  testedBars: readonly number[],
  target: TargetWeights,
): readonly Float64Array[] {
  const entries = time.length - 1;
  const held = bar.map(() => new Float64Array(entries));
  const state = bar.map((): State => 'waiting');
  for (let entry = 0; entry < entries; entry++) {
    bar.forEach((own, i) => (state[i] = nextState(state[i], own[entry], testedBars[i])));
    const wanted = target(
      time[entry],
      state.map((value) => value === 'open' || value === 'closed'),
    );
    let left = 1;
    let open = 0;
    for (const [i, own] of held.entries()) {
      if (state[i] === 'open') open += wanted[i];
      if (state[i] !== 'closed') continue;
      own[entry] = own[entry - 1];
      left -= own[entry];
    }
    for (const [i, own] of held.entries()) {
      if (state[i] !== 'open') continue;
      const share = open > 0 ? (wanted[i] * Math.max(0, left)) / open : 0;
      const before = entry === 0 ? 0 : own[entry - 1];
      // What differs by rounding alone is no trade.
      own[entry] = Math.abs(share - before) <= ROUNDING ? before : share;
    }
  }
  return held;
}

/** `waiting` before the first tested bar, `gone` at the bar after the last one. */
type State = 'waiting' | 'open' | 'closed' | 'gone';

function nextState(state: State, bar: number, testedBars: number): State {
  if (state === 'gone' || bar === testedBars) return 'gone';
  if (bar >= 0) return 'open';
  return state === 'waiting' ? 'waiting' : 'closed';
}
