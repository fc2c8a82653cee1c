import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../engine/trade/account.ts';
import { tradesOf } from '../../../engine/trade/trades.ts';
import { anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

const DAY = 86_400;

describe('tradesOf', () => {
  it('lists entries, exits, flips and the trade that is still open', () => {
    const market = marketOf([100, 110, 121, 121, 121, 100, 110]);
    const decisions = classesOn([1, 1, 0, -1, 1]);
    const account = accountOf(market, decisions, { ...PLAIN, neutral: 'flat', costBps: 100 });
    const trades = tradesOf(account);
    // Long two bars of +10 %, 1 % to enter, 1 % to leave into flat.
    expect(trades[0]).toEqual({
      entryTime: 0,
      exitTime: 2 * DAY,
      side: 'long',
      bars: 2,
      return: expect.closeTo(1.09 * 1.1 * 0.99 - 1, 12),
      cost: expect.closeTo(0.02, 12),
      open: false,
    });
    // Short one flat bar; the flip at the next close costs 2 %, half of it to leave.
    expect(trades[1]).toEqual({
      entryTime: 3 * DAY,
      exitTime: 4 * DAY,
      side: 'short',
      bars: 1,
      return: expect.closeTo(0.99 * 0.99 - 1, 12),
      cost: expect.closeTo(0.02, 12),
      open: false,
    });
    const flip = (1 + 100 / 121 - 1 - 0.02) / 0.99;
    expect(trades[2]).toEqual({
      entryTime: 4 * DAY,
      exitTime: 6 * DAY,
      side: 'long',
      bars: 2,
      return: expect.closeTo(flip * 1.1 - 1, 12),
      cost: expect.closeTo(0.01, 12),
      open: true,
    });
    expect(trades).toHaveLength(3);
  });

  it('of a ruined account ends with it', () => {
    const account = accountOf(marketOf([100, 250, 100]), classesOn([-1]), PLAIN);
    const [only, ...others] = tradesOf(account);
    expect(only).toMatchObject({ return: -1, bars: 1, open: false, exitTime: DAY });
    expect(others).toEqual([]);
  });

  it('multiply up to the final equity, and their costs to all costs', () => {
    const policy = fc.constantFrom('hold' as const, 'flat' as const);
    const payoff = fc.constantFrom('linear' as const, 'log' as const);
    const property = fc.property(anyTrading, policy, payoff, (trading, neutral, kind) => {
      const terms = { ...PLAIN, neutral, payoff: kind, costBps: 50 };
      const account = accountOf(trading.market, trading.decisions, terms);
      const trades = tradesOf(account);
      const log = account.net.reduce((sum, value) => sum + value, 0);
      const linear = account.net.reduce((equity, value) => equity * (1 + value), 1);
      const product = trades.reduce((equity, each) => equity * (1 + each.return), 1);
      expect(product).toBeCloseTo(kind === 'log' ? Math.exp(log) : linear, 10);
      const costs = trades.reduce((sum, each) => sum + each.cost, 0);
      expect(costs).toBeCloseTo(
        account.costs.reduce((sum, value) => sum + value, 0),
        12,
      );
      const held = account.positions.filter((position) => position !== 0).length;
      expect(trades.reduce((sum, each) => sum + each.bars, 0)).toBe(held);
    });
    fc.assert(property, { seed: SEED });
  });
});
