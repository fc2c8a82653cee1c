import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import { codesOf } from '../../../engine/forest/predictor.ts';
import { sharedLeaves } from '../../../engine/forest/shared-leaves.ts';
import { anyPlan, problemOf } from './random-problem.ts';
import { HAND_FOREST } from './tiny-forest.ts';

function leafOf(forest: Forest, tree: number, codes: Uint8Array): number {
  let node = tree;
  while (forest.column[node] !== LEAF) {
    const right = codes[forest.column[node]!]! > forest.bin[node]!;
    node = forest.left[node]! + Number(right);
  }
  return node;
}

/** The codes of rows, column by column. */
function columnsOf(rows: readonly Uint8Array[]): Uint8Array[] {
  return Array.from(rows[0]!, (_, column) => Uint8Array.from(rows, (row) => row[column]!));
}

describe('sharedLeaves', () => {
  it('by hand: the tree without a split puts all rows into one leaf', () => {
    const rows = [
      [0, 0],
      [2, 5],
      [0, 6],
      [3, 0],
    ].map((row) => codesOf(HAND_FOREST, row));
    const shared = (row: number): number[] => [
      ...sharedLeaves(HAND_FOREST, rows[row]!, columnsOf(rows)),
    ];
    expect(shared(0)).toEqual([2, 2, 1, 1]);
    expect(shared(2)).toEqual([1, 1, 2, 1]);
    expect(shared(3)).toEqual([1, 1, 1, 2]);
  });

  it('counts the trees whose leaf is the same', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, any) => {
        const { matrix, labels, settings } = problemOf(plan);
        const used = Array.from({ length: plan.columns }, (_, i) => i);
        const forest = fitForest(matrix, labels, used, matrix.rows, settings);
        const rows = Array.from({ length: matrix.rows }, (_, row) =>
          codesOf(
            forest,
            used.map((column) => matrix.values[column * matrix.rows + row]!),
          ),
        );
        const row = rows[any % rows.length]!;
        const trees = Array.from({ length: forest.trees }, (_, tree) => tree);
        const expected = rows.map(
          (other) =>
            trees.filter((tree) => leafOf(forest, tree, row) === leafOf(forest, tree, other))
              .length,
        );
        expect([...sharedLeaves(forest, row, columnsOf(rows))]).toEqual(expected);
      }),
      { seed: 20_260_226, numRuns: 60 },
    );
  });
});
