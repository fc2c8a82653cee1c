import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import { codesOf, createPredictor, leafVote } from '../../../engine/forest/predictor.ts';
import { explainRow, type ExplainedRow } from '../../../engine/forest/row-explainer.ts';
import { anyPlan, problemOf } from './random-problem.ts';
import { HAND_FOREST } from './tiny-forest.ts';

const UNIT = 2 ** 20;
const SEED = 20_260_223;

/** The codes of rows, column by column. */
function columnsOf(rows: readonly Uint8Array[], columns: number): Uint8Array[] {
  return Array.from({ length: columns }, (_, i) => Uint8Array.from(rows, (row) => row[i]!));
}

function explained(forest: Forest, row: readonly number[]): ExplainedRow {
  return explainRow(forest, codesOf(forest, row), columnsOf([], forest.columns.length));
}

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
function bruteForce(forest: Forest, codes: Uint8Array): { base: number[]; added: number[] } {
  const k = forest.columns.length;
  const total = [0, 1, 2].reduce((sum, c) => sum + expectedVotes(forest, codes, 2 ** k - 1, c), 0);
  const values = [0, 1, 2].map((code) =>
    Array.from({ length: 2 ** k }, (_, known) => expectedVotes(forest, codes, known, code) / total),
  );
  const added = Array.from({ length: 3 * k }, (_, i) => {
    const [column, code] = [Math.floor(i / 3), i % 3];
    let sum = 0;
    for (let known = 0; known < 2 ** k; known++) {
      if ((known >> column) & 1) continue;
      const size = known.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(k - 1 - size)) / factorial(k);
      sum += weight * (values[code]![known | (1 << column)]! - values[code]![known]!);
    }
    return sum;
  });
  return { base: values.map((value) => value[0]!), added };
}

function leafOf(forest: Forest, tree: number, codes: Uint8Array): number {
  let node = tree;
  while (forest.column[node] !== LEAF) {
    const right = codes[forest.column[node]!]! > forest.bin[node]!;
    node = forest.left[node]! + Number(right);
  }
  return node;
}

function close(got: Float64Array, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12));
}

/** A forest on at most `columns` columns of a random problem, and all rows of the problem. */
const anyForest = (columns: number): fc.Arbitrary<{ forest: Forest; rows: number[][] }> =>
  anyPlan.map((plan) => {
    const { matrix, labels, settings } = problemOf(plan);
    const used = Array.from({ length: Math.min(columns, plan.columns) }, (_, i) => i);
    const forest = fitForest(matrix, labels, used, matrix.rows, settings);
    const rows = Array.from({ length: matrix.rows }, (_, row) =>
      used.map((column) => matrix.values[column * matrix.rows + row]!),
    );
    return { forest, rows };
  });

