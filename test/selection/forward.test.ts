import { assert, asyncProperty, integer, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardSelection, marginNoise } from '../../selection/forward.ts';
import type { Evaluate } from '../../selection/objective.ts';
import { toyEvaluate, toyEvaluation } from './toy-evaluation.ts';

/** Hand-made scores of five columns: 2 and 0 are the best pair, and only all five score higher. */
const WORLD: Readonly<Record<string, number>> = {
  '0': 0.5,
  '1': 0.2,
  '2': 1,
  '3': 0.1,
  '4': 0.9,
  '0,2': 1.3,
  '1,2': 0.8,
  '2,3': 0.7,
  '2,4': 1.1,
  '0,1,2': 1.2,
  '0,2,3': 1.25,
  '0,2,4': 1,
  '0,1,2,3': 1.1,
  '0,2,3,4': 1.29,
  '0,1,2,3,4': 5,
};
const world = (columns: readonly number[]): number => WORLD[columns.join(',')]!;

describe('forward selection', () => {
  const options = { candidates: [0, 1, 2, 3, 4], maxFeatures: 15, patience: 2 };

  it('adds the best feature in each step, and stops after two without a new best set', async () => {
    const result = await forwardSelection({ ...options, evaluate: toyEvaluate(world) });
    expect(result.steps.map((step) => step.column)).toEqual([2, 0, 3, 4]);
    expect(result.steps.map((step) => step.best)).toEqual([true, true, false, false]);
    expect(result.steps.map((step) => step.delta)).toEqual([1, 0.3, -0.05, 0.04].map(near));
    expect(result.steps.map((step) => step.margin)).toEqual([0.1, 0.2, 0.05, 0.19].map(near));
    expect(result.selected).toEqual([2, 0]);
    expect(result.bestStep?.evaluation.metrics.sharpe).toBe(1.3);
    expect(result.trials).toBe(5 + 4 + 3 + 2);
  });

  it('says what the first half of the trees alone would have added', async () => {
    const scores = { first: [0.3, 0.9, 0.1], whole: [1, 0.8, 0.6] };
    const evaluate: Evaluate = async (subsets) =>
      subsets.map((columns) => {
        const at = columns.at(-1)!;
        const { [at]: whole = 0 } = scores.whole;
        return toyEvaluation(whole, 2 * (scores.first[at]! - whole));
      });
    const once = { candidates: [0, 1, 2], maxFeatures: 1, patience: 1 };
    const { steps } = await forwardSelection({ ...once, evaluate });
    expect(steps[0]).toMatchObject({ column: 0, firstHalfColumn: 1 });
    const oneTree = await forwardSelection({
      ...once,
      evaluate: async (subsets) => subsets.map(() => toyEvaluation(1, Number.NaN)),
    });
    expect(oneTree.steps[0]!.firstHalfColumn).toBeUndefined();
  });

  it('continues longer with more patience, and returns the best set of all steps', async () => {
    const result = await forwardSelection({
      ...options,
      patience: 3,
      evaluate: toyEvaluate(world),
    });
    expect(result.selected).toEqual([2, 0, 3, 4, 1]);
  });

  it('stops at the largest number of features', async () => {
    const result = await forwardSelection({
      ...options,
      maxFeatures: 1,
      evaluate: toyEvaluate(world),
    });
    expect(result.selected).toEqual([2]);
    expect(result.trials).toBe(5);
    expect(result.steps[0]!.candidates).toEqual(
      [0.5, 0.2, 1, 0.1, 0.9].map((score, column) => ({ column, score, sharpe: score })),
    );
  });

  it('asks for all subsets of a step in one call, columns ascending', async () => {
    const calls: (readonly (readonly number[])[])[] = [];
    await forwardSelection({ ...options, evaluate: toyEvaluate(world, calls) });
    expect(calls.map((subsets) => subsets.length)).toEqual([5, 4, 3, 2]);
    expect(calls[1]).toEqual([
      [0, 2],
      [1, 2],
      [2, 3],
      [2, 4],
    ]);
  });

  it('chooses the lowest column of equal scores', async () => {
    const result = await forwardSelection({
      ...options,
      candidates: [4, 3, 1],
      evaluate: toyEvaluate(() => 1),
    });
    expect(result.steps.map((step) => step.column)).toEqual([1, 3, 4]);
    expect(result.selected).toEqual([1]);
  });

  it('ranks an undefined Sharpe ratio last, and selects nothing if all are undefined', async () => {
    const some = toyEvaluate((columns) => (columns.includes(0) ? Number.NaN : -columns.length));
    expect((await forwardSelection({ ...options, evaluate: some })).selected).toEqual([1]);
    const none = await forwardSelection({ ...options, evaluate: toyEvaluate(() => Number.NaN) });
    expect(none.selected).toEqual([]);
    expect(none.bestStep).toBeUndefined();
    expect(none.steps).toHaveLength(2);
  });

  it('does not depend on the order of the candidates', async () => {
    await assert(
      asyncProperty(
        shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
        integer(),
        async (candidates, salt) => {
          const coarse = (columns: readonly number[]): number =>
            columns.reduce((sum, column) => sum + (Math.imul(salt, column + 7) % 3), 0);
          const evaluate = toyEvaluate(coarse);
          const given = await forwardSelection({ ...options, candidates, evaluate });
          const sorted = candidates.toSorted((a, b) => a - b);
          expect(await forwardSelection({ ...options, candidates: sorted, evaluate })).toEqual(
            given,
          );
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('margin noise', () => {
  it('is the spread of the differences between halves, without a change that all share', () => {
    const evaluations = [0.1, 0.3, 0.5].map((difference) => toyEvaluation(1, difference));
    expect(marginNoise(evaluations)).toBeCloseTo(0.2, 12);
  });

  it('is undefined for one candidate', () => {
    expect(marginNoise([toyEvaluation(1)])).toBeNaN();
  });
});

function near(value: number): unknown {
  return expect.closeTo(value, 12);
}
