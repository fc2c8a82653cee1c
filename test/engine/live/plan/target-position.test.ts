import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientOrderId,
  dayTarget,
  legsTo,
  nextLeg,
  signOf,
  targetContracts,
} from '../../../../engine/live/plan/target-position.ts';

const PI = {
  symbol: 'PI_XBTUSD',
  payoff: 'inverse',
  contractSize: 1,
  lotContracts: 1,
} as const;
const PF = {
  symbol: 'PF_XBTUSD',
  payoff: 'linear',
  contractSize: 0.0001,
  lotContracts: 1,
} as const;
type Contract = Parameters<typeof targetContracts>[0]['instrument'];

/** The target at a price of 60,000. */
function target(signal: -1 | 0 | 1, sizeUsd: number, instrument: Contract): number {
  return targetContracts({ signal, sizeUsd, instrument, markPrice: 60_000 });
}

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
    const legs = legsTo(position, target(signal, 1000, PI), 1);
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
      const whole = Math.trunc(wanted / lot) * lot;
      const legs = legsTo(position, whole, lot);
      expect(legs.length).toBeLessThanOrEqual(2);
      let at = position;
      for (const leg of legs) {
        expect(leg.size).toBeGreaterThan(0);
        expect(leg.size % lot).toBe(0);
        const next = at + signOf(leg.side) * leg.size;
        if (leg.reduceOnly) expect(Math.abs(next)).toBeLessThan(Math.abs(at));
        expect(Math.abs(whole - next)).toBeLessThan(Math.abs(whole - at));
        at = next;
      }
      expect(Math.abs(whole - at)).toBeLessThan(lot);
    });
    fc.assert(property, FUZZ);
  });
});

describe('the target', () => {
  it('is in whole lots', () => {
    expect(target(-1, 1009, { ...PI, lotContracts: 10 })).toBe(-1000);
    expect(target(1, 1000, { ...PI, contractSize: 10 })).toBe(100);
    expect(target(0, 1000, PI)).toBe(0);
  });

  it('of a linear contract is the size at the mark price, in whole lots', () => {
    // 1000 / 60,000 = 0.016666… bitcoin
    expect(target(1, 1000, PF)).toBe(166);
    expect(target(-1, 1000, { ...PF, lotContracts: 10 })).toBe(-160);
    expect(target(1, 600, PF)).toBe(100);
  });

  it('refuses less than a lot, but not to close', () => {
    const lots = { ...PI, lotContracts: 100 };
    expect(() => target(1, 50, lots)).toThrow('at least one lot, 100 USD, got 50');
    expect(() => target(1, 5, PF)).toThrow('at least one lot, 6 USD, got 5');
    expect(target(0, 5, PF)).toBe(0);
  });
});

describe('the target of a day', () => {
  const sizing = { instrument: 'PF_XBTUSD', sizeUsd: 1000, contracts: 166 };
  const facts = { sizeUsd: 1000, instrument: PF, markPrice: 80_000, today: undefined } as const;
  it.each([
    // what is the case, signal, position, the last sizing, target
    ['a kept side keeps its contracts', 1, 166, sizing, 166],
    ['a kept side is filled up to them', 1, 90, sizing, 166],
    ['a position opened anew is sized by the price', 1, 0, sizing, 125],
    ['a reversed one, too', -1, 166, sizing, -125],
    ['another size in dollars is applied', 1, 166, { ...sizing, sizeUsd: 2000 }, 125],
    ["another contract's sizing is not", 1, 166, { ...sizing, instrument: 'PI_XBTUSD' }, 125],
    ['without a sizing the price decides', 1, 166, undefined, 125],
    ['flat is flat', 0, 166, sizing, 0],
  ] as const)('%s', (_, signal, position, earlier, expected) => {
    expect(dayTarget({ ...facts, signal, position, earlier })).toBe(expected);
  });

  it("stays what the day's first order was computed from, also from flat", () => {
    const later = { ...facts, signal: 1, position: 0, today: sizing, earlier: undefined } as const;
    expect(dayTarget(later)).toBe(166);
    expect(dayTarget({ ...later, sizeUsd: 800 })).toBe(100);
  });

  it('of an inverse contract depends on no price', () => {
    const earlier = { instrument: 'PI_XBTUSD', sizeUsd: 1000, contracts: 900 };
    const inverse = { ...facts, instrument: PI, signal: 1, position: 900, earlier } as const;
    expect(dayTarget(inverse)).toBe(1000);
  });
});

it('an order id has environment, contract, day, leg and deployment', () => {
  const day = { environment: 'demo', date: '2026-03-10', leg: 2, deployment: 'ab12' };
  const id = clientOrderId({ ...day, instrument: 'PF_XBTUSD' });
  expect(id).toBe('wf-demo-PFXBTUSD-2026-03-10-2-ab12');
});
