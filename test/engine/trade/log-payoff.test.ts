import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../engine/trade/account.ts';
import { logRows } from './log-rows.ts';
import { anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

const LOG = { ...PLAIN, payoff: 'log' } as const;

describe('the log account', () => {
  it('equals a table worked by hand: decided bars only, booked on their own day', () => {
    const market = marketOf([100, 110, 55, 110, 121]);
    const account = accountOf(market, classesOn([1, undefined, undefined, -1]), {
      ...LOG,
      costBps: 10,
    });
    expect([...account.positions]).toEqual([1, -1]);
    expect([...account.turnover]).toEqual([1, 2]);
    const [up] = [Math.log(1.1)];
    expect([...account.gross]).toEqual([expect.closeTo(up, 12), expect.closeTo(-up, 12)]);
    expect([...account.net]).toEqual([expect.closeTo(up - 0.001, 12), expect.closeTo(-up - 0.002)]);
    expect([...account.time]).toEqual([0, 3 * 86_400]);
    expect(account.earned).toEqual(account.time);
    // Five bars and two entries: none of the bars is that of a ruin.
    expect(account.ruinedAt).toBeUndefined();
  });

  it('a short earns more than a short earns', () => {
    const [linear, log] = [PLAIN, LOG].map((terms) => {
      return accountOf(marketOf([100, 120]), classesOn([-1]), terms).net[0]!;
    });
    expect(Math.expm1(log!)).toBeGreaterThan(linear!);
  });

  it('equals the rows of the oracle, bit for bit', () => {
    const policy = fc.constantFrom('hold' as const, 'flat' as const);
    const cost = fc.constantFrom(0, 5, 12.5);
    const property = fc.property(anyTrading, policy, cost, (trading, neutral, costBps) => {
      const { market, decisions } = trading;
      const { close } = market;
      const account = accountOf(market, decisions, { ...LOG, neutral, costBps });
      const nextReturn = Float64Array.from(decisions.bar, (bar) =>
        Math.log(close[bar + 1]! / close[bar]!),
      );
      const rows = logRows(decisions.classes, nextReturn, { neutral, costBps });
      expect([...account.net]).toEqual(rows.net);
      expect([...account.positions]).toEqual(rows.positions);
    });
    fc.assert(property, { seed: SEED });
  });
});
