import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountMetrics } from '../../../engine/trade/account-metrics.ts';
import { accountOf } from '../../../engine/trade/account.ts';
import { worstDrawdowns } from '../../../engine/trade/worst-drawdowns.ts';
import { anyTerms, anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

const DAY = 86_400;
const OPTIONS = { periodsPerYear: 4, capital: 500 };

describe('accountMetrics', () => {
  it('equals a table worked by hand', () => {
    // Long -20 %, +50 %, flat, short of -25 %: equity 0.8, 1.2, 1.2, 1.5.
    const market = marketOf([100, 80, 120, 60, 45]);
    const decisions = classesOn([1, 1, 0, -1]);
    const account = accountOf(market, decisions, { ...PLAIN, neutral: 'flat' });
    const metrics = accountMetrics(account, OPTIONS);
    const deviation = Math.sqrt((0.3375 ** 2 + 0.3625 ** 2 + 0.1375 ** 2 + 0.1125 ** 2) / 3);
    const downside = Math.sqrt(0.04 / 4) * 2;
    const expected = {
      sharpe: (0.1375 / deviation) * 2,
      sortino: (0.1375 * 4) / downside,
      winRate: 2 / 3,
      annualReturn: 0.5,
      totalLogReturn: Math.log(1.5),
      maxDrawdownLog: -Math.log(0.8),
      maxDrawdown: 0.2,
      calmar: 2.5,
      turnover: 0.75,
      profitFactor: 0.75 / 0.2,
      volatility: deviation * 2,
      exposure: 0.75,
      bars: 4,
      periodsPerYear: 4,
      finalCapital: 750,
      totalReturn: 0.5,
      omega: 0.75 / 0.2,
      payoffRatio: 0.375 / 0.2,
      downsideDeviation: downside,
      ulcerIndex: 0.1,
      drawdownCount: 1,
      longestDrawdownBars: 1,
      shareUnderWater: 0.25,
      recoveryFactor: 2.5,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(metrics[name as keyof typeof metrics], name).toBeCloseTo(value, 12);
    }
  });

  it('counts a part of a position as that part of exposure and turnover', () => {
    const weights = { bar: Uint32Array.of(0, 1), weights: Float64Array.of(0.5, -0.25) };
    const metrics = accountMetrics(accountOf(marketOf([9, 9, 9]), weights, PLAIN), OPTIONS);
    expect(metrics).toMatchObject({ exposure: 0.375, turnover: 0.625 });
  });

  it('without bars has undefined ratios and the whole capital', () => {
    const metrics = accountMetrics(accountOf(marketOf([9]), classesOn([]), PLAIN), OPTIONS);
    const defined = Object.entries(metrics).filter(([, value]) => !Number.isNaN(value));
    expect(Object.fromEntries(defined)).toEqual({
      totalLogReturn: 0,
      bars: 0,
      periodsPerYear: 4,
      finalCapital: 500,
      totalReturn: 0,
      drawdownCount: 0,
      longestDrawdownBars: 0,
    });
  });

  it('a loss on the first bar is a drawdown', () => {
    const account = accountOf(marketOf([100, 70, 77]), classesOn([1]), PLAIN);
    expect(accountMetrics(account, OPTIONS).maxDrawdown).toBeCloseTo(0.3, 12);
  });

  it('states ruin: all is lost, and its logarithm is undefined', () => {
    const account = accountOf(marketOf([100, 250, 100]), classesOn([-1]), PLAIN);
    expect(accountMetrics(account, OPTIONS)).toMatchObject({
      totalReturn: -1,
      annualReturn: -1,
      maxDrawdown: 1,
      calmar: -1,
      finalCapital: 0,
      totalLogReturn: Number.NaN,
      maxDrawdownLog: Number.NaN,
      bars: 2,
    });
  });

  it('under log leaves out what wants simple returns', () => {
    const market = marketOf([100, 110, 90]);
    const account = accountOf(market, classesOn([1, 1]), { ...PLAIN, payoff: 'log' });
    const metrics = accountMetrics(account, OPTIONS);
    expect(metrics.totalLogReturn).toBeCloseTo(Math.log(0.9), 12);
    expect(metrics.finalCapital).toBeCloseTo(450, 9);
    expect(metrics).toMatchObject({ omega: Number.NaN, skewness: Number.NaN, beta: Number.NaN });
  });

  it('has the same figures in the same order whatever the payoff', () => {
    const names = (['linear', 'inverse', 'log'] as const).map((payoff) => {
      const account = accountOf(marketOf([100, 110]), classesOn([1]), { ...PLAIN, payoff });
      return Object.keys(accountMetrics(account, OPTIONS)).join();
    });
    expect(new Set(names).size).toBe(1);
    expect(names[0]).toMatch(/^sharpe,sortino,winRate,annualReturn,totalLogReturn,/);
  });

  it('never gives Infinity', () => {
    const property = fc.property(anyTrading, anyTerms, ({ market, decisions }, terms) => {
      const account = accountOf(market, decisions, terms);
      const benchmark = account.net.map((value) => value / 2);
      for (const options of [OPTIONS, { ...OPTIONS, benchmark }]) {
        for (const [name, value] of Object.entries(accountMetrics(account, options))) {
          expect(Math.abs(value), name).not.toBe(Infinity);
        }
      }
    });
    fc.assert(property, { seed: SEED });
  });

  it('refuses a benchmark of another length', () => {
    const account = accountOf(marketOf([100, 110]), classesOn([1]), PLAIN);
    const benchmark = new Float64Array(2);
    expect(() => accountMetrics(account, { ...OPTIONS, benchmark })).toThrow('one benchmark');
  });
});

describe('worstDrawdowns', () => {
  it('are dated by the bars that earned them, deepest first', () => {
    const market = marketOf([100, 90, 110, 88, 55, 66, 120, 114]);
    const account = accountOf(market, classesOn([1]), PLAIN);
    expect(worstDrawdowns(account)).toEqual([
      { start: 3 * DAY, trough: 4 * DAY, end: 5 * DAY, bars: 3, depth: 0.5, recovered: true },
      {
        start: DAY,
        trough: DAY,
        end: DAY,
        bars: 1,
        depth: expect.closeTo(0.1, 12),
        recovered: true,
      },
      {
        start: 7 * DAY,
        trough: 7 * DAY,
        end: 7 * DAY,
        bars: 1,
        depth: expect.closeTo(0.05, 12),
        recovered: false,
      },
    ]);
  });

  it('are five at the most, and those of equity under log, too', () => {
    const closes = Array.from({ length: 20 }, (_, i) => 100 + i * 5 - (i % 2) * 30);
    const [linear, log] = (['linear', 'log'] as const).map((payoff) => {
      const decisions = classesOn(closes.slice(1).map(() => 1));
      return worstDrawdowns(accountOf(marketOf(closes), decisions, { ...PLAIN, payoff }));
    });
    expect(linear).toHaveLength(5);
    expect(log!.map(({ depth }) => depth)).toEqual(
      linear!.map(({ depth }) => expect.closeTo(depth, 12)),
    );
  });
});
