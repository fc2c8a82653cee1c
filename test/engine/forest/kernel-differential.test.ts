/** The heart of the forest's tests: the kernel's votes are the oracle's, bit for bit. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createKernelForest,
  growTreesInKernel,
} from '../../../engine/forest/walk-forward-kernel.ts';
import { CLASS_COUNT, testRowCount, type ForestProblem } from '../../../engine/forest/problem.ts';
import {
  createScratchForest,
  growTreesFromScratch,
} from '../../../engine/forest/scratch-forest.ts';
import { firstRows } from './matrix-of.ts';
import { anyPlan, problemOf } from './random-problem.ts';
import { voteDifference } from './vote-difference.ts';

/** More cases, and others, by hand: WALKFOREST_KERNEL_CASES=20000 WALKFOREST_KERNEL_SEED=7. */
const CASES = Number(process.env['WALKFOREST_KERNEL_CASES'] ?? 1_000);
const SEED = Number(process.env['WALKFOREST_KERNEL_SEED'] ?? 20_260_216);
const TIME_LIMIT_MS = 3_600_000;

/** The problem with other values and labels from row `rows` on. */
function changedFrom(problem: ForestProblem, rows: number): ForestProblem {
  const { matrix, labels } = problem;
  const later = (at: number): boolean => at % matrix.rows >= rows;
  const values = matrix.values.map((value, at) => (later(at) ? 5 - 3 * value - at : value));
  const otherLabels = labels.map((label, row) => (later(row) ? (label + 1) % 3 : label));
  return { ...problem, matrix: { ...matrix, values }, labels: otherLabels };
}

describe('the kernel', () => {
  it(
    `votes as the scratch forest does, in every fold of ${CASES} random problems`,
    () => {
      const property = fc.property(anyPlan, (plan) => {
        const problem = problemOf(plan);
        const got = createKernelForest(problem).votes(plan.subsets, 0, plan.trees);
        const expected = createScratchForest(problem).votes(plan.subsets, 0, plan.trees);
        expect(voteDifference(problem, got, expected)).toBeUndefined();
      });
      fc.assert(property, { seed: SEED, numRuns: CASES });
    },
    TIME_LIMIT_MS,
  );

  it('votes for a range of folds as among all folds, and so does the scratch forest', () => {
    const property = fc.property(anyPlan, fc.nat(), fc.nat(), (plan, first, second) => {
      const problem = problemOf(plan);
      const { folds } = problem;
      const [foldStart, foldEnd] = [first, second]
        .map((nat) => nat % (folds.length + 1))
        .sort((a, b) => a - b) as [number, number];
      const lanes = (end: number): number => testRowCount(folds.slice(0, end)) * CLASS_COUNT;
      const range = { foldStart, foldEnd };
      for (const create of [createKernelForest, createScratchForest]) {
        const forest = create(problem);
        const whole = forest.votes(plan.subsets, 0, plan.trees);
        expect(forest.votes(plan.subsets, 0, plan.trees, range)).toEqual(
          whole.map((votes) => votes.slice(lanes(foldStart), lanes(foldEnd))),
        );
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 100 });
  });

  it('votes the same for subsets in any order and company, and trees in any cut', () => {
    const property = fc.property(anyPlan, fc.nat(), (plan, nat) => {
      const problem = problemOf(plan);
      const forest = createKernelForest(problem);
      const whole = forest.votes(plan.subsets, 0, plan.trees);
      const reversed = forest.votes(plan.subsets.toReversed(), 0, plan.trees).toReversed();
      expect(voteDifference(problem, reversed, whole)).toBeUndefined();
      const alone = plan.subsets.flatMap((subset) => forest.votes([subset], 0, plan.trees));
      expect(voteDifference(problem, alone, whole)).toBeUndefined();
      const cut = nat % (plan.trees + 1);
      const early = forest.votes(plan.subsets, 0, cut);
      const late = forest.votes(plan.subsets, cut, plan.trees);
      const sums = early.map((votes, i) => votes.map((vote, at) => vote + late[i]![at]!));
      expect(voteDifference(problem, sums, whole)).toBeUndefined();
    });
    fc.assert(property, { seed: SEED, numRuns: 150 });
  });

  it('keeps every earlier vote where the file is cut after a fold, or goes on otherwise', () => {
    const property = fc.property(anyPlan, fc.nat(), (plan, nat) => {
      const problem = problemOf(plan);
      const whole = createKernelForest(problem).votes(plan.subsets, 0, plan.trees);
      const folds = problem.folds.slice(0, 1 + (nat % problem.folds.length));
      const rows = Math.max(1, folds.at(-1)!.testEnd);
      const matrix = firstRows(problem.matrix, rows);
      const short = { ...problem, folds, matrix, labels: problem.labels.slice(0, rows) };
      const got = createKernelForest(short).votes(plan.subsets, 0, plan.trees);
      const known = (votes: Uint32Array, i: number): Uint32Array => votes.slice(0, got[i]!.length);
      expect(voteDifference(short, got, whole.map(known))).toBeUndefined();
      const other = createKernelForest(changedFrom(problem, rows));
      const changed = other.votes(plan.subsets, 0, plan.trees).map(known);
      expect(voteDifference(short, changed, got)).toBeUndefined();
    });
    fc.assert(property, { seed: SEED, numRuns: 150 });
  });

  it('grows the scratch forest’s trees, whole', () => {
    const property = fc.property(anyPlan, fc.nat(), (plan, nat) => {
      const problem = problemOf(plan);
      const trainEnd = nat % (problem.matrix.rows + 1);
      for (const subset of plan.subsets) {
        const trees = growTreesInKernel(problem, subset, trainEnd);
        expect(trees).toEqual(growTreesFromScratch(problem, subset, trainEnd));
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });

  it('has nothing to say of no subsets, and no votes of no trees', () => {
    const [plan] = fc.sample(anyPlan, { seed: SEED, numRuns: 1 });
    const forest = createKernelForest(problemOf(plan!));
    expect(forest.votes([], 0, 3)).toEqual([]);
    expect(forest.votes([[0]], 2, 2)[0]!.some((vote) => vote > 0)).toBe(false);
  });
});
