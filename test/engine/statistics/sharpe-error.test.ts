import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import { sharpeStandardError } from '../../../engine/statistics/sharpe-error.ts';

describe('standard error of the Sharpe ratio', () => {
  it('equals the formula worked by hand', () => {
    // Mean 1, deviations -1 0 0 1: variance 1/2, kurtosis 2, skewness 0, SR = 1/sqrt(2/3), n = 4.
    expect(sharpeStandardError([0, 1, 1, 2], 1)).toBeCloseTo(Math.sqrt((1 + 1.5 / 4) / 3), 12);
  });

  it('grows with the square root of the periods a year', () => {
    const daily = sharpeStandardError([0, 1, 1, 2], 1);
    expect(sharpeStandardError([0, 1, 1, 2], 252)).toBeCloseTo(daily * Math.sqrt(252), 12);
  });

  it('is the spread that repeated samples show', () => {
    const random = randomStream(7);
    const sharpes: number[] = [];
    let stated = 0;
    for (let sample = 0; sample < 2000; sample++) {
      const returns = Array.from({ length: 200 }, () => 0.1 + Math.exp(random.normal()) - 1.6);
      const mean = returns.reduce((sum, r) => sum + r, 0) / 200;
      const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
      sharpes.push(mean / Math.sqrt(squares / 199));
      stated += sharpeStandardError(returns, 1) / 2000;
    }
    const centre = sharpes.reduce((sum, s) => sum + s, 0) / 2000;
    const spread = Math.sqrt(sharpes.reduce((sum, s) => sum + (s - centre) ** 2, 0) / 1999);
    expect(Math.abs(stated / spread - 1)).toBeLessThan(0.1);
  });

  it('is undefined without variance or with fewer than three returns', () => {
    expect(sharpeStandardError(Array<number>(100).fill(0.1), 252)).toBeNaN();
    expect(sharpeStandardError([1, 2], 252)).toBeNaN();
  });
});
