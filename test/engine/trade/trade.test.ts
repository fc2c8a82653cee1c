import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountEntries } from '../../../engine/trade/account.ts';
import { accountSeries } from '../../../engine/trade/account-series.ts';
import { buyAndHold, trade, tradedSharpe } from '../../../engine/trade/trade.ts';
import { anyTerms, anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

const DAY = 86_400;

describe('trade', () => {
  const market = marketOf([100, 110, 88, 110, 99]);
  const decisions = classesOn([1, undefined, -1, -1]);

  it('puts the figures of an account together', () => {
    const regimes = ['bull', 'bull', 'bear', 'bear'] as const;
    const result = trade(market, decisions, { ...PLAIN, costBps: 10, regimes });
    expect(result.metrics).toMatchObject({ bars: 4, periodsPerYear: 365 });
    expect(result.totalCost).toBeCloseTo(0.003, 12);
    expect(result.positionCounts).toEqual({ long: 2, short: 2, flat: 0 });
    const bear = Math.log(0.748) + Math.log(1.1);
    expect(result.regimes!.bear.totalLogReturn).toBeCloseTo(bear, 12);
    expect(result.regimes!.bear.winRate).toBe(0.5);
    expect(result.yearly).toHaveLength(1);
    expect(result.yearly[0]!.totalLogReturn).toBeCloseTo(result.metrics.totalLogReturn, 12);
    expect(result.monthly['1970-01']).toBeCloseTo(result.metrics.totalLogReturn, 12);
    expect(result.drawdowns[0]).toMatchObject({ start: 2 * DAY, end: 4 * DAY, recovered: false });
    expect(result.dollars).toBeUndefined();
    expect(trade(market, decisions, PLAIN).regimes).toBeUndefined();
  });

  it.each(['linear', 'inverse', 'log'] as const)('takes no cost off the gross %s', (payoff) => {
    const free = trade(market, decisions, { ...PLAIN, payoff, costBps: 0 });
    const paid = trade(market, decisions, { ...PLAIN, payoff, costBps: 10 });
    expect(paid.metrics.sharpe).toBeLessThan(free.metrics.sharpe);
    expect(paid.sharpeGross).toBeGreaterThan(paid.metrics.sharpe);
    if (payoff !== 'inverse') expect(paid.sharpeGross).toBe(free.metrics.sharpe);
  });

  it('compares with buy and hold on the same bars', () => {
    const { metrics } = trade(market, classesOn([1]), PLAIN);
    expect(metrics.beta).toBeCloseTo(1, 12);
    expect(metrics.correlation).toBeCloseTo(1, 12);
    expect(metrics.trackingError).toBe(0);
    const held = buyAndHold(market, decisions, PLAIN);
    expect(held.metrics.totalLogReturn).toBeCloseTo(Math.log(0.99), 12);
    expect(held.metrics.beta).toBeNaN();
    expect(held.account.positions).toEqual(Float64Array.of(1, 1, 1, 1));
  });

  it('keeps an inverse account in bitcoin and shows its dollars beside', () => {
    const result = trade(market, classesOn([0, 1]), { ...PLAIN, payoff: 'inverse' });
    const bitcoin = 1 + (1 - 110 / 88) + (1 + (1 - 110 / 88)) * (1 - 88 / 110);
    const later = bitcoin * (2 - 110 / 99);
    expect(result.metrics.finalCapital).toBeCloseTo(1000 * later, 9);
    expect(result.metrics.beta).toBeNaN();
    const dollars = result.dollars!;
    expect(dollars.metrics.finalCapital).toBeCloseTo(1000 * later * 0.99, 9);
    expect(dollars.metrics.beta).toBeGreaterThan(1);
    expect(dollars.yearly[0]!.totalLogReturn).toBeCloseTo(Math.log(later * 0.99), 12);
  });

  it('under log is buy and hold on decided bars only', () => {
    const held = buyAndHold(market, decisions, { ...PLAIN, payoff: 'log' });
    const expected = Math.log(1.1) + Math.log(1.25) + Math.log(0.9);
    expect(held.metrics.totalLogReturn).toBeCloseTo(expected, 12);
    expect(held.metrics.bars).toBe(3);
  });

  it.each([
    ['log', 1 / 3],
    ['linear', 1 / 2],
  ] as const)('under %s a held bar without a move is a loss or no matter', (payoff, winRate) => {
    const flatBar = marketOf([100, 110, 110, 99]);
    const regimes = ['bull', 'bull', 'bull'] as const;
    const options = { ...PLAIN, payoff, regimes };
    const result = trade(flatBar, classesOn([1, 1, 1]), options);
    expect(result.metrics.winRate).toBeCloseTo(winRate, 12);
    expect(result.regimes!.bull.winRate).toBeCloseTo(winRate, 12);
  });

  it('refuses labels that are not one a bar', () => {
    const regimes = ['bull'] as const;
    expect(() => trade(market, decisions, { ...PLAIN, regimes })).toThrow('one regime an entry');
  });

  it('buy and hold by year is from year-end close to year-end close', () => {
    const property = fc.property(anyTrading, ({ market: any }) => {
      // Seven times as far apart, so that many years are seen.
      const spread = { ...any, time: any.time.map((time) => 7 * time) };
      const { yearly, monthly, metrics } = buyAndHold(spread, classesOn([]), PLAIN);
      const yearOf = (time: number): number => new Date(time * 1000).getUTCFullYear();
      for (const { year, totalLogReturn } of yearly) {
        const last = spread.time.findLastIndex((time) => yearOf(time) === year);
        const before = spread.time.findLastIndex((time) => yearOf(time) < year);
        const ratio = spread.close[last]! / spread.close[Math.max(before, 0)]!;
        expect(totalLogReturn).toBeCloseTo(Math.log(ratio), 12);
      }
      const months = Object.values(monthly).reduce((sum, value) => sum + value, 0);
      expect(months).toBeCloseTo(metrics.totalLogReturn, 12);
    });
    fc.assert(property, { seed: SEED });
  });
});

describe('tradedSharpe', () => {
  it('is the Sharpe ratio of the whole trade, bit for bit, on a series used before', () => {
    const property = fc.property(anyTrading, anyTerms, ({ market, decisions }, terms) => {
      const options = { ...PLAIN, ...terms };
      const series = accountSeries(accountEntries(market, decisions, terms.payoff));
      for (const column of Object.values(series)) column.fill(7);
      const sharpe = tradedSharpe(market, decisions, options, series);
      const whole = trade(market, decisions, options);
      expect(sharpe).toBe(whole.metrics.sharpe);
      for (const name of ['positions', 'turnover', 'costs', 'gross', 'net'] as const) {
        expect(series[name], name).toEqual(whole.account[name]);
      }
    });
    fc.assert(property, { seed: SEED });
  });
});
