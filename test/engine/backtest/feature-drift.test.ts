import { describe, expect, it } from 'vitest';
import { classReliability } from '../../../engine/backtest/class-reliability.ts';
import { featureDrift, RECENT_ROWS } from '../../../engine/backtest/feature-drift.ts';

/** A matrix of two columns: one repeats itself, one jumps at the recent rows. */
function matrixOf(rows: number) {
  const steady = Array.from({ length: rows }, (_, i) => i % 50);
  const shifted = steady.map((value, i) => (i < rows - RECENT_ROWS ? value : value + 100));
  return {
    names: ['steady', 'shifted'],
    keys: new Uint32Array(2),
    rows,
    values: Float64Array.from([...steady, ...shifted]),
  };
}

describe('the drift of features', () => {
  it('compares the last rows with those before, and with earlier stretches', () => {
    const [steady, shifted] = featureDrift(matrixOf(1500));
    expect(steady).toMatchObject({ feature: 'steady', distance: 0, usualDistance: 0 });
    expect(steady!.stability).toBeCloseTo(0, 9);
    expect(shifted).toMatchObject({ feature: 'shifted', distance: 1, usualDistance: 0 });
    expect(shifted!.stability).toBeGreaterThan(1);
  });

  it('is not known with too few rows before', () => {
    expect(featureDrift(matrixOf(700))).toEqual([]);
    expect(featureDrift(matrixOf(750))).toHaveLength(2);
  });
});

describe('the reliability of classes', () => {
  it('takes each class by its own column of the probabilities', () => {
    const found = classReliability({
      probabilities: Float64Array.from([0.5, 0.3, 0.2, 0.1, 0.3, 0.6]),
      labels: Uint8Array.from([0, 1]),
    });
    const rows = Object.values(found).map(({ bins }) =>
      bins.map(({ predicted, observed }) => [predicted, observed]),
    );
    expect(rows).toEqual([
      [
        [0.1, 0],
        [0.5, 1],
      ],
      [[0.3, 0.5]],
      [
        [0.2, 0],
        [0.6, 0],
      ],
    ]);
  });
});
