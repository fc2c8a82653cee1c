import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as kernels from '../../../features/kernels/window-moments.ts';
import { moneyFlowIndex, signedFlow } from '../../../features/kernels/money-flow.ts';
import { SEED } from '../random-bars.ts';
import { columnOf, filled } from './column.ts';

type WindowKernel = (source: Float64Array, period: number, target: Float64Array) => void;

const WINDOW_KERNELS: Readonly<Record<string, WindowKernel>> = {
  windowMean: kernels.windowMean,
  spreadMean: (source, period, target) =>
    kernels.windowSpread(source, period, { mean: target, deviation: unused(source) }),
  spreadDeviation: (source, period, target) =>
    kernels.windowSpread(source, period, { mean: unused(source), deviation: target }),
  windowStandardised: (source, period, target) =>
    kernels.windowStandardised(source, period, 1, target),
  shapeDeviation: shapeKernel('deviation'),
  skewness: shapeKernel('skewness'),
  kurtosis: shapeKernel('kurtosis'),
  windowAutocorrelation: kernels.windowAutocorrelation,
  moneyFlowIndex,
};

function shapeKernel(part: keyof kernels.Shape): WindowKernel {
  return (source, period, target) => {
    const others = {
      deviation: unused(source),
      skewness: unused(source),
      kurtosis: unused(source),
    };
    kernels.windowShape(source, period, { ...others, [part]: target });
  };
}

function unused(source: Float64Array): Float64Array {
  return new Float64Array(source.length);
}

describe('window moments of a worked table', () => {
  const source = columnOf(2, 4, 9, 1);

  it('mean and sample deviation', () => {
    expect(filled(4, (t) => kernels.windowMean(source, 2, t))).toEqual([null, 3, 6.5, 5]);
    // 2 4 9: mean 5, squares 9 1 16, 26/2; 4 9 1: mean 14/3, squares 98/3, half of it
    const deviations = [
      null,
      null,
      expect.closeTo(Math.sqrt(13), 10),
      expect.closeTo(Math.sqrt(49 / 3), 10),
    ];
    expect(filled(4, (t) => WINDOW_KERNELS['spreadDeviation']!(source, 3, t))).toEqual(deviations);
    expect(filled(4, (t) => WINDOW_KERNELS['shapeDeviation']!(source, 3, t))).toEqual(deviations);
    expect(filled(4, (t) => WINDOW_KERNELS['spreadMean']!(source, 2, t))).toEqual([
      null,
      3,
      6.5,
      5,
    ]);
  });

  it('distance from the mean in mean absolute deviations', () => {
    // 2 4 9: mean 5, absolute deviations 3 1 4: (9 - 5) / (0.5 · 8/3) = 3
    expect(filled(3, (t) => kernels.windowStandardised(columnOf(2, 4, 9), 3, 0.5, t))).toEqual([
      null,
      null,
      3,
    ]);
  });

  it('skewness and kurtosis, bias corrected', () => {
    // pandas: Series([1, 2, 3, 10]).skew(), .kurt()
    const source = columnOf(1, 2, 3, 10);
    const skewness = filled(4, (t) => WINDOW_KERNELS['skewness']!(source, 4, t));
    const kurtosis = filled(4, (t) => WINDOW_KERNELS['kurtosis']!(source, 4, t));
    expect(skewness[3]).toBeCloseTo(1.763632614803888, 9);
    expect(kurtosis[3]).toBeCloseTo(3.2279999999999998, 9);
  });

  it('autocorrelation pairs each value of a window with the next one', () => {
    // pairs of 1 2 4 3: (2, 1) (4, 2) (3, 4): means 3 and 7/3, 1 / √(2 · 14/3)
    const got = filled(4, (t) => kernels.windowAutocorrelation(columnOf(1, 2, 4, 3), 4, t));
    expect(got).toEqual([null, null, null, expect.closeTo(1 / Math.sqrt(28 / 3), 10)]);
  });

  it('money flow compares each price with the one before', () => {
    const price = columnOf(10, 11, 11, 10, 12);
    const volume = columnOf(1, 2, 3, 4, 5);
    const flow = columnOf(null, 22, 0, -40, 60);
    const prices = { open: price, high: price, low: price, close: price };
    expect(filled(5, (t) => signedFlow(prices, volume, t))).toEqual([null, 22, 0, -40, 60]);
    expect(filled(5, (t) => moneyFlowIndex(flow, 2, t))).toEqual([null, null, 100, 0, 60]);
    const quiet = columnOf(null, 0, 0);
    expect(filled(3, (t) => moneyFlowIndex(quiet, 2, t))).toEqual([null, null, null]);
  });
});

describe('a flat window', () => {
  // 0.1 has no exact double: the plain sum of ten of them is not 1
  const flat = new Float64Array(12).fill(0.1);

  it.each(['windowMean', 'spreadMean'])('has its value as %s', (name) => {
    const got = filled(12, (t) => WINDOW_KERNELS[name]!(flat, 10, t));
    expect(got.slice(9)).toEqual([0.1, 0.1, 0.1]);
  });

  it.each(['spreadDeviation', 'shapeDeviation'])('has a %s of exactly 0', (name) => {
    const got = filled(12, (t) => WINDOW_KERNELS[name]!(flat, 10, t));
    expect(got.slice(9)).toEqual([0, 0, 0]);
  });

  it.each(['windowStandardised', 'skewness', 'kurtosis', 'windowAutocorrelation'])(
    'has no %s',
    (name) => {
      const got = filled(12, (t) => WINDOW_KERNELS[name]!(flat, 10, t));
      expect(got).toEqual(Array(12).fill(null));
    },
  );
});

it.each([
  ['windowMean', 'spreadMean'],
  ['spreadDeviation', 'shapeDeviation'],
])('%s and %s are the same to the last bit', (one, other) => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.integer({ min: 4, max: 10 }), (array, period) => {
      const source = Float64Array.from(array);
      const [left, right] = [unused(source), unused(source)];
      WINDOW_KERNELS[one]!(source, period, left);
      WINDOW_KERNELS[other]!(source, period, right);
      expect(left).toEqual(right);
    }),
    { seed: SEED },
  );
});

describe.each(Object.entries(WINDOW_KERNELS))('%s', (_, kernel) => {
  it('has the same bits for a tail as for the whole history', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 12 });
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 10 }), (array, period) => {
        const whole = new Float64Array(array.length);
        kernel(Float64Array.from(array), period, whole);
        const tail = new Float64Array(period + 1);
        kernel(Float64Array.from(array.slice(-period - 1)), period, tail);
        expect(tail.at(-1)).toBe(whole.at(-1));
      }),
      { seed: SEED },
    );
  });

  it('leaves NaN in a history shorter than its window', () => {
    expect(filled(3, (t) => kernel(columnOf(1, 2, 3), 5, t))).toEqual([null, null, null]);
  });
});
