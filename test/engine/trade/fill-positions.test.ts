import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPositions, onSide } from '../../../engine/trade/fill-positions.ts';
import type { Decisions } from '../../../engine/trade/market-bars.ts';
import { positionsOf } from '../../../engine/trade/positions.ts';
import type { PositionTerms } from '../../../engine/trade/trade-terms.ts';
import { anyTrading, classesOn, PLAIN, SEED } from './toy-market.ts';

function positions(bars: number, decisions: Decisions, terms: Partial<PositionTerms>): number[] {
  // Old values, as in a series that is used again.
  const target = new Float64Array(bars).fill(9);
  fillPositions(decisions, { ...PLAIN, ...terms }, target);
  return [...target];
}

describe('fillPositions', () => {
  const decided = classesOn([undefined, 1, undefined, 0, -1, undefined, 0, 1]);

  it.each([
    ['hold', { neutral: 'hold' }, [0, 1, 1, 1, -1, -1, -1, 1, 1]],
    ['flat', { neutral: 'flat' }, [0, 1, 1, 0, -1, -1, 0, 1, 1]],
    ['hold, long only', { neutral: 'hold', sides: 'long' }, [0, 1, 1, 1, 0, 0, 0, 1, 1]],
    ['hold, short only', { neutral: 'hold', sides: 'short' }, [0, 0, 0, 0, -1, -1, -1, 0, 0]],
    ['flat, short only', { neutral: 'flat', sides: 'short' }, [0, 0, 0, 0, -1, -1, 0, 0, 0]],
    ['hold, two bars later', { neutral: 'hold', delayBars: 2 }, [0, 0, 0, 1, 1, 1, -1, -1, -1]],
    ['a delay beyond the end', { delayBars: 20 }, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ] as const)('keeps to the policy: %s', (_name, terms, expected) => {
    expect(positions(9, decided, terms)).toEqual(expected);
  });

  it('takes weights as they are, cut to the allowed sides', () => {
    const weights = { bar: Uint32Array.of(0, 2, 3), weights: Float64Array.of(0.5, -0.25, 0) };
    expect(positions(5, weights, {})).toEqual([0.5, 0.5, -0.25, 0, 0]);
    expect(positions(5, weights, { sides: 'long' })).toEqual([0.5, 0.5, 0, 0, 0]);
    expect(positions(5, weights, { sides: 'short' })).toEqual([0, 0, -0.25, 0, 0]);
  });

  it('is the policy of live where every bar has a decision', () => {
    const signals = fc.array(fc.constantFrom(-1, 0, 1), { maxLength: 30 });
    const policy = fc.constantFrom('hold' as const, 'flat' as const);
    const property = fc.property(signals, policy, (classes, neutral) => {
      const live = positionsOf(Int8Array.from(classes), neutral);
      expect(positions(classes.length, classesOn(classes), { neutral })).toEqual([...live]);
    });
    fc.assert(property, { seed: SEED });
  });

  it('a delay moves every position, and the later decisions change none before them', () => {
    const delay = fc.integer({ min: 0, max: 5 });
    const property = fc.property(anyTrading, delay, ({ market, decisions }, delayBars) => {
      const bars = market.close.length - 1;
      const now = positions(bars, decisions, { delayBars: 0 });
      const later = positions(bars, decisions, { delayBars });
      expect(later).toEqual([...new Float64Array(delayBars), ...now].slice(0, bars));
    });
    fc.assert(property, { seed: SEED });
  });

  it.each([
    ['a bar beyond the tested ones', { bar: Uint32Array.of(3), classes: Int8Array.of(1) }],
    ['bars out of order', { bar: Uint32Array.of(1, 1), classes: Int8Array.of(1, 1) }],
    ['a class missing', { bar: Uint32Array.of(0, 1), classes: Int8Array.of(1) }],
    ['a weight beyond 1', { bar: Uint32Array.of(0), weights: Float64Array.of(1.5) }],
    [
      'a weight that is no number',
      { bar: Uint32Array.of(0), weights: Float64Array.of(Number.NaN) },
    ],
  ])('refuses %s', (_name, decisions) => {
    expect(() => positions(3, decisions, {})).toThrow('broken invariant');
  });

  it('refuses a delay that is no whole number', () => {
    expect(() => positions(9, decided, { delayBars: -1 })).toThrow('whole number of bars');
    expect(() => positions(9, decided, { delayBars: 0.5 })).toThrow('whole number of bars');
  });
});

describe('onSide', () => {
  it('leaves what is allowed and makes 0 of the rest', () => {
    const cut = (sides: 'both' | 'long' | 'short') => [-1, 0, 0.5].map((p) => onSide(p, sides));
    expect(cut('both')).toEqual([-1, 0, 0.5]);
    expect(cut('long')).toEqual([0, 0, 0.5]);
    expect(cut('short')).toEqual([-1, 0, 0]);
  });
});
