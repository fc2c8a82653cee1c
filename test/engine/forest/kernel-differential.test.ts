/** The heart of the forest's tests: the kernel's votes are the oracle's, bit for bit. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import {
  createKernelForest,
  growTreesInKernel,
} from '../../../engine/forest/walk-forward-kernel.ts';
import { NARROW_KERNEL, WIDE_KERNEL } from '../../../engine/forest/kernel-build.ts';
import { CLASS_COUNT, testRowCount, type ForestProblem } from '../../../engine/forest/problem.ts';
import {
  createScratchForest,
  growTreesFromScratch,
} from '../../../engine/forest/scratch-forest.ts';
import { firstRows, matrixOf } from './matrix-of.ts';
import { anyPlan, largePlan, problemOf } from './random-problem.ts';
import { TELLING_SETTINGS } from './tiny-forest.ts';
import { voteDifference } from './vote-difference.ts';

/** More cases, and others, by hand: WALKFOREST_KERNEL_CASES=20000 WALKFOREST_KERNEL_SEED=7. */
const CASES = Number(process.env['WALKFOREST_KERNEL_CASES'] ?? 1_000);
const LARGE_CASES = Math.ceil(CASES / 125);
const SEED = Number(process.env['WALKFOREST_KERNEL_SEED'] ?? 20_260_216);
const TIME_LIMIT_MS = 3_600_000;

const BUILDS = [NARROW_KERNEL, WIDE_KERNEL];

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
        const expected = createScratchForest(problem).votes(plan.subsets, 0, plan.trees);
        for (const build of BUILDS) {
          const got = createKernelForest(problem, build).votes(plan.subsets, 0, plan.trees);
          expect(voteDifference(problem, got, expected)).toBeUndefined();
        }
      });
      fc.assert(property, { seed: SEED, numRuns: CASES });
    },
    TIME_LIMIT_MS,
  );

  it(
    `votes as the scratch forest does, with too many rows for 16 bits, in ${LARGE_CASES} problems`,
    () => {
      const property = fc.property(largePlan, (plan) => {
        const problem = problemOf(plan);
        const got = createKernelForest(problem).votes(plan.subsets, 0, plan.trees);
        const expected = createScratchForest(problem).votes(plan.subsets, 0, plan.trees);
        expect(voteDifference(problem, got, expected)).toBeUndefined();
      });
      fc.assert(property, { seed: SEED, numRuns: LARGE_CASES });
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
        const expected = growTreesFromScratch(problem, subset, trainEnd);
        for (const build of BUILDS) {
          expect(growTreesInKernel(problem, subset, trainEnd, build)).toEqual(expected);
        }
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });

  // A column and its mirror image have the same cuts with exchanged sides. D_c changes only its
  // sign, so the scores are equal, and the column that is drawn first wins. If a product of counts
  // were rounded before the subtraction, the scores would differ and the wrong column could win.
  it.each([
    ['narrow', 30_000],
    ['wide', 90_000],
  ])('rounds no product of counts: mirrored columns tie, %s', (_, rows) => {
    const random = randomStream(rows);
    const a = Float64Array.from({ length: rows }, () => random.below(200));
    const mirrored = a.map((value) => -value);
    const matrix = matrixOf({ a, mirrored, again: a, mirroredAgain: mirrored });
    const labels = Uint8Array.from(a, () => random.below(3));
    const settings = { ...TELLING_SETTINGS, trees: 12, bins: 256, epochFolds: 1 };
    const source = { matrix, labels, settings };
    const subset = [0, 1, 2, 3];
    const expected = growTreesFromScratch(source, subset, rows);
    expect(new Set(expected.map(({ split }) => split!.column)).size).toBeGreaterThan(2);
    expect(growTreesInKernel(source, subset, rows)).toEqual(expected);
  });

  it('has nothing to say of no subsets, and no votes of no trees', () => {
    const [plan] = fc.sample(anyPlan, { seed: SEED, numRuns: 1 });
    const forest = createKernelForest(problemOf(plan!));
    expect(forest.votes([], 0, 3)).toEqual([]);
    expect(forest.votes([[0]], 2, 2)[0]!.some((vote) => vote > 0)).toBe(false);
  });
});
