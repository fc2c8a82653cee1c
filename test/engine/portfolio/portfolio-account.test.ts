import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portfolioAccount } from '../../../engine/portfolio/portfolio-account.ts';
import { accountOf } from '../../../engine/trade/account.ts';
import { fillPositions } from '../../../engine/trade/fill-positions.ts';
import { classesOn, marketOf, PLAIN } from '../trade/toy-market.ts';
import { DAY } from './toy-assets.ts';

const SEED = 12;

/** -0 is 0: a short that earns nothing. */
const unsigned = (value: number): number => value + 0;

/** Days 0, 1, 2, … and the bars of each market on them. */
function joinedOf(bar: readonly (readonly number[])[]) {
  return {
    time: Float64Array.from(bar[0], (_, i) => i * DAY),
    bar: bar.map((own) => Int32Array.from(own)),
  };
}

describe('portfolioAccount', () => {
  it('adds up share times position times move, and pays for each change of exposure', () => {
    // A coin with a bar on each of 4 days, a fund that is closed on day 2.
    const joined = joinedOf([
      [0, 1, 2, 3],
      [0, 1, -1, 2],
    ]);
    const coin = {
      close: Float64Array.of(100, 110, 99, 99),
      positions: Float64Array.of(1, -1, -1),
      weights: Float64Array.of(0.5, 0.5, 0.5),
    };
    const fund = {
      close: Float64Array.of(50, 51, 40.8),
      positions: Float64Array.of(1, 1),
      weights: Float64Array.of(0.5, 0.5, 0.5),
    };
    const { account, exposures } = portfolioAccount(joined, [coin, fund], { costBps: 100 });
    expect(exposures.map((own) => Array.from(own))).toEqual([
      [0.5, -0.5, -0.5],
      [0.5, 0.5, 0.5],
    ]);
    expect([...account.turnover]).toEqual([1, 1, 0]);
    expect([...account.positions]).toEqual([1, 0, 0]);
    const net = [
      0.5 * 0.1 + 0.5 * 0.02 - 0.01, // both rise; two halves were bought
      -0.5 * -0.1 - 0.01, // the coin turned short and falls 10 %; the fund is closed
      0 + 0.5 * -0.2, // the fund's fall of two days arrives with its next bar
    ];
    net.forEach((value, i) => expect(account.net[i]).toBeCloseTo(value, 14));
    expect([...account.time]).toEqual([0, DAY, 2 * DAY]);
    expect([...account.earned]).toEqual([DAY, 2 * DAY, 3 * DAY]);
    expect(account.ruinedAt).toBeUndefined();
  });

  it('closes an asset that leaves, and pays for it', () => {
    const joined = joinedOf([
      [0, 1, 2],
      [0, 1, -1],
    ]);
    const stays = {
      close: Float64Array.of(10, 10, 10),
      positions: Float64Array.of(0, 0),
      weights: Float64Array.of(0.5, 1),
    };
    const leaves = {
      close: Float64Array.of(10, 10),
      positions: Float64Array.of(-1),
      weights: Float64Array.of(0.5, 0),
    };
    const { account } = portfolioAccount(joined, [stays, leaves], { costBps: 100 });
    expect([...account.turnover]).toEqual([0.5, 0.5]);
    expect([...account.net]).toEqual([-0.005, -0.005]);
  });

  it('ends where all equity is lost', () => {
    const joined = joinedOf([[0, 1, 2, 3]]);
    const short = {
      close: Float64Array.of(10, 25, 5, 1),
      positions: Float64Array.of(-1, -1, -1),
      weights: Float64Array.of(1, 1, 1),
    };
    const { account, exposures } = portfolioAccount(joined, [short], { costBps: 5 });
    expect([...account.net]).toEqual([-1, 0, 0]);
    expect([...exposures[0]]).toEqual([-1, 0, 0]);
    expect(account.ruinedAt).toBe(DAY);
  });

  it('pays funding over the bars of an asset while a position is held', () => {
    const joined = joinedOf([
      [0, 1, 2],
      [0, -1, 1],
    ]);
    const pays = {
      close: Float64Array.of(10, 10, 10),
      positions: Float64Array.of(1, -1),
      weights: Float64Array.of(0.5, 0.5),
      funding: Float64Array.of(0.001, 0.002),
    };
    // Closed on the second day: what it pays until its next bar is booked there.
    const late = {
      close: Float64Array.of(10, 10),
      positions: Float64Array.of(-1),
      weights: Float64Array.of(0.5, 0.5),
      funding: Float64Array.of(0.004),
    };
    const { account } = portfolioAccount(joined, [pays, late], { costBps: 0 });
    expect(account.net[0]).toBeCloseTo(-0.5 * 0.001, 15);
    expect(account.net[1]).toBeCloseTo(0.5 * 0.002 + 0.5 * 0.004, 15);
  });

  const anyClasses = fc.array(fc.constantFrom(-1, 0, 1, undefined), {
    minLength: 2,
    maxLength: 30,
  });
  const anyPrice = fc.double({ min: 80, max: 125, noNaN: true });
  const anyAsset = fc.tuple(anyClasses, fc.array(anyPrice, { minLength: 31, maxLength: 31 }));

  const anyTerms = fc.tuple(
    fc.integer({ min: 0, max: 90 }),
    fc.constantFrom(
      undefined,
      Float64Array.from({ length: 30 }, (_, i) => 0.01 * Math.sin(i)),
    ),
  );

  it('of one asset is its own account, bit for bit', () => {
    const property = fc.property(anyAsset, anyTerms, (asset, [costBps, rates]) => {
      const [classes, prices] = asset;
      const bars = classes.length;
      const funding = rates?.subarray(0, bars);
      const market = marketOf(prices.slice(0, bars + 1));
      const decisions = classesOn(classes);
      const terms = { ...PLAIN, costBps, funding };
      const own = accountOf(market, decisions, terms);
      const positions = new Float64Array(bars);
      fillPositions(decisions, terms, positions);
      const weights = new Float64Array(bars).fill(1);
      const sleeve = { close: market.close, positions, weights, funding };
      const bar = Array.from({ length: bars + 1 }, (_, i) => i);
      const { account } = portfolioAccount(joinedOf([bar]), [sleeve], { costBps });
      for (const column of ['net', 'gross', 'turnover'] as const) {
        expect(account[column].map(unsigned)).toEqual(own[column].map(unsigned));
      }
    });
    fc.assert(property, { seed: SEED });
  });

  it('of equal shares of one calendar is the mean of the single accounts', () => {
    const fixed = fc.array(fc.constantFrom(-1, 0, 1), { minLength: 30, maxLength: 30 });
    const anyPair = fc.tuple(fixed, fixed, anyAsset, anyAsset);
    const property = fc.property(anyPair, ([a, b, [, x], [, y]]) => {
      const both = [
        { classes: a, market: marketOf(x) },
        { classes: b, market: marketOf(y) },
      ].map(({ classes, market }) => {
        const own = accountOf(market, classesOn(classes), { ...PLAIN, costBps: 7 });
        const weights = new Float64Array(30).fill(0.5);
        return { own, sleeve: { close: market.close, positions: own.positions, weights } };
      });
      const bar = Array.from({ length: 31 }, (_, i) => i);
      const sleeves = both.map(({ sleeve }) => sleeve);
      const { account } = portfolioAccount(joinedOf([bar, bar]), sleeves, { costBps: 7 });
      account.net.forEach((net, i) => {
        expect(net).toBeCloseTo((both[0].own.net[i] + both[1].own.net[i]) / 2, 14);
      });
    });
    fc.assert(property, { seed: SEED });
  });
});
