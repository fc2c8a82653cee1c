import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/core/random.ts';
import { correlatedPairs } from '../../selection/correlation.ts';
import { matrixOf } from './toy-matrix.ts';

describe('correlated pairs', () => {
  it("have Pearson's r, as computed by hand", () => {
    // Deviations (-1, 0, 1) and (-1, 0.5, 0.5): r = 1.5 / sqrt(2 · 1.5).
    const pairs = correlatedPairs(matrixOf({ x: [1, 2, 3], y: [0, 1.5, 1.5] }), [0, 1], 0.8);
    expect(pairs).toEqual([
      { first: 0, second: 1, correlation: expect.closeTo(1.5 / Math.sqrt(3), 12) },
    ]);
  });

  it('have no column that is constant but for rounding, however many rows there are', () => {
    const rounding = Array.from({ length: 400 }, (_, i) => 1 + (i % 2) * 2e-13);
    const small = Array.from({ length: 400 }, (_, i) => 1 + (i % 2) * 2e-11);
    expect(correlatedPairs(matrixOf({ x: rounding, y: rounding }), [0, 1])).toEqual([]);
    expect(correlatedPairs(matrixOf({ x: small, y: small }), [0, 1])).toHaveLength(1);
  });

  it('are the pairs above the limit, also negative ones, the strongest first', () => {
    const random = randomStream(3);
    const x = Array.from({ length: 400 }, () => random.normal());
    const noisy = (scale: number): number[] => x.map((value) => value + scale * random.normal());
    const matrix = matrixOf({
      x,
      near: noisy(0.2),
      opposite: noisy(0.4).map((value) => -3 * value),
      far: noisy(3),
      constant: x.map(() => 0.1),
    });
    const pairs = correlatedPairs(matrix, [4, 3, 2, 1, 0]);
    expect(pairs.map((pair) => [pair.first, pair.second])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(pairs.map((pair) => Math.sign(pair.correlation))).toEqual([1, -1, -1]);
    // The same columns in another order: the strongest pair is the last one now.
    const { values, rows } = matrix;
    const columnAt = (column: number): number[] =>
      Array.from(values.subarray(column * rows, (column + 1) * rows));
    const other = matrixOf({ opposite: columnAt(2), near: columnAt(1), x: columnAt(0) });
    const turned = correlatedPairs(other, [0, 1, 2]);
    expect(turned.map((pair) => [pair.first, pair.second])).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
});
