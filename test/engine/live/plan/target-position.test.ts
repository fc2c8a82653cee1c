import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientOrderId,
  legsTo,
  nextLeg,
  signOf,
  targetContracts,
} from '../../../../engine/live/plan/target-position.ts';

const PI = { symbol: 'PI_XBTUSD', type: 'futures_inverse', contractSize: 1, lotContracts: 1 };
const FUZZ = { numRuns: 500, seed: 7 };

describe("the original system's table for a size of 1000 and a position of 700", () => {
  // signal, position, and the legs: purpose, side, size
  it.each([
    [1, 0, ['open buy 1000']],
    [1, -700, ['close buy 700', 'open buy 1000']],
    [1, 1000, []],
    [0, 700, ['close sell 700']],
    [0, -700, ['close buy 700']],
    [0, 0, []],
    [-1, 0, ['open sell 1000']],
    [-1, 700, ['close sell 700', 'open sell 1000']],
    [-1, -1000, []],
  ] as const)('signal %i from %i', (signal, position, expected) => {
    const legs = legsTo(position, targetContracts(signal, 1000, PI), 1);
    expect(legs.map(({ purpose, side, size }) => `${purpose} ${side} ${size}`)).toEqual(expected);
    for (const { purpose, reduceOnly } of legs) expect(reduceOnly).toBe(purpose === 'close');
  });
});

describe('positions of other sizes', () => {
  it('are raised to the target after a partial fill, and reduced to it if they are larger', () => {
    expect(nextLeg(400, 1000, 1)).toEqual({
      purpose: 'open',
      side: 'buy',
      size: 600,
      reduceOnly: false,
    });
    expect(nextLeg(-1500, -1000, 1)).toEqual({
      purpose: 'close',
      side: 'buy',
      size: 500,
      reduceOnly: true,
    });
  });

  it('stay as they are if the difference is less than a lot', () => {
    expect(nextLeg(5, 0, 10)).toBeUndefined();
    expect(nextLeg(995, 1000, 10)).toBeUndefined();
    expect(nextLeg(5, -1000, 10)).toMatchObject({ purpose: 'open', side: 'sell', size: 1000 });
  });

  it('reach the target within a lot, in at most two legs, without overshooting', () => {
    const contracts = fc.integer({ min: -5000, max: 5000 });
    const lots = fc.integer({ min: 1, max: 50 });
    const property = fc.property(contracts, contracts, lots, (position, wanted, lot) => {
      const target = Math.trunc(wanted / lot) * lot;
      const legs = legsTo(position, target, lot);
      expect(legs.length).toBeLessThanOrEqual(2);
      let at = position;
      for (const leg of legs) {
        expect(leg.size).toBeGreaterThan(0);
        expect(leg.size % lot).toBe(0);
        const next = at + signOf(leg.side) * leg.size;
        if (leg.reduceOnly) expect(Math.abs(next)).toBeLessThan(Math.abs(at));
        expect(Math.abs(target - next)).toBeLessThan(Math.abs(target - at));
        at = next;
      }
      expect(Math.abs(target - at)).toBeLessThan(lot);
    });
    fc.assert(property, FUZZ);
  });
});

describe('the target', () => {
  it('is in whole lots', () => {
    expect(targetContracts(-1, 1009, { ...PI, lotContracts: 10 })).toBe(-1000);
    expect(targetContracts(1, 1000, { ...PI, contractSize: 10 })).toBe(100);
    expect(targetContracts(0, 1000, PI)).toBe(0);
  });

  it('refuses other contracts and less than a lot', () => {
    const linear = { ...PI, type: 'flexible_futures' };
    expect(() => targetContracts(1, 1000, linear)).toThrow('expected an inverse contract');
    const lots = { ...PI, lotContracts: 100 };
    expect(() => targetContracts(1, 50, lots)).toThrow('at least one lot, 100 USD, got 50');
  });
});

it('an order id has environment, day, leg and deployment', () => {
  const id = clientOrderId({ environment: 'demo', date: '2026-03-10', leg: 2, deployment: 'ab12' });
  expect(id).toBe('wf-demo-2026-03-10-2-ab12');
});
