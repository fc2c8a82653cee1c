import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { andrewsBandwidth } from '../../../engine/statistics/andrews-bandwidth.ts';
import {
  KERNELS,
  kernelWeight,
  type Kernel,
} from '../../../engine/statistics/long-run-variance.ts';
import { normalDistribution } from '../../../engine/statistics/normal.ts';
import {
  circularBlockStarts,
  memmelTest,
  sharpeDifferenceBootstrap,
  sharpeDifferenceTest,
  type ReturnPair,
} from '../../../engine/statistics/sharpe-difference.ts';
import { noise } from './noise.ts';

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The paper's vectors: moments (m1, m2, g1, g2), bars' distances from them, the gradient. */
function paperVectors({ first, second }: ReturnPair) {
  const bars = Array.from(first, (r, i) => [r, second[i]!, r ** 2, second[i]! ** 2]);
  const moments = [0, 1, 2, 3].map((c) => average(bars.map((bar) => bar[c]!)));
  const [m1, m2, g1, g2] = moments as [number, number, number, number];
  const distances = bars.map((bar) => bar.map((value, c) => value - moments[c]!));
  const gradient = [
    g1 / (g1 - m1 ** 2) ** 1.5,
    -g2 / (g2 - m2 ** 2) ** 1.5,
    -m1 / 2 / (g1 - m1 ** 2) ** 1.5,
    m2 / 2 / (g2 - m2 ** 2) ** 1.5,
  ];
  const difference = m1 / Math.sqrt(g1 - m1 ** 2) - m2 / Math.sqrt(g2 - m2 ** 2);
  return { distances, gradient, difference };
}

/** ∇'M∇ of Σ weight · a(t)·b(t)' over pairs of vectors. */
const quadratic = (gradient: number[], a: number[], b: number[]): number => {
  const along = (v: number[]): number => v.reduce((sum, x, c) => sum + x * gradient[c]!, 0);
  return along(a) * along(b);
};

/** The paper's section 3.1 with matrices. */
function slowTest(pair: ReturnPair, kernel: Kernel, bandwidth: number) {
  const { distances, gradient, difference } = paperVectors(pair);
  const n = distances.length;
  let psi = 0;
  for (let lag = -n + 1; lag < n; lag++) {
    const x = Math.abs(lag) / bandwidth;
    if (kernel !== 'qs' && x >= 1) continue;
    const weight = lag === 0 ? 1 : kernelWeight(kernel, x);
    for (let t = Math.max(0, lag); t < Math.min(n, n + lag); t++) {
      psi += (weight * quadratic(gradient, distances[t]!, distances[t - lag]!)) / n;
    }
  }
  return { difference, error: Math.sqrt((psi * n) / (n - 4) / n) };
}

const first = noise(1, 120, { drift: 0.2, memory: 0.3 });
const second = noise(2, 120, { drift: 0.1, scale: 2 }).map((x, i) => x + first[i]!);
const pair = { first, second };