describe('contributions', () => {
  it('by hand, of two trees of which one splits', () => {
    // Weights 8 : 4 at x, 6 : 2 at y. Leaves (down, neutral, up): a (1 0 0), b (0 1/2 1/2), c the
    // same as b; the second tree says a third each. At (0, 0) the row falls into a.
    // Votes for down: nothing known 8/12·6/8 = 1/2, x 3/4, y 8/12, both 1.
    const { base, added } = explained(HAND_FOREST, [0, 0]);
    const [x, y] = [(1 / 4 + 1 / 3) / 2, (1 / 6 + 1 / 4) / 2];
    const expected = [
      [1 / 2, 1 / 4, 1 / 4].map((value) => (value + 1 / 3) / 2),
      [x, -x / 2, -x / 2, y, -y / 2, -y / 2].map((value) => value / 2),
    ];
    // A third of a vote is rounded down to one of 2^20, so the figures agree to 1e-6 only.
    base.forEach((value, i) => expect(value).toBeCloseTo(expected[0]![i]!, 6));
    added.forEach((value, i) => expect(value).toBeCloseTo(expected[1]![i]!, 6));
  });

  it('by hand, of a row that leaves at the first split', () => {
    // For down: nothing 1/2, x 0, y 8/12, both 0. So x adds (-1/2 - 2/3)/2, y (1/6 + 0)/2.
    const { added } = explained(HAND_FOREST, [3, 0]);
    expect(added[0]).toBeCloseTo(-7 / 12 / 2, 6);
    expect(added[3]).toBeCloseTo(1 / 12 / 2, 6);
  });

  it('are the Shapley values of their definition, over all subsets of columns', () => {
    fc.assert(
      fc.property(anyForest(6), fc.nat(), ({ forest, rows }, any) => {
        const codes = codesOf(forest, rows[any % rows.length]!);
        const { base, added } = explainRow(forest, codes, columnsOf([], codes.length));
        const expected = bruteForce(forest, codes);
        close(base, expected.base);
        close(added, expected.added);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('add up to the probabilities minus the base, and use no other column', () => {
    fc.assert(
      fc.property(anyForest(33), fc.nat(), ({ forest, rows }, any) => {
        const row = rows[any % rows.length]!;
        const { base, added } = explained(forest, row);
        const votes = new Uint32Array(3);
        createPredictor(forest).votes(row, votes);
        const total = votes.reduce((a, b) => a + b, 0);
        const sums = base.map((value, code) =>
          forest.columns.reduce((sum, _, i) => sum + added[3 * i + code]!, value),
        );
        close(
          sums,
          Array.from(votes, (vote) => vote / total),
        );
        const split = new Set(forest.column);
        forest.columns.forEach((_, i) => {
          if (!split.has(i)) expect([...added.subarray(3 * i, 3 * i + 3)]).toEqual([0, 0, 0]);
        });
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});

describe('votes along a column', () => {
  it('by hand, along either column', () => {
    const { along } = explained(HAND_FOREST, [0, 0]);
    const third = Math.floor(UNIT / 3);
    const votes = (...leaves: number[][]): number[] => leaves.flat().map((vote) => vote + third);
    const [first, rest] = [
      [UNIT, 0, 0],
      [0, UNIT / 2, UNIT / 2],
    ];
    expect([...along[0]!]).toEqual(votes(first, first, rest));
    expect([...along[1]!]).toEqual(votes(first, rest));
  });

  it('are the votes of the row with each value of the column', () => {
    fc.assert(
      fc.property(anyForest(33), fc.nat(), ({ forest, rows }, any) => {
        const row = rows[any % rows.length]!;
        const { along } = explained(forest, row);
        const predictor = createPredictor(forest);
        const votes = new Uint32Array(3);
        along.slice(0, 4).forEach((taken, column) => {
          const edges = forest.edges[column]!;
          expect(taken).toHaveLength(3 * (edges.length + 1));
          [...edges, (edges.at(-1) ?? 0) + 1].forEach((value, code) => {
            predictor.votes(row.with(column, value), votes);
            expect([...taken.subarray(3 * code, 3 * code + 3)]).toEqual([...votes]);
          });
        });
      }),
      { seed: SEED, numRuns: 80 },
    );
  });
});

describe('shared leaves', () => {
  it('by hand: the tree without a split puts all rows into one leaf', () => {
    const rows = [
      [0, 0],
      [2, 5],
      [0, 6],
      [3, 0],
    ].map((row) => codesOf(HAND_FOREST, row));
    const shared = (row: number): number[] => [
      ...explainRow(HAND_FOREST, rows[row]!, columnsOf(rows, 2)).shared,
    ];
    expect(shared(0)).toEqual([2, 2, 1, 1]);
    expect(shared(2)).toEqual([1, 1, 2, 1]);
    expect(shared(3)).toEqual([1, 1, 1, 2]);
  });

  it('counts the trees whose leaf is the same', () => {
    fc.assert(
      fc.property(anyForest(33), fc.nat(), ({ forest, rows }, any) => {
        const codes = rows.map((row) => codesOf(forest, row));
        const one = codes[any % rows.length]!;
        const trees = Array.from({ length: forest.trees }, (_, tree) => tree);
        const leaves = trees.map((tree) => leafOf(forest, tree, one));
        const expected = codes.map(
          (other) => trees.filter((tree) => leafOf(forest, tree, other) === leaves[tree]).length,
        );
        const { shared } = explainRow(forest, one, columnsOf(codes, forest.columns.length));
        expect([...shared]).toEqual(expected);
      }),
      { seed: SEED, numRuns: 80 },
    );
  });
});
