import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coinAccount } from '../../../engine/portfolio/coin-account.ts';
import type { Sleeve } from '../../../engine/portfolio/sleeves.ts';
import { accountOf } from '../../../engine/trade/account.ts';
import { fillPositions } from '../../../engine/trade/fill-positions.ts';
import { classesOn, marketOf, PLAIN } from '../trade/toy-market.ts';
import { DAY } from './toy-assets.ts';

const SEED = 14;

/** Assets that all have a bar at each time. */
function togetherOf(bars: number, assets: number) {
  const bar = Int32Array.from({ length: bars + 1 }, (_, i) => i);
  return {
    time: Float64Array.from({ length: bars + 1 }, (_, i) => i * DAY),
    bar: Array.from({ length: assets }, () => bar),
  };
}

/**
 * The same account by counting: coins and contracts of each asset, traded at each close to what
 * share and position ask for, with fees taken from the wallet. Gives dollars at each close, from 1.
 */
function counted(sleeves: readonly Sleeve[], costBps: number): number[] {
  const bars = sleeves[0].positions.length;
  const coins = sleeves.map(({ close, weights }) => weights[0] / close[0]);
  const contracts = sleeves.map(() => 0);
  const equities = [1];
  for (let bar = 0; bar < bars; bar++) {
    const [equity] = equities.slice(-1);
    sleeves.forEach(({ close, positions, weights, funding }, i) => {
      const [before, after] = [close[bar], close[bar + 1]];
      const wanted = weights[bar] * positions[bar] * equity;
      const moved = Math.abs(weights[bar] * equity - coins[i] * before);
      const fee = ((Math.abs(wanted - contracts[i]) + moved) * costBps) / 1e4 / before;
      const profit = wanted * (1 / before - 1 / after);
      const paid = (wanted * (funding?.[bar] ?? 0)) / before;
      coins[i] = Math.max(0, (weights[bar] * equity) / before + profit - paid) - fee;
      contracts[i] = wanted;
    });
    equities.push(sleeves.reduce((sum, { close }, i) => sum + coins[i] * close[bar + 1], 0));
  }
  return equities;
}

const anyClasses = fc.array(fc.constantFrom(-1, 0, 1), { minLength: 30, maxLength: 30 });
const anyPrices = fc.array(fc.double({ min: 80, max: 125, noNaN: true }), {
  minLength: 31,
  maxLength: 31,
});
const anyRates = fc.array(fc.double({ min: -0.01, max: 0.01, noNaN: true }), {
  minLength: 30,
  maxLength: 30,
});

describe('coinAccount', () => {
  it('of one asset is its account under payoff inverse, in dollars', () => {
    const property = fc.property(anyClasses, anyPrices, anyRates, (classes, prices, rates) => {
      const market = marketOf(prices);
      const funding = Float64Array.from(rates);
      const terms = { ...PLAIN, payoff: 'inverse', costBps: 30, funding } as const;
      const own = accountOf(market, classesOn(classes), terms);
      const positions = new Float64Array(30);
      fillPositions(classesOn(classes), terms, positions);
      const weights = new Float64Array(30).fill(1);
      const sleeve = { close: market.close, positions, weights, funding };
      const { account } = coinAccount(togetherOf(30, 1), [sleeve], { costBps: 30 });
      account.net.forEach((net, i) => expect(net).toBeCloseTo(own.dollars!.net[i], 12));
      account.gross.forEach((gross, i) => expect(gross).toBeCloseTo(own.dollars!.gross[i], 12));
      account.turnover.forEach((size, i) => expect(size).toBeCloseTo(own.turnover[i], 11));
    });
    fc.assert(property, { seed: SEED });
  });

  it('of several assets is what counting coins and contracts gives', () => {
    const anyAsset = fc.tuple(anyClasses, anyPrices, anyRates);
    const anyShare = fc.array(fc.double({ min: 0.1, max: 0.9, noNaN: true }), {
      minLength: 30,
      maxLength: 30,
    });
    const property = fc.property(anyAsset, anyAsset, anyShare, (a, b, shares) => {
      const sleeves = [a, b].map(([classes, prices, rates], i): Sleeve => {
        const positions = Float64Array.from(classes);
        const weights = Float64Array.from(shares, (share) => (i === 0 ? share : 1 - share));
        const funding = Float64Array.from(rates);
        return { close: Float64Array.from(prices), positions, weights, funding };
      });
      const { account, exposures } = coinAccount(togetherOf(30, 2), sleeves, { costBps: 20 });
      const equities = counted(sleeves, 20);
      let equity = 1;
      account.net.forEach((net, i) => {
        equity *= 1 + net;
        expect(equity).toBeCloseTo(equities[i + 1], 10);
        expect(account.gross[i] - account.costs[i]).toBe(net);
        expect(exposures[0][i]).toBe(sleeves[0].weights[i] * sleeves[0].positions[i]);
      });
    });
    fc.assert(property, { seed: SEED });
  });

  it('holds coins while it is flat, and loses one wallet at most', () => {
    const flat = {
      close: Float64Array.of(100, 200),
      positions: Float64Array.of(0),
      weights: Float64Array.of(0.5),
    };
    // Long one contract a dollar: at a third of the price the wallet owes more than it holds.
    const long = {
      close: Float64Array.of(90, 30),
      positions: Float64Array.of(1),
      weights: Float64Array.of(0.5),
    };
    const { account } = coinAccount(togetherOf(1, 2), [flat, long], { costBps: 0 });
    expect(account.net[0]).toBeCloseTo(0.5 - 0.5, 14);
    expect([...account.turnover]).toEqual([0.5]);
    expect(account.payoff).toBe('linear');
    const alone = coinAccount(togetherOf(1, 1), [{ ...long, weights: Float64Array.of(1) }], {
      costBps: 0,
    });
    expect([...alone.account.net]).toEqual([-1]);
    expect(alone.account.ruinedAt).toBe(DAY);
  });

  it('trades nothing of an asset that has no bar', () => {
    const joined = {
      time: Float64Array.of(0, DAY, 2 * DAY),
      bar: [Int32Array.of(0, 1, 2), Int32Array.of(0, -1, 1)],
    };
    const open = {
      close: Float64Array.of(10, 20, 20),
      positions: Float64Array.of(0, 0),
      weights: Float64Array.of(0.5, 0.5),
    };
    const closed = {
      close: Float64Array.of(10, 10),
      positions: Float64Array.of(1),
      weights: Float64Array.of(0.5, 0.5),
    };
    const { account } = coinAccount(joined, [open, closed], { costBps: 100 });
    // On the second day only the open market's coins are sold, from 1 of 1.495 to half.
    const growth = 1 + account.net[0];
    expect(account.turnover[1]).toBeCloseTo(Math.abs(0.5 - 1 / growth), 12);
  });
});
