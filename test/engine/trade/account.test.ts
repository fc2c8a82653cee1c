import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountOf,
  equityOf,
  heldAccount,
  logGrowth,
  type Account,
} from '../../../engine/trade/account.ts';
import { marketBars } from '../../../engine/trade/market-bars.ts';
import { anyTerms, anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

/** Equity after the last entry, 1 without any. */
function finalEquity(account: Account): number {
  return equityOf(account).at(-1) ?? 1;
}

const closeTo = (values: readonly number[]): unknown[] =>
  values.map((value) => expect.closeTo(value, 12));

describe('equityOf', () => {
  it('is what the account is worth after each entry, by simple or by log returns', () => {
    const net = Float64Array.of(0.5, -0.5, 0);
    expect([...equityOf({ payoff: 'linear', net })]).toEqual([1.5, 0.75, 0.75]);
    const log = Float64Array.of(Math.log(2), Math.log(3));
    expect([...equityOf({ payoff: 'log', net: log })]).toEqual(closeTo([2, 6]));
  });
});

describe('the linear account', () => {
  it('equals a table worked by hand', () => {
    // 100 to 110 long, 110 to 88 long without a decision, then short to 110 and to 99.
    const market = marketOf([100, 110, 88, 110, 99]);
    const decisions = classesOn([1, undefined, -1, -1]);
    const account = accountOf(market, decisions, { ...PLAIN, costBps: 10 });
    expect([...account.positions]).toEqual([1, 1, -1, -1]);
    expect([...account.turnover]).toEqual([1, 0, 2, 0]);
    expect([...account.costs]).toEqual(closeTo([0.001, 0, 0.002, 0]));
    expect([...account.gross]).toEqual(closeTo([0.1, -0.2, -0.25, 0.1]));
    expect([...account.net]).toEqual(closeTo([0.099, -0.2, -0.252, 0.1]));
    expect(account.ruinedAt).toBeUndefined();
  });

  it('a short of a bar of +25 % multiplies equity by 0.75', () => {
    const account = accountOf(marketOf([80, 100]), classesOn([-1]), PLAIN);
    expect(finalEquity(account)).toBe(0.75);
  });

  it('a long pays funding and a short receives it', () => {
    const terms = { ...PLAIN, funding: Float64Array.of(0.01, 0.02, -0.03, 0.5) };
    const decisions = classesOn([1, -1, -1, 0]);
    const flat = { ...terms, neutral: 'flat' } as const;
    const { net, gross } = accountOf(marketOf([5, 5, 5, 5, 5]), decisions, flat);
    expect([...net]).toEqual(closeTo([-0.01, 0.02, -0.03, 0]));
    expect(gross).toEqual(net);
  });

  it('ends where equity is gone: no debt, no position and no return after it', () => {
    const market = marketOf([100, 110, 231, 100, 50]);
    const account = accountOf(market, classesOn([-1]), PLAIN);
    expect([...account.net]).toEqual(closeTo([-0.1, -1, 0, 0]));
    expect([...account.gross]).toEqual(closeTo([-0.1, -1, 0, 0]));
    expect([...account.positions]).toEqual([-1, -1, 0, 0]);
    expect([...account.turnover]).toEqual([1, 0, 0, 0]);
    expect(account.ruinedAt).toBe(market.time[2]);
    expect(finalEquity(account)).toBe(0);
  });

  it('ends at an equity of exactly 0, too', () => {
    const account = accountOf(marketOf([100, 200, 50]), classesOn([-1]), PLAIN);
    expect([...account.net]).toEqual([-1, 0]);
    expect(account.ruinedAt).toBe(86_400);
  });

  it('refuses funding that is not one rate a bar', () => {
    for (const payoff of ['linear', 'inverse'] as const) {
      const terms = { ...PLAIN, payoff, funding: new Float64Array(1) };
      expect(() => accountOf(marketOf([1, 2, 3]), classesOn([1]), terms)).toThrow('one funding');
    }
  });

  it('of no tested bar has no entry', () => {
    const none = marketOf([100]);
    expect(heldAccount(none).net).toHaveLength(0);
    expect(accountOf(none, classesOn([]), PLAIN).net).toHaveLength(0);
  });

  it('books a return on the bar that earned it', () => {
    const market = marketOf([1, 2, 3]);
    const { time, earned } = accountOf(market, classesOn([1, 1]), PLAIN);
    expect([...time]).toEqual([0, 86_400]);
    expect([...earned]).toEqual([86_400, 2 * 86_400]);
  });

  it('constant long without cost is buy and hold, and that is the ratio of the closes', () => {
    const property = fc.property(anyTrading, ({ market, decisions }) => {
      const held = heldAccount(market);
      const long = accountOf(
        market,
        { ...decisions, classes: decisions.classes.map(() => 1) },
        PLAIN,
      );
      const first = decisions.bar[0] ?? market.close.length;
      for (let i = first; i < long.net.length; i++) expect(long.net[i]).toBe(held.net[i]);
      const total = logGrowth(held).reduce((sum, value) => sum + value, 0);
      expect(total).toBeCloseTo(Math.log(market.close.at(-1)! / market.close[0]!), 12);
      expect(held.net.length).toBe(market.close.length - 1);
    });
    fc.assert(property, { seed: SEED });
  });

  it('changes nothing when all prices are scaled', () => {
    const property = fc.property(anyTrading, anyTerms, ({ market, decisions }, terms) => {
      // A power of two, so that not even a rounding differs.
      const scaled = { ...market, close: market.close.map((price) => price * 64) };
      expect(accountOf(scaled, decisions, terms)).toEqual(accountOf(market, decisions, terms));
    });
    fc.assert(property, { seed: SEED });
  });

  it('a run in two parts, chained, is the whole run', () => {
    const property = fc.property(anyTrading, fc.nat(), ({ market, decisions }, any) => {
      const bars = market.close.length - 1;
      const cut = any % (bars + 1);
      const whole = accountOf(market, decisions, PLAIN);
      fc.pre(whole.ruinedAt === undefined);
      const split = decisions.bar.filter((bar) => bar < cut).length;
      const head = accountOf(
        marketBars(market, 0, cut),
        { bar: decisions.bar.slice(0, split), classes: decisions.classes.slice(0, split) },
        PLAIN,
      );
      // The second part begins with the position that the first one ends with.
      const weights = Float64Array.from(whole.positions.slice(cut));
      const bar = Uint32Array.from(weights, (_, i) => i);
      const tail = accountOf(marketBars(market, cut, bars), { bar, weights }, PLAIN);
      expect(finalEquity(head) * finalEquity(tail)).toBeCloseTo(finalEquity(whole), 12);
    });
    fc.assert(property, { seed: SEED });
  });

  it('what the sides earn apart adds up to what they earn together', () => {
    const property = fc.property(anyTrading, ({ market, decisions }) => {
      // As far as no side loses its equity, which would end one account and not the other.
      const calm = { ...market, close: market.close.map((price) => 1000 + Math.min(price, 500)) };
      const terms = { ...PLAIN, neutral: 'flat' } as const;
      const sideOf = (sides: 'both' | 'long' | 'short'): Float64Array =>
        accountOf(calm, decisions, { ...terms, sides }).gross;
      const both = sideOf('both');
      const [long, short] = [sideOf('long'), sideOf('short')];
      both.forEach((value, i) => expect(Math.abs(value - (long[i]! + short[i]!))).toBe(0));
    });
    fc.assert(property, { seed: SEED });
  });
});