describe('test of a difference of Sharpe ratios', () => {
  it.each(KERNELS)('with %s is the matrix form of the paper', (kernel) => {
    const found = sharpeDifferenceTest(pair, { kernel, bandwidth: 4.5 });
    const slow = slowTest(pair, kernel, 4.5);
    expect(found.difference).toBeCloseTo(slow.difference, 12);
    expect(found.error).toBeCloseTo(slow.error, 12);
    expect(found.z).toBeCloseTo(slow.difference / slow.error, 9);
    expect(found.pValue).toBeCloseTo(2 * normalDistribution(-Math.abs(found.z)), 14);
  });

  it('of a series against itself is 0, and surely so', () => {
    const options = { kernel: 'parzen', bandwidth: 5 } as const;
    const same = { first, second: first };
    const nothing = { difference: 0, error: 0, z: 0, pValue: 1 };
    expect(sharpeDifferenceTest(same, options)).toEqual(nothing);
    expect(memmelTest(same)).toMatchObject({ difference: 0, pValue: 1 });
  });

  it('changes its sign with the order of the two', () => {
    const options = { kernel: 'bartlett', bandwidth: 5 } as const;
    const there = sharpeDifferenceTest(pair, options);
    const back = sharpeDifferenceTest({ first: second, second: first }, options);
    expect(back.difference).toBeCloseTo(-there.difference, 14);
    expect(back.error).toBeCloseTo(there.error, 12);
    expect(back.pValue).toBeCloseTo(there.pValue, 12);
  });

  it('is undefined without variance, and refuses other bars', () => {
    const flat = { first, second: new Float64Array(120).fill(0.1) };
    const options = { kernel: 'parzen', bandwidth: 5 } as const;
    expect(sharpeDifferenceTest(flat, options).pValue).toBeNaN();
    expect(memmelTest(flat)).toEqual({
      difference: Number.NaN,
      error: Number.NaN,
      z: Number.NaN,
      pValue: Number.NaN,
    });
    expect(memmelTest({ first: flat.second, second: first }).error).toBeNaN();
    const uneven = { first, second: second.subarray(1) };
    expect(() => sharpeDifferenceTest(uneven, options)).toThrow(InputError);
    expect(() => memmelTest(uneven)).toThrow(
      'expected two series of the same bars, got 120 and 119 returns',
    );
  });
});

describe('Memmel’s test', () => {
  it('equals the formula worked by hand', () => {
    // Means 1, 0.5; deviations √0.5, √1.25 … of 0 1 2 1 and 0 2 -1 1: ρ from the products.
    const x = Float64Array.of(0, 1, 2, 1);
    const y = Float64Array.of(0, 2, -1, 1);
    const [s1, s2] = [1 / Math.sqrt(0.5), 0.5 / Math.sqrt(1.25)];
    const rho = -0.25 / Math.sqrt(0.5 * 1.25);
    const squares = s1 ** 2 + s2 ** 2 - 2 * s1 * s2 * rho ** 2;
    const error = Math.sqrt((2 - 2 * rho + squares / 2) / 4);
    const found = memmelTest({ first: x, second: y });
    expect(found.difference).toBeCloseTo(s1 - s2, 14);
    expect(found.error).toBeCloseTo(error, 14);
    expect(found.z).toBeCloseTo((s1 - s2) / error, 13);
  });
});

