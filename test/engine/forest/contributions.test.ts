import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contributionsOf } from '../../../engine/forest/contributions.ts';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import { codesOf, createPredictor, leafVote } from '../../../engine/forest/predictor.ts';
import { anyPlan, problemOf } from './random-problem.ts';
import { HAND_FOREST } from './tiny-forest.ts';

/** Summed votes for a class if only the columns of the bit set `known` are known. */
function expectedVotes(forest: Forest, codes: Uint8Array, known: number, code: number): number {
  const weight = (node: number): number => {
    return [0, 1, 2].reduce((sum, i) => sum + forest.totals[3 * node + i]!, 0);
  };
  const below = (node: number): number => {
    const column = forest.column[node]!;
    if (column === LEAF) return leafVote(forest.totals, 3 * node, code);
    const left = forest.left[node]!;
    if ((known >> column) & 1) return below(left + Number(codes[column]! > forest.bin[node]!));
    const mean = weight(left) * below(left) + weight(left + 1) * below(left + 1);
    return mean / weight(node);
  };
  return Array.from({ length: forest.trees }, (_, tree) => below(tree)).reduce((a, b) => a + b, 0);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** Shapley values by their definition, over all subsets of the columns. */
function bruteForce(forest: Forest, row: readonly number[]): { base: number[]; added: number[] } {
  const codes = codesOf(forest, row);
  const k = forest.columns.length;
  const total = [0, 1, 2].reduce((sum, c) => sum + expectedVotes(forest, codes, 2 ** k - 1, c), 0);
  const value = (known: number, code: number): number =>
    expectedVotes(forest, codes, known, code) / total;
  const added = Array.from({ length: 3 * k }, (_, i) => {
    const [column, code] = [Math.floor(i / 3), i % 3];
    let sum = 0;
    for (let known = 0; known < 2 ** k; known++) {
      if ((known >> column) & 1) continue;
      const size = known.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(k - 1 - size)) / factorial(k);
      sum += weight * (value(known | (1 << column), code) - value(known, code));
    }
    return sum;
  });
  return { base: [0, 1, 2].map((code) => value(0, code)), added };
}

function probabilities(forest: Forest, row: readonly number[]): number[] {
  const votes = new Uint32Array(3);
  createPredictor(forest).votes(row, votes);
  return [...votes].map((vote) => vote / votes.reduce((a, b) => a + b, 0));
}

/** A forest of the plan's problem on at most `columns` of its columns, and some of its rows. */
const anyForest = (columns: number): fc.Arbitrary<{ forest: Forest; rows: number[][] }> =>
  anyPlan.map((plan) => {
    const { matrix, labels, settings } = problemOf(plan);
    const used = Array.from({ length: Math.min(columns, plan.columns) }, (_, i) => i);
    const forest = fitForest(matrix, labels, used, matrix.rows, settings);
    const rows = [0, 1, 2].map((i) => {
      const row = Math.floor((i * (matrix.rows - 1)) / 2);
      return used.map((column) => matrix.values[column * matrix.rows + row]!);
    });
    return { forest, rows };
  });

describe('contributionsOf', () => {
  it('by hand, of two trees of which one splits', () => {
    // Weights 8 : 4 at x, 6 : 2 at y. Leaves (down, neutral, up): a (1 0 0), b (0 1/2 1/2), c the
    // same as b; the second tree says a third each. At (0, 0) the row falls into a.
    // Votes for down: nothing known 8/12·6/8 = 1/2, x 3/4, y 8/12, both 1.
    const { base, added } = contributionsOf(HAND_FOREST, [0, 0]);
    const [x, y] = [(1 / 4 + 1 / 3) / 2, (1 / 6 + 1 / 4) / 2];
    const third = 1 / 3;
    const expected = [
      [1 / 2, 1 / 4, 1 / 4].map((value) => (value + third) / 2),
      [x, -x / 2, -x / 2, y, -y / 2, -y / 2].map((value) => value / 2),
    ];
    // A third of a vote is rounded down to one of 2^20, so the figures agree to 1e-6 only.
    base.forEach((value, i) => expect(value).toBeCloseTo(expected[0]![i]!, 6));
    added.forEach((value, i) => expect(value).toBeCloseTo(expected[1]![i]!, 6));
  });

  it('by hand, of a row that leaves at the first split', () => {
    // For down: nothing 1/2, x 0, y 8/12·1, both 0. So x adds (-1/2 - 2/3)/2, y (1/6 + 0)/2.
    const { added } = contributionsOf(HAND_FOREST, [3, 0]);
    expect(added[0]).toBeCloseTo(-7 / 12 / 2, 6);
    expect(added[3]).toBeCloseTo(1 / 12 / 2, 6);
  });

  it('are the Shapley values of their definition, over all subsets of columns', () => {
    fc.assert(
      fc.property(anyForest(5), ({ forest, rows }) => {
        for (const row of rows) {
          const { base, added } = contributionsOf(forest, row);
          const expected = bruteForce(forest, row);
          base.forEach((value, i) =>
            expect(Math.abs(value - expected.base[i]!)).toBeLessThan(1e-12),
          );
          expect(added).toHaveLength(expected.added.length);
          added.forEach((value, i) =>
            expect(Math.abs(value - expected.added[i]!)).toBeLessThan(1e-12),
          );
        }
      }),
      { seed: 20_260_223, numRuns: 60 },
    );
  });

  it('add up to the probabilities minus the base, and use no other column', () => {
    fc.assert(
      fc.property(anyForest(33), ({ forest, rows }) => {
        for (const row of rows) {
          const { base, added } = contributionsOf(forest, row);
          probabilities(forest, row).forEach((probability, code) => {
            const sum = forest.columns.reduce((all, _, i) => all + added[3 * i + code]!, 0);
            expect(Math.abs(base[code]! + sum - probability)).toBeLessThan(1e-12);
          });
          const split = new Set(forest.column);
          forest.columns.forEach((_, i) => {
            if (!split.has(i)) expect([...added.subarray(3 * i, 3 * i + 3)]).toEqual([0, 0, 0]);
          });
        }
      }),
      { seed: 20_260_224, numRuns: 100 },
    );
  });

  it('the base is the mean of the leaves, by their weights', () => {
    const { base } = contributionsOf(HAND_FOREST, [9, 9]);
    // 6 of 12 in the leaf that is all down; the other leaves say half neutral and half up.
    expect(base[0]).toBeCloseTo((1 / 2 + 1 / 3) / 2, 6);
    expect(base[0]! + base[1]! + base[2]!).toBeCloseTo(1, 5);
  });
});
