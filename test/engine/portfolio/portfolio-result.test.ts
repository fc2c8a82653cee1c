import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../engine/core/bars.ts';
import { sessionDay } from '../../../engine/core/market-calendar.ts';
import { portfolioResult } from '../../../engine/portfolio/portfolio-result.ts';
import { WEIGHT_RULES } from '../../../engine/portfolio/target-weights.ts';
import { sum } from '../../../engine/statistics/moments.ts';
import { equityOf } from '../../../engine/trade/account.ts';
import { DAY, MONDAY, randomBars, runOf, timesOf } from './toy-assets.ts';

const SEED = 13;
const PLAN = { weights: 'equal', windowBars: 20, thresholds: [0.4, 0.5] } as const;

const COIN = randomBars(timesOf('coin', MONDAY, 220), 2);
const FUND = randomBars(timesOf('fund', MONDAY, 220), 3);
/** Begins later and ends earlier than the others. */
const SHORT = randomBars(timesOf('fund', MONDAY + 30, 170), 4);

/** The same with bars of four hours. */
const SHORTER = {
  coin: randomBars(timesOf('coin, 4h', MONDAY, 60), 5),
  fund: randomBars(timesOf('fund, 4h', MONDAY - 70, 125), 6),
};

function runsOf(coin: Bars, fund: Bars, trade: Readonly<Record<string, unknown>> = {}) {
  return [
    runOf('BTC', coin, { initialTrain: 100, seed: 21, trade }),
    runOf('SPY', fund, { initialTrain: 100, seed: 22, trade }),
    runOf('GLD', SHORT, { initialTrain: 100, seed: 23, trade }),
  ];
}

/** `bars` whose prices from the open at `start` (unix seconds) on are those of other bars. */
function otherFrom(bars: Bars, start: number, seed: number): Bars {
  const other = randomBars(bars.time, seed);
  const from = bars.time.findIndex((time) => time >= start);
  const fields = ['open', 'high', 'low', 'close', 'volume'] as const;
  const columns = fields.map((field) => {
    const column = bars[field].slice();
    column.set(other[field].subarray(from), from);
    return [field, column] as const;
  });
  return { ...bars, ...Object.fromEntries(columns) };
}

