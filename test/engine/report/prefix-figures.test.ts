import { describe, expect, it } from 'vitest';
import { countUpTo, prefixFigures } from '../../../engine/report/prefix-figures.ts';

const DAILY = { periodsPerYear: 365, logReturns: false };

describe('the figures of the first bars', () => {
  it('know nothing of later bars', () => {
    const some = prefixFigures([1.1, 0.88, 1.1, 9, 0.1], 3, DAILY);
    expect(some).toEqual(prefixFigures([1.1, 0.88, 1.1], 3, DAILY));
    expect(some.equity).toBe(1.1);
    expect(some.maxDrawdown).toBeCloseTo(0.2, 12);
    expect(some.drawdown).toBe(0);
  });

  it('are those of the returns', () => {
    // Returns 10 %, -20 %, 25 %: mean 5 %, deviation sqrt((25 + 625 + 400)/2) %.
    const { sharpe, annualReturn } = prefixFigures([1.1, 0.88, 1.1], 3, DAILY);
    expect(sharpe).toBeCloseTo((0.05 / (Math.sqrt(525) / 100)) * Math.sqrt(365), 10);
    expect(annualReturn).toBeCloseTo(1.1 ** (365 / 3) - 1, 6);
  });

  it('count log returns if the account does', () => {
    const log = prefixFigures([Math.exp(0.1), Math.exp(-0.1)], 2, { ...DAILY, logReturns: true });
    // Log returns 0.1 and -0.2.
    expect(log.sharpe).toBeCloseTo((-0.05 / Math.sqrt(0.045)) * Math.sqrt(365), 10);
  });

  it('are undefined before the first bar, and finite after a ruin', () => {
    const none = prefixFigures([1.1], 0, DAILY);
    expect(none).toMatchObject({ equity: 1, maxDrawdown: 0, drawdown: 0 });
    expect(none.sharpe).toBeNaN();
    expect(none.annualReturn).toBeNaN();
    const lost = prefixFigures([1.2, 0, 0], 3, DAILY);
    expect(lost).toMatchObject({ equity: 0, maxDrawdown: 1, drawdown: 1, annualReturn: -1 });
    expect(Number.isFinite(lost.sharpe)).toBe(true);
  });
});

describe('the number of bars up to a day', () => {
  it('holds the day itself', () => {
    const time = [10, 20, 30];
    expect([9, 10, 29, 30, 99].map((second) => countUpTo(time, second))).toEqual([0, 1, 2, 3, 3]);
    expect(countUpTo([], 5)).toBe(0);
  });
});
