import { describe, expect, it } from 'vitest';
import { meanAccount } from '../../../engine/portfolio/mean-account.ts';
import { targetWeights } from '../../../engine/portfolio/target-weights.ts';
import { accountOf } from '../../../engine/trade/account.ts';
import { classesOn, marketOf, PLAIN } from '../trade/toy-market.ts';
import { DAY } from './toy-assets.ts';

describe('meanAccount', () => {
  it('is the mean of net log returns over the assets that have the day', () => {
    const terms = { ...PLAIN, payoff: 'log', costBps: 100 } as const;
    const first = accountOf(marketOf([100, 110, 99, 99]), classesOn([1, 1, -1]), terms);
    const second = accountOf(marketOf([10, 20, 10]), classesOn([1, 1]), terms);
    const joined = {
      time: Float64Array.of(0, DAY, 2 * DAY),
      bar: [Int32Array.of(0, 1, 2), Int32Array.of(-1, 0, 1)],
    };
    const equal = targetWeights([], { rule: 'equal', windowBars: 60 });
    const { account, weights } = meanAccount(joined, [first, second], equal);
    expect(account.net[0]).toBeCloseTo(Math.log(1.1) - 0.01, 14);
    expect(account.net[1]).toBeCloseTo((Math.log(0.9) + Math.log(2) - 0.01) / 2, 14);
    expect(account.net[2]).toBeCloseTo((-0.02 - Math.log(2)) / 2, 14);
    expect([...account.turnover]).toEqual([1, 0.5, 1]);
    expect(weights.map((own) => Array.from(own))).toEqual([
      [1, 0.5, 0.5],
      [0, 0.5, 0.5],
    ]);
    expect(account.payoff).toBe('log');
  });
});
