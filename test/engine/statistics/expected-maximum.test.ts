import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import {
  expectedMaximum,
  maximumOfNormals,
  minimumBacktestYears,
  trialsOfMaximum,
} from '../../../engine/statistics/expected-maximum.ts';

describe('expected maximum of trials without skill', () => {
  it.each([10, 45, 180])('of %d trials is what simulation shows, within 3 %', (trials) => {
    const random = randomStream(trials);
    const samples = 4000;
    let sum = 0;
    for (let sample = 0; sample < samples; sample++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < trials; i++) best = Math.max(best, 0.3 * random.normal());
      sum += best;
    }
    expect(Math.abs(expectedMaximum(trials, 0.3) / (sum / samples) - 1)).toBeLessThan(0.03);
  });

  it('is the 1.57 of ten trials that the paper has, in units of the spread', () => {
    expect(expectedMaximum(10, 1)).toBeCloseTo(1.5746, 4);
    expect(expectedMaximum(10, 0.2)).toBeCloseTo(0.2 * expectedMaximum(10, 1), 14);
  });

  it('is 0 for one trial and undefined without a spread', () => {
    expect(expectedMaximum(1, 0.3)).toBe(0);
    expect(expectedMaximum(0, 0.3)).toBe(0);
    expect(expectedMaximum(1, Number.NaN)).toBeNaN();
    expect(expectedMaximum(5, Number.NaN)).toBeNaN();
  });
});

describe('exact maximum of normal figures', () => {
  it('equals the closed forms for one to three', () => {
    // 0 and 1; 1/√π and 1 - 1/π; 3/(2√π) and 1 + √3/(2π) - 9/(4π).
    const root = Math.sqrt(Math.PI);
    const forms = [
      [0, 1],
      [1 / root, 1 - 1 / Math.PI],
      [1.5 / root, 1 + Math.sqrt(3) / (2 * Math.PI) - 9 / (4 * Math.PI)],
    ];
    forms.forEach(([mean, variance], i) => {
      const found = maximumOfNormals(i + 1);
      expect(found.mean).toBeCloseTo(mean!, 12);
      expect(found.variance).toBeCloseTo(variance!, 12);
    });
  });

  it('is what tables have for 10 and 100', () => {
    expect(maximumOfNormals(10).mean).toBeCloseTo(1.53875, 5);
    expect(maximumOfNormals(100).mean).toBeCloseTo(2.50759, 5);
  });

  it('is below the approximation by what its comment says', () => {
    expect(expectedMaximum(10, 1) - maximumOfNormals(10).mean).toBeCloseTo(0.036, 3);
    expect(expectedMaximum(100, 1) - maximumOfNormals(100).mean).toBeCloseTo(0.023, 3);
  });

  it('holds for many trials', () => {
    const many = maximumOfNormals(1e9).mean;
    expect(many).toBeGreaterThan(6.06);
    expect(many).toBeLessThan(expectedMaximum(1e9, 1));
  });
});

describe('the number of trials of a maximum', () => {
  it.each([2, 3.3, 45, 1e6])('of that of %d trials is their number', (trials) => {
    const found = trialsOfMaximum(expectedMaximum(trials, 1));
    expect(Math.abs(found / trials - 1)).toBeLessThan(1e-9);
  });

  it('is 1 for no maximum above 0', () => {
    expect(trialsOfMaximum(0)).toBe(1);
    expect(trialsOfMaximum(-1)).toBe(1);
    expect(trialsOfMaximum(Number.NaN)).toBeNaN();
    expect(trialsOfMaximum(1e-9)).toBeGreaterThan(1.2);
  });
});

describe('minimum length of a backtest', () => {
  it('is five years for 45 trials, as the paper says', () => {
    expect(minimumBacktestYears(45, 1)).toBeCloseTo(5, 2);
    expect(minimumBacktestYears(45, 2)).toBeCloseTo(minimumBacktestYears(45, 1) / 4, 12);
    expect(minimumBacktestYears(1, 1)).toBe(0);
  });
});
