import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { inverseAccount, inverseProfit } from '../../../engine/trade/inverse-account.ts';

const constant = { rule: 'constant-notional', notionalUsd: 100 } as const;
const replicating = { rule: 'usd-replicating' } as const;

describe('inverse contract', () => {
  it('earns n·(1/P0 - 1/P1) bitcoin, which is n·(P1/P0 - 1) dollars', () => {
    expect(inverseProfit(100, 10, 20)).toBe(5);
    expect(inverseProfit(-100, 10, 20)).toBe(-5);
    expect(inverseProfit(100, 10, 20) * 20).toBe(100 * (20 / 10 - 1));
  });
});

describe('account of an inverse contract', () => {
  it('of constant notional equals the one worked by hand', () => {
    const found = inverseAccount({
      closes: [10, 20, 40, 20],
      positions: [1, 1, -1],
      sizing: constant,
      startBtc: 50,
      cost: 0.01,
      fundingRates: [[0.01, 0.02, 0.04], [0.02], []],
    });
    // Bar 0: fee 0.01·100/10, funding 100·(0.01 + 0.02)/10 + 100·0.04/20, profit 10 - 5.
    const [first, second, third] = found.bars;
    expect(first!.contracts).toBe(100);
    expect(first!.feeBtc).toBeCloseTo(0.1, 14);
    expect(first!.fundingBtc).toBeCloseTo(0.5, 14);
    expect(first!.pnlBtc).toBe(5);
    expect(first!.btc).toBeCloseTo(54.4, 12);
    expect(first!.usd).toBeCloseTo(54.4 * 20, 12);
    // Bar 1: no trade, one settlement at the last price, profit 5 - 2.5.
    expect(second!.feeBtc).toBe(0);
    expect(second!.fundingBtc).toBeCloseTo(0.05, 14);
    expect(second!.btc).toBeCloseTo(54.4 + 2.5 - 0.05, 12);
    // Bar 2: from 100 to -100 at 40, profit -100·(1/40 - 1/20).
    expect(third!.contracts).toBe(-100);
    expect(third!.feeBtc).toBeCloseTo(0.05, 14);
    expect(third!.fundingBtc).toBe(0);
    expect(third!.pnlBtc).toBeCloseTo(2.5, 14);
    expect(found.finalBtc).toBe(third!.btc);
    expect(found.finalBtc).toBeCloseTo(59.3, 12);
    expect(found.finalUsd).toBeCloseTo(59.3 * 20, 11);
    expect(found.totalFeeBtc).toBeCloseTo(0.15, 13);
    expect(found.totalFundingBtc).toBeCloseTo(0.55, 13);
    expect(found.totalPnlBtc).toBeCloseTo(10, 13);
    expect(found.minBtc).toBe(first!.btc);
    expect(found.liquidatedAt).toBeUndefined();
  });

  it('that replicates dollars is flat in dollars when its position is flat', () => {
    const found = inverseAccount({
      closes: [10, 20, 5, 8],
      positions: [0, 0, 0],
      sizing: replicating,
      startBtc: 2,
      cost: 0,
    });
    found.bars.forEach((bar) => expect(bar.usd).toBeCloseTo(20, 12));
    expect(found.bars[1]!.contracts).toBeCloseTo(-20, 12);
  });

  it.each([
    [1, 0.5],
    [-1, -0.5],
    [0.5, 0.25],
  ])(
    'that replicates dollars with position %d earns %d in dollars of a rise by half',
    (position, gain) => {
      const found = inverseAccount({
        closes: [10, 15],
        positions: [position],
        sizing: replicating,
        startBtc: 2,
        cost: 0,
      });
      expect(found.finalUsd).toBeCloseTo(20 * (1 + gain), 12);
    },
  );

  it('sizes by equity before the fee, and pays for every change', () => {
    const found = inverseAccount({
      closes: [10, 10, 20],
      positions: [-1, -1],
      sizing: replicating,
      startBtc: 2,
      cost: 0.1,
    });
    // -40 contracts, fee 0.4; then -2·1.6·10 = -32, fee 0.1·8/10.
    expect(found.bars[0]!.contracts).toBe(-40);
    expect(found.bars[0]!.btc).toBeCloseTo(1.6, 13);
    expect(found.bars[1]!.contracts).toBeCloseTo(-32, 12);
    expect(found.bars[1]!.feeBtc).toBeCloseTo(0.08, 13);
  });

  it('says after which bar equity was gone, and goes on', () => {
    const found = inverseAccount({
      closes: [8, 4, 2, 8],
      positions: [1, 1, 1],
      sizing: constant,
      startBtc: 12.5,
      cost: 0,
    });
    // -12.5 at the first bar leaves exactly 0.
    expect(found.liquidatedAt).toBe(0);
    expect(found.minBtc).toBe(-25);
    expect(found.finalBtc).toBe(12.5);
  });

  it('without bars is what it was', () => {
    const found = inverseAccount({
      closes: [10],
      positions: [],
      sizing: constant,
      startBtc: 3,
      cost: 0.1,
    });
    expect(found).toMatchObject({ bars: [], finalBtc: 3, finalUsd: 30, minBtc: 3, totalFeeBtc: 0 });
    expect(found.liquidatedAt).toBeUndefined();
  });

  it('refuses prices and funding that do not fit', () => {
    const options = { positions: [1, 1], sizing: constant, startBtc: 1, cost: 0 };
    const check = (change: object, message: string): void => {
      const call = (): unknown => inverseAccount({ closes: [1, 2, 3], ...options, ...change });
      expect(call).toThrow(InputError);
      expect(call).toThrow(message);
    };
    check({ closes: [1, 2] }, 'closes: expected 3, one more than positions, got 2');
    check({ fundingRates: [[]] }, 'fundingRates: expected 2, one a position, got 1');
    check({ closes: [1, 0, 3] }, 'closes[1]: expected a price above 0, got 0');
    check({ closes: [1, 2, Number.NaN] }, 'closes[2]: expected a price above 0, got NaN');
  });
});
