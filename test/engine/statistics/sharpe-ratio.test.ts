import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';

describe('Sharpe ratio', () => {
  it('is the mean over the sample deviation, scaled to a year', () => {
    // Mean 1, squares 1 + 0 + 0 + 1: deviation sqrt(2/3).
    expect(sharpeRatio([0, 1, 1, 2])).toBeCloseTo(Math.sqrt(1.5), 14);
    expect(sharpeRatio([0, 1, 1, 2], 4)).toBeCloseTo(2 * Math.sqrt(1.5), 14);
  });

  it('is NaN for equal returns, whatever rounding leaves of their deviation', () => {
    expect(sharpeRatio(new Float64Array(3217).fill(-0.0005), 252)).toBeNaN();
    expect(sharpeRatio(Float64Array.of(0.1), 252)).toBeNaN();
  });

  it('does not change with the unit of the returns', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true });
    const property = fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), (returns) => {
      const spread = Math.max(...returns) - Math.min(...returns);
      fc.pre(spread > 1e-6);
      const sharpe = sharpeRatio(Float64Array.from(returns), 252);
      const scaled = sharpeRatio(
        Float64Array.from(returns, (x) => 4 * x),
        252,
      );
      expect(scaled).toBe(sharpe);
    });
    fc.assert(property, { seed: 20260216 });
  });
});
