import { describe, expect, it } from 'vitest';
import { breakEvens } from '../../../engine/backtest/break-even.ts';
import { sum } from '../../../engine/statistics/moments.ts';
import { accountOf } from '../../../engine/trade/account.ts';
import type { TradeTerms } from '../../../engine/trade/trade-terms.ts';

const TERMS: TradeTerms = {
  payoff: 'linear',
  neutral: 'hold',
  sides: 'both',
  delayBars: 0,
  costBps: 5,
};

function traded(close: readonly number[], classes: readonly number[]) {
  const market = { time: Float64Array.from(close.keys()), close: Float64Array.from(close) };
  const bar = Uint32Array.from(classes.keys());
  return [market, { bar, classes: Int8Array.from(classes) }] as const;
}

describe('the break-even cost', () => {
  it('is gross profit over turnover where the mean is 0', () => {
    // +2 % long, then +1 % short: 3 % on three units of turnover.
    const [market, decisions] = traded([100, 102, 102 * 0.99], [1, -1]);
    const { sharpe, total } = breakEvens(market, decisions, TERMS);
    expect(sharpe).toEqual({ costBps: expect.closeTo(100, 9) });
    // (1 + 0.02 - c)(1 + 0.01 - 2c) = 1
    const c = (3.05 - Math.sqrt(3.05 ** 2 - 8 * (1.02 * 1.01 - 1))) / 4;
    expect(total).toEqual({ costBps: expect.closeTo(c * 1e4, 9) });
  });

  it('is found under payoff inverse, whose trades depend on the cost', () => {
    const [market, decisions] = traded([100, 103, 101, 104, 102], [1, -1, 1, -1]);
    const terms = { ...TERMS, payoff: 'inverse' } as const;
    const { sharpe } = breakEvens(market, decisions, terms);
    const { costBps } = sharpe as { costBps: number };
    const { net } = accountOf(market, decisions, { ...terms, costBps });
    expect(costBps).toBeGreaterThan(10);
    expect(Math.abs(sum(net))).toBeLessThan(1e-12);
  });

  it('says why there is none', () => {
    const [market, losing] = traded([100, 99, 98], [1, 1]);
    expect(breakEvens(market, losing, TERMS).total).toEqual({
      missing: 'it earns nothing even without costs',
    });
    const [rising, holding] = traded([100, 150, 225], [1, 1]);
    expect(breakEvens(rising, holding, TERMS).sharpe).toEqual({
      missing: 'it earns at 1000 basis points as well',
    });
  });
});
