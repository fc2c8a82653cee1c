import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countPositions,
  nextPosition,
  positionsOf,
  type NeutralPolicy,
  type Position,
  type Signal,
} from '../../../engine/trade/positions.ts';

describe('nextPosition', () => {
  it.each<[Position, Signal, NeutralPolicy, Position]>([
    [0, 1, 'hold', 1],
    [-1, 1, 'hold', 1],
    [1, 1, 'flat', 1],
    [1, -1, 'hold', -1],
    [0, -1, 'flat', -1],
    [1, 0, 'hold', 1],
    [-1, 0, 'hold', -1],
    [0, 0, 'hold', 0],
    [1, 0, 'flat', 0],
    [-1, 0, 'flat', 0],
    [0, 0, 'flat', 0],
  ])('from %i on signal %i with %s gives %i', (previous, signal, policy, expected) => {
    expect(nextPosition(previous, signal, policy)).toBe(expected);
  });
});

describe('positionsOf', () => {
  const signals = Int8Array.of(0, 1, 0, 0, -1, 0, 1);

  it('holds through neutral, flat before the first signal', () => {
    expect([...positionsOf(signals, 'hold')]).toEqual([0, 1, 1, 1, -1, -1, 1]);
  });

  it('goes flat on neutral', () => {
    expect([...positionsOf(signals, 'flat')]).toEqual([0, 1, 0, 0, -1, 0, 1]);
  });

  it('is what nextPosition gives bar by bar, as live does it', () => {
    const anySignals = fc.array(fc.constantFrom<Signal[]>(-1, 0, 1), { maxLength: 50 });
    const anyPolicy = fc.constantFrom<NeutralPolicy[]>('hold', 'flat');
    const property = fc.property(anySignals, anyPolicy, (classes, policy) => {
      let position: Position = 0;
      const live = classes.map((signal) => (position = nextPosition(position, signal, policy)));
      expect([...positionsOf(Int8Array.from(classes), policy)]).toEqual(live);
    });
    fc.assert(property, { seed: 20260216 });
  });
});

describe('countPositions', () => {
  it('counts long, short and flat rows', () => {
    const counts = countPositions(Int8Array.of(1, 1, -1, 0, 1));
    expect(counts).toEqual({ long: 3, short: 1, flat: 1 });
  });
});
