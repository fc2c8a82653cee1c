import { describe, expect, it } from 'vitest';
import {
  annualisationFactor,
  annualisationFactorOfAr1,
  autocorrelations,
  centred,
  laggedProduct,
} from '../../../engine/statistics/autocorrelation.ts';
import { noise } from './noise.ts';

describe('autocorrelations', () => {
  it('equal those worked by hand', () => {
    // Mean 3; differences -2 -1 0 3: squares 14; lag 1: 2 + 0 + 0; lag 2: 0 - 3; lag 3: -6.
    const values = [1, 2, 3, 6];
    expect(Array.from(centred(values))).toEqual([-2, -1, 0, 3]);
    expect(laggedProduct(centred(values), 0)).toBe(14);
    const found = autocorrelations(values, 5);
    [2 / 14, -3 / 14, -6 / 14, 0, 0].forEach((rho, i) => expect(found[i]).toBeCloseTo(rho, 14));
    expect(found).toHaveLength(5);
  });

  it('of all lags add up to -1/2', () => {
    const series = noise(3, 60, { memory: 0.6 });
    const total = autocorrelations(series, 59).reduce((sum, rho) => sum + rho, 0);
    expect(total).toBeCloseTo(-0.5, 12);
  });

  it('are undefined without variance', () => {
    expect(autocorrelations([2, 2, 2], 1)[0]).toBeNaN();
    // The mean of thirty times 0.001 is not 0.001.
    expect(autocorrelations(new Float64Array(30).fill(0.001), 1)[0]).toBeNaN();
    expect(autocorrelations(new Float64Array(101).fill(1 / 3), 1)[0]).toBeNaN();
  });
});

describe('the factor from a bar to several', () => {
  it('is the square root without autocorrelation', () => {
    expect(annualisationFactor([0, 0, 0], 4)).toBe(2);
    expect(annualisationFactorOfAr1(0, 4)).toBe(2);
    expect(annualisationFactor([], 1)).toBe(1);
  });

  it('equals the formula worked by hand', () => {
    // q = 3: 3 + 2·(2·0.5 + 1·0.25) = 5.5.
    expect(annualisationFactor([0.5, 0.25, 0.9], 3)).toBeCloseTo(3 / Math.sqrt(5.5), 14);
  });

  it.each([
    [0.3, 12],
    [-0.2, 5],
    [0.9, 21],
  ])('of an autoregression of %d over %d bars is that of its correlations', (rho, bars) => {
    const correlations = Array.from({ length: bars - 1 }, (_, i) => rho ** (i + 1));
    const direct = annualisationFactor(correlations, bars);
    expect(annualisationFactorOfAr1(rho, bars)).toBeCloseTo(direct, 12);
  });

  it('is undefined for correlations that no series has', () => {
    expect(annualisationFactor([-0.5], 2)).toBeCloseTo(2, 12);
    expect(annualisationFactor([-1], 2)).toBeNaN();
    expect(annualisationFactor([-2], 2)).toBeNaN();
  });
});