describe('portfolioResult', () => {
  it.each(WEIGHT_RULES)('knows nothing of the future of any asset: %s', (weights) => {
    const plan = { ...PLAN, weights };
    const before = portfolioResult(runsOf(COIN, FUND), plan).portfolio;
    const day = fc.integer({ min: MONDAY + 120, max: MONDAY + 200 });
    const property = fc.property(
      day,
      fc.boolean(),
      fc.integer({ min: 1000, max: 2000 }),
      (last, ofCoin, seed) => {
        const changed = ofCoin ? otherFrom(COIN, (last + 1) * DAY, seed) : COIN;
        const fund = ofCoin ? FUND : otherFrom(FUND, (last + 1) * DAY, seed);
        const after = portfolioResult(runsOf(changed, fund), plan).portfolio;
        const { account } = before;
        expect(after.account.time).toEqual(account.time);
        // Returns up to the day, shares and exposures that are decided on it.
        const earned = account.earned.findIndex((time) => time > last * DAY);
        const decided = account.time.findIndex((time) => time > last * DAY);
        expect(after.account.net.subarray(0, earned)).toEqual(account.net.subarray(0, earned));
        for (const kind of ['weights', 'exposures'] as const) {
          after[kind].forEach((own, i) => {
            expect(own.subarray(0, decided)).toEqual(before[kind][i].subarray(0, decided));
          });
        }
        expect(after.account.net).not.toEqual(account.net);
      },
    );
    fc.assert(property, { seed: SEED, numRuns: 25 });
  });

  it.each(WEIGHT_RULES)('knows nothing of the future of shorter bars: %s', (weights) => {
    const plan = { ...PLAN, weights };
    const runs = (coin: Bars, fund: Bars) => [
      runOf('BTC', coin, { initialTrain: 100, seed: 21 }),
      runOf('SPY', fund, { initialTrain: 100, seed: 22 }),
    ];
    const { coin, fund } = SHORTER;
    const { account, ...before } = portfolioResult(runs(coin, fund), plan).portfolio;
    const steps = account.earned.map((time, i) => time - account.time[i]);
    expect(Math.min(...steps)).toBe(1.5 * 3600);
    const property = fc.property(
      fc.integer({ min: 50, max: account.time.length - 50 }),
      fc.boolean(),
      (at, ofCoin) => {
        const start = account.time[at];
        const changed = ofCoin ? otherFrom(coin, start, at) : coin;
        const other = ofCoin ? fund : otherFrom(fund, start, at);
        const after = portfolioResult(runs(changed, other), plan).portfolio;
        expect(after.account.net.subarray(0, at - 1)).toEqual(account.net.subarray(0, at - 1));
        for (const kind of ['weights', 'exposures'] as const) {
          after[kind].forEach((own, i) => {
            expect(own.subarray(0, at)).toEqual(before[kind][i].subarray(0, at));
          });
        }
        expect(after.account.net).not.toEqual(account.net);
      },
    );
    fc.assert(property, { seed: SEED, numRuns: 15 });
  });

  it('has an entry for each day on which a market has a bar, and equity that adds up', () => {
    const { portfolio, assets } = portfolioResult(runsOf(COIN, FUND), PLAN);
    const { account, weights } = portfolio;
    // The coin is open on every day, so that no day is missing.
    const steps = account.earned.map((time, i) => time - account.time[i]);
    expect(new Set(steps)).toEqual(new Set([DAY]));
    const first = Math.min(
      ...assets.map(({ run, arena }) => sessionDay(run.calendar, arena.market.time[0])),
    );
    expect(account.time[0]).toBe(first * DAY);
    const [lastEquity] = equityOf(account).slice(-1);
    expect(sum(account.net.map(Math.log1p))).toBeCloseTo(Math.log(lastEquity), 12);
    for (let i = 0; i < account.net.length; i++) {
      expect(sum(weights.map((own) => own[i]))).toBeCloseTo(1, 12);
    }
    expect(portfolio.periodsFrom).toBe('counted');
    expect(portfolio.periodsPerYear).toBeCloseTo(365.25, 10);
  });

  it('holds every asset from its first tested bar on for buy and hold, at no cost', () => {
    const { buyHold, assets } = portfolioResult(runsOf(FUND, FUND), PLAN);
    expect(sum(buyHold.account.costs)).toBe(0);
    expect(buyHold.exposures).toEqual(buyHold.weights);
    // Two of the three are the same fund, and the third one is there for a part of the time.
    const alone = assets[0].buyHold.account;
    const last = buyHold.account.net.length - 1;
    expect(buyHold.account.net[last]).toBeCloseTo(alone.net.at(-1)!, 14);
  });

  it('marks the best threshold as the best of all rules that were compared', () => {
    const { assets } = portfolioResult(runsOf(COIN, FUND), PLAN);
    for (const { best, byThreshold, trade } of assets) {
      const sharpes = byThreshold.map((own) => own.trade.metrics.sharpe);
      expect(best!.trade.metrics.sharpe).toBe(Math.max(...sharpes));
      expect(best!.lead).toBe(Math.max(...sharpes) - trade.metrics.sharpe);
      expect(best!.trials).toBe(3);
    }
  });

  it('relates the portfolio to the mean of its assets, if that is positive', () => {
    const result = portfolioResult(runsOf(COIN, FUND), PLAN);
    const { sharpe } = result.portfolio.figures.metrics;
    const mean = sum(result.assets.map(({ trade }) => trade.metrics.sharpe)) / 3;
    expect(result.meanSharpe).toBeCloseTo(mean, 12);
    expect(result.diversificationRatio).toEqual(mean > 0 ? sharpe / mean : Number.NaN);
    const costly = portfolioResult(runsOf(COIN, FUND, { costBps: 500 }), PLAN);
    expect(costly.meanSharpe).toBeLessThan(0);
    expect(costly.diversificationRatio).toBeNaN();
  });

  it('keeps each share in its coin under payoff inverse, and compares assets in dollars', () => {
    const result = portfolioResult(runsOf(COIN, FUND, { payoff: 'inverse' }), PLAN);
    const { assets, portfolio, buyHold, meanSharpe } = result;
    const linear = portfolioResult(runsOf(COIN, FUND), PLAN);
    expect(buyHold.figures).toEqual(linear.buyHold.figures);
    expect(portfolio.exposures).toEqual(linear.portfolio.exposures);
    expect(portfolio.figures.metrics).not.toEqual(linear.portfolio.figures.metrics);
    const inDollars = assets.map(({ trade }) => trade.dollars!.metrics.sharpe);
    expect(meanSharpe).toBeCloseTo(sum(inDollars) / 3, 12);
    // A coin's own account alone, in dollars.
    const [coin] = runsOf(COIN, FUND, { payoff: 'inverse' });
    const alone = portfolioResult([coin], PLAN);
    const own = alone.assets[0].trade.dollars!.metrics;
    expect(alone.portfolio.figures.metrics.sharpe).toBeCloseTo(own.sharpe, 10);
    expect(alone.meanSharpe).toBe(own.sharpe);
  });

  it('refuses two assets of one name, and none', () => {
    const [coin] = runsOf(COIN, FUND);
    expect(() => portfolioResult([coin, coin], PLAN)).toThrow('got [BTC,BTC]');
    expect(() => portfolioResult([], PLAN)).toThrow('expected one asset or more');
  });
});
