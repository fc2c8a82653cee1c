import { describe, expect, it } from 'vitest';
import { withoutExtremeDays } from '../../../engine/backtest/left-out-days.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { accountOf } from '../../../engine/trade/account.ts';

const DAY = 86_400;

/** Long on bars of `seconds` that move by `returns`. */
function longAccount(returns: readonly number[], seconds: number) {
  const close = [100];
  for (const move of returns) close.push(close.at(-1)! * (1 + move));
  const time = Float64Array.from(close, (_, i) => i * seconds);
  const market = { time, close: Float64Array.from(close) };
  const terms = {
    payoff: 'linear',
    neutral: 'hold',
    sides: 'both',
    delayBars: 0,
    costBps: 0,
  } as const;
  return accountOf(market, { bar: Uint32Array.of(0), classes: Int8Array.of(1) }, terms);
}

describe('an account without its extreme days', () => {
  it('loses the ten best, or the ten worst', () => {
    // Day i + 1 earns i - 10 percent: days 21 to 12 are the best, days 1 to 10 the worst.
    const returns = Array.from({ length: 21 }, (_, i) => (i - 10) / 100);
    const account = longAccount(returns, DAY);
    const { best, worst } = withoutExtremeDays(account, { periodsPerYear: 365 });
    expect(best.days[0]).toEqual({ date: '1970-01-22', logReturn: expect.closeTo(Math.log(1.1)) });
    expect(best.days.map(({ date }) => date).at(-1)).toBe('1970-01-13');
    expect(worst.days[0]!.date).toBe('1970-01-02');
    const first = account.net.slice(0, 11);
    expect(best.bars).toBe(11);
    expect(best.sharpe).toBe(sharpeRatio(first, 365));
    expect(best.totalLogReturn).toBeCloseTo(
      returns.slice(0, 11).reduce((sum, move) => sum + Math.log1p(move), 0),
      12,
    );
    expect(worst.sharpe).toBe(sharpeRatio(account.net.slice(10), 365));
  });

  it('takes the bars of a day together', () => {
    // Six bars a day; only the bars of day 3 earn, and a day is left out whole.
    const returns = Array.from({ length: 90 }, (_, i) =>
      Math.floor((i + 1) / 6) === 3 ? 0.02 : 0,
    );
    const { best } = withoutExtremeDays(longAccount(returns, DAY / 6), { periodsPerYear: 2190 });
    expect(best.days[0]).toEqual({
      date: '1970-01-04',
      logReturn: expect.closeTo(6 * Math.log(1.02), 10),
    });
    expect(best.totalLogReturn).toBe(0);
  });
});
