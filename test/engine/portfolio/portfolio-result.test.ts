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

function runsOf(coin: Bars, fund: Bars, trade: Readonly<Record<string, unknown>> = {}) {
  return [
    runOf('BTC', coin, { initialTrain: 100, seed: 21, trade }),
    runOf('SPY', fund, { initialTrain: 100, seed: 22, trade }),
    runOf('GLD', SHORT, { initialTrain: 100, seed: 23, trade }),
  ];
}

/** `bars` whose prices after the session day `day` are those of other bars. */
function otherAfter(bars: Bars, day: number, seed: number): Bars {
  const other = randomBars(bars.time, seed);
  const from = bars.time.findIndex((time) => time >= (day + 1) * DAY);
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
        const changed = ofCoin ? otherAfter(COIN, last, seed) : COIN;
        const fund = ofCoin ? FUND : otherAfter(FUND, last, seed);
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

  it('refuses a payoff in bitcoin, and two assets of one name', () => {
    const bitcoin = runsOf(COIN, FUND, { payoff: 'inverse' });
    expect(() => portfolioResult(bitcoin, PLAN)).toThrow('expected payoff linear or log');
    const [coin] = runsOf(COIN, FUND);
    expect(() => portfolioResult([coin, coin], PLAN)).toThrow('got [BTC,BTC]');
    expect(() => portfolioResult([], PLAN)).toThrow('expected one asset or more');
  });
});