describe('bootstrap of a difference of Sharpe ratios', () => {
  const options = { kernel: 'parzen', bandwidth: 4, blockLength: 7 } as const;

  it('is the slow form of the paper, blocks that wrap and a last part of a block', () => {
    const blockStarts = circularBlockStarts({
      length: 120,
      blockLength: 7,
      resamples: 60,
      seed: 5,
    });
    const found = sharpeDifferenceBootstrap(pair, { ...options, blockStarts });
    const whole = paperVectors(pair);
    const { error } = slowTest(pair, 'parzen', 4);
    let exceedances = 0;
    for (const starts of blockStarts) {
      const bars = Array.from(starts)
        .flatMap((start) => [0, 1, 2, 3, 4, 5, 6].map((step) => (start + step) % 120))
        .slice(0, 120);
      const sample = {
        first: Float64Array.from(bars, (bar) => first[bar]!),
        second: Float64Array.from(bars, (bar) => second[bar]!),
      };
      const { distances, gradient, difference } = paperVectors(sample);
      let psi = 0;
      for (let block = 0; block < 17; block++) {
        const rows = distances.slice(block * 7, block * 7 + 7);
        const zeta = [0, 1, 2, 3].map(
          (c) => rows.reduce((s, row) => s + row[c]!, 0) / Math.sqrt(7),
        );
        psi += quadratic(gradient, zeta, zeta) / 17;
      }
      const distance = Math.abs(difference - whole.difference) / Math.sqrt(psi / 120);
      if (distance >= Math.abs(whole.difference) / error) exceedances++;
    }
    expect(found.exceedances).toBe(exceedances);
    expect(found.bootstrapPValue).toBe((exceedances + 1) / 61);
    expect(exceedances).toBeGreaterThan(0);
    expect(exceedances).toBeLessThan(60);
    expect(found.error).toBeCloseTo(error, 12);
  });

  it('of a series against itself has the p-value 1', () => {
    const blockStarts = circularBlockStarts({ length: 120, blockLength: 7, resamples: 9, seed: 5 });
    const same = sharpeDifferenceBootstrap({ first, second: first }, { ...options, blockStarts });
    expect(same.bootstrapPValue).toBe(1);
  });

  it('finds a difference that is there', () => {
    const good = noise(11, 500, { drift: 0.5 });
    const bad = noise(12, 500);
    const blockStarts = circularBlockStarts({
      length: 500,
      blockLength: 7,
      resamples: 99,
      seed: 5,
    });
    const found = sharpeDifferenceBootstrap(
      { first: good, second: bad },
      { ...options, blockStarts },
    );
    expect(found.bootstrapPValue).toBe(0.01);
    expect(found.pValue).toBeLessThan(1e-6);
  });

  it('draws starts of all bars, enough blocks for the series, by seed and number', () => {
    const starts = circularBlockStarts({ length: 10, blockLength: 3, resamples: 200, seed: 1 });
    expect(starts).toHaveLength(200);
    expect(starts[0]).toHaveLength(4);
    const seen = new Set(starts.flatMap((row) => Array.from(row)));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const fewer = circularBlockStarts({ length: 10, blockLength: 3, resamples: 2, seed: 1 });
    expect(fewer).toEqual(starts.slice(0, 2));
    expect(starts[0]).not.toEqual(starts[1]);
    const whole = circularBlockStarts({ length: 9, blockLength: 3, resamples: 1, seed: 1 });
    expect(whole[0]).toHaveLength(3);
  });

  it('refuses blocks that are no whole number of bars', () => {
    for (const blockLength of [0, 2.5, 11, -1]) {
      const call = (): unknown =>
        circularBlockStarts({ length: 10, blockLength, resamples: 1, seed: 1 });
      expect(call).toThrow(InputError);
      expect(call).toThrow(`expected a whole number from 1 to 10, got ${blockLength}`);
    }
    const largest = { length: 10, blockLength: 10, resamples: 1, seed: 1 };
    expect(circularBlockStarts(largest)[0]).toHaveLength(1);
    expect(circularBlockStarts({ ...largest, blockLength: 1 })[0]).toHaveLength(10);
  });
});

describe('Andrews’ bandwidth', () => {
  it.each(KERNELS)('for %s is the formula of the paper', (kernel) => {
    const columns = [first, second, first.map((x) => x * x), second.map((x) => x * x)];
    let [one, two, total] = [0, 0, 0];
    for (const column of columns) {
      const centre = average(Array.from(column));
      const v = Array.from(column, (x) => x - centre);
      const product = v.slice(1).reduce((sum, x, i) => sum + x * v[i]!, 0);
      const rho = product / v.slice(0, -1).reduce((sum, x) => sum + x * x, 0);
      const variance = average(v.slice(1).map((x, i) => (x - rho * v[i]!) ** 2));
      one += (4 * rho ** 2 * variance ** 2) / ((1 - rho) ** 6 * (1 + rho) ** 2);
      two += (4 * rho ** 2 * variance ** 2) / (1 - rho) ** 8;
      total += variance ** 2 / (1 - rho) ** 4;
    }
    const expected = {
      bartlett: 1.1447 * ((one / total) * 120) ** (1 / 3),
      parzen: 2.6614 * ((two / total) * 120) ** (1 / 5),
      qs: 1.3221 * ((two / total) * 120) ** (1 / 5),
    };
    expect(andrewsBandwidth(pair, kernel)).toBeCloseTo(expected[kernel], 10);
  });
});
