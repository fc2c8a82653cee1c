import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import { automaticLags } from '../../../engine/statistics/long-run-variance.ts';
import { mean } from '../../../engine/statistics/moments.ts';
import {
  autocorrelatedSharpeError,
  autocorrelatedSharpeVariance,
  hacSharpeError,
  loSharpeError,
  mertensSharpeError,
  sharpeInfluence,
  sharpeSampleOf,
  sharpeStandardError,
} from '../../../engine/statistics/sharpe-error.ts';
import { noise } from './noise.ts';

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

describe('errors of the Sharpe ratio', () => {
  const sample = { sharpe: 1, skewness: 0.5, kurtosis: 5, count: 8 };

  it('equal the formulas worked by hand', () => {
    expect(loSharpeError(sample)).toBeCloseTo(Math.sqrt(1.5 / 8), 14);
    // 1 - 0.5 + 1 = 1.5.
    expect(mertensSharpeError(sample)).toBeCloseTo(Math.sqrt(1.5 / 8), 14);
    const skewed = { ...sample, sharpe: 2, skewness: -1 };
    // 1 + 2 + 4 = 7.
    expect(mertensSharpeError(skewed)).toBeCloseTo(Math.sqrt(7 / 8), 14);
    expect(loSharpeError(skewed)).toBeCloseTo(Math.sqrt(3 / 8), 14);
  });

  it('of an autoregression equal the formula worked by hand', () => {
    // ρ = 1/2: a = 3, b = 1 + 1 + 1/3, c = (5/4)/(3/4) = 5/3.
    const shape = { sharpe: 2, skewness: -1, kurtosis: 5 };
    const variance = 3 + (7 / 3) * 2 + (5 / 3) * 4;
    expect(autocorrelatedSharpeVariance(shape, 0.5)).toBeCloseTo(variance, 13);
    const found = autocorrelatedSharpeError({ ...shape, count: 9 }, 0.5);
    expect(found).toBeCloseTo(Math.sqrt(variance / 9), 13);
    const independent = autocorrelatedSharpeError(sample, 0);
    expect(independent).toBeCloseTo(mertensSharpeError(sample), 14);
  });

  it('know the shape of a sample', () => {
    // Mean 2, squares 14, cubes 18, fourth powers 98.
    const found = sharpeSampleOf([0, 1, 2, 5]);
    expect(found.sharpe).toBeCloseTo(2 / Math.sqrt(14 / 3), 14);
    expect(found.skewness).toBeCloseTo(4.5 / 3.5 ** 1.5, 14);
    expect(found.kurtosis).toBeCloseTo(2, 14);
    expect(found.count).toBe(4);
    expect(sharpeSampleOf([0.1, 0.1, 0.1]).sharpe).toBeNaN();
  });
});

describe('influence of a bar on the Sharpe ratio', () => {
  it('equals the formula worked by hand', () => {
    // Mean 2, deviation 2 (divisor n), SR 1: z - (z² - 1)/2 with z = -1 and 1.
    expect(Array.from(sharpeInfluence([0, 4]))).toEqual([-1, 1]);
    // Mean 1, variance 2, SR 1/√2; z = -√2/2 twice and √2.
    const found = sharpeInfluence([0, 0, 3]);
    const half = 1 / Math.SQRT2 / 2;
    expect(found[0]).toBeCloseTo(-Math.SQRT1_2 - half * (0.5 - 1), 14);
    expect(found[2]).toBeCloseTo(Math.SQRT2 - half * (2 - 1), 14);
  });

  it('has mean 0', () => {
    expect(mean(sharpeInfluence(noise(2, 500, { drift: 0.3 })))).toBeCloseTo(0, 13);
  });

  it('is what a small change of the weight of a bar does to the ratio', () => {
    const returns = noise(4, 30, { drift: 0.4 });
    const weighted = (bar: number, extra: number): number => {
      const weights = returns.map((_, i) => (i === bar ? 1 + extra : 1));
      const total = 30 + extra;
      const centre = returns.reduce((sum, r, i) => sum + weights[i]! * r, 0) / total;
      const square = returns.reduce((sum, r, i) => sum + weights[i]! * (r - centre) ** 2, 0);
      return centre / Math.sqrt(square / total);
    };
    const influence = sharpeInfluence(returns);
    for (const bar of [0, 7, 29]) {
      const slope = (weighted(bar, 1e-5) - weighted(bar, -1e-5)) / 2e-5;
      expect(influence[bar]).toBeCloseTo(30 * slope, 6);
    }
  });

  it('is undefined without variance', () => {
    expect(sharpeInfluence([0.1, 0.1, 0.1])[0]).toBeNaN();
    expect(hacSharpeError([0.1, 0.1, 0.1], 1)).toBeNaN();
  });
});

describe('error that allows for autocorrelation', () => {
  it('with 0 lags is that of Mertens, the ratio taken with divisor n', () => {
    const returns = noise(6, 300, { drift: 0.2 });
    const sample = sharpeSampleOf(returns);
    const sharpe = sample.sharpe * Math.sqrt(300 / 299);
    expect(hacSharpeError(returns, 0)).toBeCloseTo(mertensSharpeError({ ...sample, sharpe }), 13);
  });

  it('weighs the lags by a triangle', () => {
    const returns = noise(6, 50, { drift: 0.2 });
    const psi = sharpeInfluence(returns);
    const product = (lag: number): number =>
      psi.reduce((sum, value, i) => sum + (i < lag ? 0 : value * psi[i - lag]!), 0) / 50;
    const variance = product(0) + 2 * ((2 / 3) * product(1) + (1 / 3) * product(2));
    expect(hacSharpeError(returns, 2)).toBeCloseTo(Math.sqrt(variance / 50), 13);
    expect(hacSharpeError(returns)).toBe(hacSharpeError(returns, automaticLags(50)));
  });

  it('is larger for returns that follow each other', () => {
    const returns = noise(8, 5000, { memory: 0.5 });
    expect(hacSharpeError(returns, 20) / hacSharpeError(returns, 0)).toBeGreaterThan(1.5);
  });
});
