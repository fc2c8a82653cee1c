import { describe, expect, it } from 'vitest';
import { clusterTrials } from '../../../engine/statistics/trial-clusters.ts';
import { correlationMatrix, type SquareMatrix } from '../../../engine/statistics/trial-returns.ts';
import { noise } from './noise.ts';

/** Correlation `within` between trials of one label, `between` otherwise. */
function blocks(labels: readonly number[], within: number, between: number): SquareMatrix {
  const size = labels.length;
  const values = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    if (i === j) return 1;
    return labels[i] === labels[j] ? within : between;
  });
  return { size, values };
}

describe('clusters of trials', () => {
  it('are the blocks of a matrix of blocks, by first appearance', () => {
    const found = clusterTrials(blocks([7, 3, 7, 3, 5, 5, 7], 0.8, 0.1));
    expect(found.count).toBe(3);
    expect(found.labels).toEqual([0, 1, 0, 1, 2, 2, 0]);
  });

  it('have no quality where all silhouettes are equal', () => {
    expect(clusterTrials(blocks([0, 0, 1, 1], 0.8, 0.1)).quality).toBeNaN();
  });

  it('have the quality worked by hand', () => {
    // Two and one: silhouettes (b - a)/b twice, with a = √0.1, b = √0.45, and 0 for the one alone.
    const found = clusterTrials(blocks([0, 0, 1], 0.8, 0.1));
    expect(found.labels).toEqual([0, 0, 1]);
    const silhouette = 1 - Math.sqrt(0.1 / 0.45);
    const mean = (2 * silhouette) / 3;
    const squares = 2 * (silhouette - mean) ** 2 + mean ** 2;
    expect(found.quality).toBeCloseTo(mean / Math.sqrt(squares / 2), 12);
  });

  it('join copies, however rounding leaves their correlation', () => {
    const series = [noise(1, 300), noise(2, 300), noise(3, 300)];
    const trials = [0, 1, 2, 0, 1, 2, 0].map((k) => series[k]!.map((x) => 3 * x));
    const found = clusterTrials(correlationMatrix(trials));
    expect(found.labels).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(found.quality).toBeNaN();
  });

  it('is the best of all numbers of groups', () => {
    // Two loose groups of two tight pairs each: the pairs are clearer than the groups.
    const pair = blocks([0, 0, 1, 1, 2, 2, 3, 3], 0.99, 0.1);
    expect(clusterTrials(pair).count).toBe(4);
    const near = Float64Array.from(pair.values, (value, at) => {
      const [i, j] = [Math.floor(at / 8), at % 8];
      return value === 0.1 && Math.floor(i / 4) === Math.floor(j / 4) ? 0.95 : value;
    });
    expect(clusterTrials({ size: 8, values: near }).labels).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('is one group of one or two trials, or of equal distances', () => {
    const one = { count: 1, labels: [0], quality: Number.NaN };
    expect(clusterTrials(blocks([0], 1, 1))).toEqual(one);
    expect(clusterTrials(blocks([0, 1], 1, 0))).toEqual({ ...one, labels: [0, 0] });
    const equal = blocks([0, 1, 2], 1, 0.3);
    expect(clusterTrials(equal)).toEqual({ ...one, labels: [0, 0, 0] });
  });
});
