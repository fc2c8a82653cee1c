import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { policyState } from '../../../engine/live/missed-bars.ts';
import { fixedDecision, fixedModel } from '../../fakes/fixed-decision.ts';

const DAY = 86_400;
const SIGNALS = [1, 0, -1, 0, 0, 1] as const;

function barsOf(count: number): Bars {
  const column = Float64Array.from({ length: count }, (_, i) => 100 + i);
  const time = Float64Array.from({ length: count }, (_, i) => i * DAY);
  return { time, open: column, high: column, low: column, close: column, volume: column };
}

/** The state of a policy that holds, before the bar `count - 1` is decided. */
function stateAt(count: number, last: Parameters<typeof policyState>[2], broken?: number) {
  const decide = fixedDecision(({ time }) => {
    const bar = time.at(-1)! / DAY;
    if (bar === broken) throw new InputError('a feature is undefined');
    return SIGNALS[bar]!;
  }, 'hold');
  const model = fixedModel(0);
  return policyState((situation) => decide({ ...situation, model }), barsOf(count), last);
}

describe('the state of the policy before a decision', () => {
  it.each([
    ['no signal yet: nothing counts as missed', 6, 0, undefined, 0, []],
    ['the bar before was decided', 4, -1, 2, -1, []],
    ['a neutral bar was missed', 5, -1, 2, -1, [-1]],
    ['a flip was missed', 6, 1, 1, -1, [-1, -1, -1]],
  ] as const)('%s', (_, count, signal, bar, previous, signals) => {
    const barTime = bar === undefined ? undefined : bar * DAY;
    const state = stateAt(count, { signal, barTime });
    expect(state.previous).toBe(previous);
    expect(state.derived.map((one) => one.signal)).toEqual(signals);
    expect(state.warnings).toEqual([]);
  });

  it('never decides the last bar itself', () => {
    const { derived } = stateAt(6, { signal: 1, barTime: 0 });
    expect(derived.map((one) => one.bar_time.slice(8, 10))).toEqual(['02', '03', '04', '05']);
    expect(derived[0]).toEqual({
      bar_time: '1970-01-02T00:00:00Z',
      close: 101,
      predicted_class: 0,
      signal: 1,
    });
  });

  it('leaves out a bar that cannot be decided, and says so', () => {
    const state = stateAt(6, { signal: 1, barTime: 0 }, 2);
    expect(state.previous).toBe(1);
    expect(state.derived).toHaveLength(3);
    expect(state.warnings).toEqual([
      'signals: 1 missed bars could not be decided, ' +
        'the last: bar 1970-01-03: a feature is undefined',
    ]);
  });

  it('derives what the bars show if they begin after the last signal', () => {
    const state = stateAt(5, { signal: 1, barTime: -DAY });
    expect(state.previous).toBe(-1);
    expect(state.warnings[0]).toContain('no bar of 1969-12-31');
  });
});
