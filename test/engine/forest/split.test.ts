import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSplit, LANES } from '../../../engine/forest/split.ts';

const SEED = 20_260_216;

/** Relative error of a float32 score: a handful of roundings of 2^-24 each. */
const FLOAT32_ERROR = 1e-6;

/** A bin by class: weights of 0, 1 and 2, and its different rows. */
type Bin = readonly [number, number, number, number];

function histogramOf(bins: readonly Bin[]): number[] {
  return bins.flatMap(([w0, w1, w2, rows]) => [w0, w1, w0 + w1 + w2, rows]);
}

function sums(bins: readonly Bin[]): number[] {
  return [0, 1, 2, 3].map((lane) => bins.reduce((sum, bin) => sum + bin[lane]!, 0));
}

/** Weight times Gini impurity, W · (1 - Σ share²), in float64. */
function weightedGini(bins: readonly Bin[]): number {
  const weights = sums(bins).slice(0, 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 0;
  return total * (1 - weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0));
}

/** Every allowed cut's decrease of weighted impurity, in bestSplit's unit: decrease · N / 2. */
function allCuts(bins: readonly Bin[], minLeafRows: number): { bin: number; score: number }[] {
  const [w0, w1, w2] = sums(bins);
  return bins.slice(1).flatMap((_, bin) => {
    const [left, right] = [bins.slice(0, bin + 1), bins.slice(bin + 1)];
    if (sums(left)[3]! < minLeafRows || sums(right)[3]! < minLeafRows) return [];
    const decrease = weightedGini(bins) - weightedGini(left) - weightedGini(right);
    return [{ bin, score: (decrease * (w0! + w1! + w2!)) / 2 }];
  });
}

describe('bestSplit', () => {
  const pureHalves: Bin[] = [
    [4, 0, 0, 4],
    [2, 0, 0, 2],
    [0, 3, 0, 3],
    [0, 0, 3, 3],
  ];

  it('finds the cut by hand: D0 = 12·6 - 6·6 = 36, D1 = -18, over 6·6', () => {
    // (36·(36 - 18) + 18²) / 36 = 27.
    const split = bestSplit(histogramOf(pureHalves), 4, 1);
    expect(split).toEqual({ bin: 1, score: 27, constant: false });
  });

  it('takes the lowest bin of a tie, also where empty bins lie in between', () => {
    const tie: Bin[] = [
      [2, 0, 0, 2],
      [0, 0, 0, 0],
      [0, 2, 0, 2],
      [0, 0, 0, 0],
      [2, 0, 0, 2],
    ];
    expect(bestSplit(histogramOf(tie), 5, 1).bin).toBe(0);
  });

  it('counts different rows, not weights, in a leaf', () => {
    const heavy: Bin[] = [
      [9, 0, 0, 1],
      [0, 1, 0, 1],
      [0, 1, 0, 1],
      [0, 1, 0, 1],
    ];
    expect(bestSplit(histogramOf(heavy), 4, 1).bin).toBe(0);
    expect(bestSplit(histogramOf(heavy), 4, 2).bin).toBe(1);
    expect(bestSplit(histogramOf(heavy), 4, 3)).toEqual({ bin: -1, score: -1, constant: false });
  });

  it('cuts where it gains nothing rather than not at all', () => {
    const even: Bin[] = [
      [1, 1, 1, 3],
      [1, 1, 1, 3],
    ];
    expect(bestSplit(histogramOf(even), 2, 1)).toEqual({ bin: 0, score: 0, constant: false });
  });

  it('knows a constant column, in whichever bin its rows are', () => {
    for (const at of [0, 1, 2]) {
      const bins = [0, 1, 2].map((bin): Bin => (bin === at ? [3, 2, 1, 6] : [0, 0, 0, 0]));
      expect(bestSplit(histogramOf(bins), 3, 1)).toEqual({ bin: -1, score: -1, constant: true });
    }
    expect(bestSplit([3, 2, 6, 6], 1, 1)).toEqual({ bin: -1, score: -1, constant: true });
  });

  it('reads no bin beyond the column’s own', () => {
    const longer = [...histogramOf(pureHalves), 7, 7, 21, 9];
    expect(longer).toHaveLength(5 * LANES);
    expect(bestSplit(longer, 4, 1)).toEqual(bestSplit(histogramOf(pureHalves), 4, 1));
  });

  const anyBin = fc.oneof(
    fc.constant<Bin>([0, 0, 0, 0]),
    fc
      .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 30 }))
      .map(([w0, w1, w2, rows]): Bin => [w0, w1, Math.max(w2, rows - w0 - w1), rows]),
  );

  it('finds what a search over all cuts in float64 finds, but for what float32 cannot tell', () => {
    const anyBins = fc.array(anyBin, { minLength: 1, maxLength: 256 });
    const property = fc.property(anyBins, fc.integer({ min: 1, max: 60 }), (bins, minLeafRows) => {
      const split = bestSplit(histogramOf(bins), bins.length, minLeafRows);
      const rows = sums(bins)[3]!;
      expect(split.constant).toBe(rows === 0 || bins.some((bin) => bin[3] === rows));
      const cuts = allCuts(bins, minLeafRows);
      const chosen = cuts.find(({ bin }) => bin === split.bin);
      expect(chosen === undefined).toBe(cuts.length === 0);
      if (chosen === undefined) {
        expect(split).toMatchObject({ bin: -1, score: -1 });
        return;
      }
      const best = Math.max(...cuts.map(({ score }) => score));
      const slack = FLOAT32_ERROR * Math.max(1, best);
      expect(Math.abs(split.score - chosen.score)).toBeLessThanOrEqual(slack);
      expect(chosen.score).toBeGreaterThanOrEqual(best - slack);
      // Of bins that part the rows alike, it is the lowest.
      const same = cuts.find(({ bin }) => sums(bins.slice(bin + 1, split.bin + 1))[3] === 0);
      expect(same?.bin).toBe(split.bin);
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });
});
