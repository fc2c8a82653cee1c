import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrapSeed,
  bootstrapWeight,
  columnsPerSplit,
  drawOrder,
  drawSeed,
  POISSON_LIMITS,
} from '../../../engine/forest/bootstrap.ts';
import { hashText } from '../../../engine/core/hash.ts';
import { treeBag } from '../../../engine/forest/grow.ts';

const SEED = 20_260_216;

/** Poisson(1)'s probabilities of 0, 1, …, 14. */
const POISSON: number[] = [Math.exp(-1)];
for (let weight = 1; weight < 15; weight++) POISSON.push(POISSON[weight - 1]! / weight);

/** Pearson's Σ (observed - expected)² / expected. */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
}

function orderOf(treeSeed: number, heap: number, keys: readonly number[]): number[] {
  const target = new Uint8Array(keys.length);
  drawOrder(treeSeed, heap, keys, target);
  return [...target];
}

describe('bootstrap weights', () => {
  it("have Poisson's distribution function as limits", () => {
    let below = 0;
    POISSON_LIMITS.forEach((limit, weight) => {
      below += POISSON[weight]!;
      expect(Math.abs(limit - below * 2 ** 32)).toBeLessThanOrEqual(0.5 + 1e-5);
    });
    expect(POISSON_LIMITS).toHaveLength(12);
  });

  it('are Poisson(1): chi-square of 400,000 rows, 7 degrees of freedom, below 26', () => {
    const counts = Array.from({ length: 8 }, () => 0);
    for (let tree = 0; tree < 100; tree++) {
      const seed = bootstrapSeed(42, tree);
      for (let row = 0; row < 4000; row++) counts[Math.min(7, bootstrapWeight(seed, row))]!++;
    }
    const shares = POISSON.slice(0, 7);
    const rest = 1 - shares.reduce((sum, share) => sum + share, 0);
    expect(
      chiSquare(
        counts,
        [...shares, rest].map((share) => share * 400_000),
      ),
    ).toBeLessThan(26);
  });

  it('of two trees, two seeds or neighbouring rows are independent', () => {
    const weights = (seed: number, tree: number, from: number): number[] => {
      const treeSeed = bootstrapSeed(seed, tree);
      return Array.from({ length: 20_000 }, (_, i) => bootstrapWeight(treeSeed, from + i));
    };
    const base = weights(42, 0, 0);
    for (const other of [weights(42, 1, 0), weights(43, 0, 0), weights(42, 0, 1)]) {
      const covariance = base.reduce((sum, w, i) => sum + (w - 1) * (other[i]! - 1), 0) / 20_000;
      // Its standard error is 1/√20000 = 0.007.
      expect(Math.abs(covariance)).toBeLessThan(0.03);
    }
  });

  it('of a row stay when later rows come', () => {
    const [short, long] = [treeBag(42, 3, 100), treeBag(42, 3, 250)];
    expect([...long.weights.subarray(0, 100)]).toEqual([...short.weights]);
    expect(long.rows.filter((row) => row < 100)).toEqual(short.rows);
    expect(long.drawSeed).toBe(short.drawSeed);
  });

  it('do not share a seed with the draws', () => {
    expect(bootstrapSeed(42, 0)).not.toBe(drawSeed(42, 0));
    expect(drawSeed(42, 0)).not.toBe(drawSeed(42, 1));
  });
});

describe('treeBag', () => {
  it('holds the rows of weight above 0, ascending', () => {
    const { rows, weights } = treeBag(7, 11, 500);
    expect([...rows]).toEqual([...weights.keys()].filter((row) => weights[row]! > 0));
    expect(rows.length).toBeGreaterThan(250);
    expect(treeBag(7, 11, 0).rows.length).toBe(0);
  });
});

describe('columnsPerSplit', () => {
  it('is the root rounded down, at least 1', () => {
    const expected = [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [8, 2],
      [9, 3],
      [31, 5],
      [36, 6],
    ];
    expect(expected.map(([count]) => [count, columnsPerSplit(count!)])).toEqual(expected);
  });
});

describe('drawOrder', () => {
  const anyKeys = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), {
    minLength: 1,
    maxLength: 40,
  });
  const anyNode = fc.record({ seed: fc.nat(), heap: fc.integer({ min: 1, max: 511 }) });

  it('is a permutation that hangs on keys, not on their places', () => {
    const property = fc.property(anyNode, anyKeys, ({ seed, heap }, keys) => {
      const order = orderOf(seed, heap, keys);
      expect(order.toSorted((a, b) => a - b)).toEqual([...keys.keys()]);
      const reversed = keys.toReversed();
      const drawn = orderOf(seed, heap, reversed).map((i) => reversed[i]);
      expect(drawn).toEqual(order.map((i) => keys[i]));
    });
    fc.assert(property, { seed: SEED });
  });

  it('of one more column is the same with that column put in', () => {
    const property = fc.property(anyNode, anyKeys, ({ seed, heap }, keys) => {
      const more = orderOf(seed, heap, keys).filter((i) => i < keys.length - 1);
      expect(more).toEqual(orderOf(seed, heap, keys.slice(0, -1)));
    });
    fc.assert(property, { seed: SEED });
  });

  it('keeps places where keys are the same', () => {
    expect(orderOf(1, 1, [7, 7, 7])).toEqual([0, 1, 2]);
  });

  it('draws each column first equally often: chi-square, 5 degrees of freedom, below 22', () => {
    const keys = ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14', 'vol_ratio', 'gap'];
    const hashes = keys.map(hashText);
    const first = keys.map(() => 0);
    const second = keys.map(() => 0);
    for (let tree = 0; tree < 500; tree++) {
      for (let heap = 1; heap < 32; heap++) {
        const order = orderOf(drawSeed(42, tree), heap, hashes);
        first[order[0]!]!++;
        second[order[1]!]!++;
      }
    }
    const expected = keys.map(() => (500 * 31) / 6);
    expect(chiSquare(first, expected)).toBeLessThan(22);
    expect(chiSquare(second, expected)).toBeLessThan(22);
  });
});
