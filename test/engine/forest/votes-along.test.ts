import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitForest } from '../../../engine/forest/fit.ts';
import { codesOf, createPredictor } from '../../../engine/forest/predictor.ts';
import { votesAlong } from '../../../engine/forest/votes-along.ts';
import { anyPlan, problemOf } from './random-problem.ts';
import { HAND_FOREST } from './tiny-forest.ts';

const UNIT = 2 ** 20;

describe('votesAlong', () => {
  it('by hand, along either column', () => {
    const third = Math.floor(UNIT / 3);
    const [first, rest] = [
      [UNIT, 0, 0],
      [0, UNIT / 2, UNIT / 2],
    ];
    const along = (column: number): number[] => [
      ...votesAlong(HAND_FOREST, codesOf(HAND_FOREST, [0, 0]), column),
    ];
    const votes = (...leaves: number[][]): number[] => leaves.flat().map((vote) => vote + third);
    expect(along(0)).toEqual(votes(first!, first!, rest!));
    expect(along(1)).toEqual(votes(first!, rest!));
  });

  it('are the votes of the row with each value of the column', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, any) => {
        const { matrix, labels, settings } = problemOf(plan);
        const used = Array.from({ length: plan.columns }, (_, i) => i);
        const forest = fitForest(matrix, labels, used, matrix.rows, settings);
        const at = any % matrix.rows;
        const row = used.map((column) => matrix.values[column * matrix.rows + at]!);
        const codes = codesOf(forest, row);
        const predictor = createPredictor(forest);
        for (const column of used.slice(0, 4)) {
          const along = votesAlong(forest, codes, column);
          const edges = forest.edges[column]!;
          expect(along).toHaveLength(3 * (edges.length + 1));
          const values = [...edges, (edges.at(-1) ?? 0) + 1];
          const votes = new Uint32Array(3);
          values.forEach((value, code) => {
            predictor.votes(row.with(column, value), votes);
            expect([...along.subarray(3 * code, 3 * code + 3)]).toEqual([...votes]);
          });
        }
      }),
      { seed: 20_260_225, numRuns: 60 },
    );
  });
});
