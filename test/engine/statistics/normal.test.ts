import { describe, expect, it } from 'vitest';
import {
  normalDensity,
  normalDistribution,
  normalQuantile,
} from '../../../engine/statistics/normal.ts';

describe('normal quantile', () => {
  // The algorithm's own check values (Wichura 1988), and the two that everybody knows.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.5, 0],
  ])('of %d is %d', (p, expected) => {
    const tolerance = 1e-14 * Math.max(1, Math.abs(expected));
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(tolerance);
  });

  it('is undefined outside (0, 1)', () => {
    for (const p of [0, 1, -0.1, 1.1, Number.NaN]) expect(normalQuantile(p)).toBeNaN();
  });
});

describe('normal distribution', () => {
  // By SciPy's ndtr, on both sides of every limit of the approximation.
  it.each([
    [0.3, 0.6179114221889526],
    [0.67448975, 0.7499999999376898],
    [0.7, 0.758036347776927],
    [1, 0.8413447460685429],
    [2.5, 0.9937903346742238],
    [5.6, 0.9999999892824097],
    [-0.5, 0.3085375387259869],
    [-1.5, 0.06680720126885807],
    [-3, 0.0013498980316300933],
    [-5.7, 5.99037140106353e-9],
    [-10, 7.61985302416047e-24],
    [-37, 5.7255712225239266e-300],
  ])('at %d is %d', (x, expected) => {
    expect(Math.abs(normalDistribution(x) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is the inverse of the quantile', () => {
    for (let p = 0.001; p < 1; p += 0.00731) {
      expect(normalDistribution(normalQuantile(p))).toBeCloseTo(p, 14);
    }
  });

  it('adds up to 1 with its mirror image', () => {
    for (let x = 0; x < 9; x += 0.0137) {
      expect(normalDistribution(x) + normalDistribution(-x)).toBeCloseTo(1, 15);
    }
    expect(normalDistribution(0)).toBe(0.5);
  });

  it('ends at 0 and 1, and is undefined where x is', () => {
    expect(normalDistribution(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalDistribution(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalDistribution(-40)).toBe(0);
    expect(normalDistribution(Number.NaN)).toBeNaN();
  });

  it('has the density as its slope', () => {
    expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
    for (const x of [-2, -0.3, 0.9, 3]) {
      const slope = (normalDistribution(x + 1e-5) - normalDistribution(x - 1e-5)) / 2e-5;
      expect(normalDensity(x)).toBeCloseTo(slope, 9);
    }
  });
});
