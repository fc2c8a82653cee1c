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
  });
});
