/**
 * Random walk-forward problems, as nasty as data can be: ties, constants, drift out of the edges'
 * range, missing and pure classes, folds of any shape. A plan is a few numbers, so that fast-check
 * can shrink it; `problemOf` makes the data.
 */

import * as fc from 'fast-check';
import { randomStream, type RandomStream } from '../../../engine/core/random.ts';
import type { FeatureMatrix, Fold, ForestProblem } from '../../../engine/forest/problem.ts';
import { matrixOf } from './matrix-of.ts';

const COLUMN_KINDS = [
  'normal',
  'telling',
  'drift',
  'rounded',
  'few',
  'binary',
  'constant',
  'almost constant',
  'constant at first',
  'copy',
  'close',
] as const;

const LABEL_KINDS = ['telling', 'random', 'one missing', 'rare', 'pure', 'pure at first'] as const;

/** What a problem is made from, and the subsets and trees to ask it for. */
export type Plan = {
  readonly seed: number;
  readonly columns: number;
  /** Whether every column has the same key: draws then go by place. */
  readonly sameKeys: boolean;
  /** Kinds that columns are drawn from: few of them make whole problems of constants or ties. */
  readonly kinds: readonly (typeof COLUMN_KINDS)[number][];
  readonly labels: (typeof LABEL_KINDS)[number];
  readonly firstTest: number;
  readonly step: number;
  readonly folds: number;
  readonly gap: number;
  /** Training windows and tests that grow by leaps, stand still and overlap. */
  readonly irregular: boolean;
  readonly bins: number;
  readonly epochFolds: number;
  readonly window: number | undefined;
  readonly maxDepth: number;
  readonly minLeafRows: number;
  readonly trees: number;
  readonly subsets: readonly (readonly number[])[];
};

/** Most test rows of a problem: the oracle is slow. */
const MOST_TEST_ROWS = 330;

/** Plans of any kind, of at most some 730 rows. */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    seed: fc.nat(),
    columns: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 33 })),
    sameKeys: fc.integer({ min: 0, max: 19 }).map((n) => n === 19),
    kinds: fc.oneof(
      fc.constant([...COLUMN_KINDS]),
      fc.subarray([...COLUMN_KINDS], { minLength: 1, maxLength: 3 }),
    ),
    labels: fc.constantFrom('telling', 'telling', ...LABEL_KINDS),
    firstTest: fc.oneof(
      fc.integer({ min: 100, max: 400 }),
      fc.integer({ min: 100, max: 400 }),
      fc.integer({ min: 0, max: 60 }),
    ),
    step: fc.constantFrom(1, 7, 20, 20, 31, 32, 33, 64, 65, 100),
    folds: fc.integer({ min: 1, max: 16 }),
    gap: fc.constantFrom(0, 0, 1, 4, 37),
    irregular: fc.boolean(),
    bins: fc.constantFrom(2, 3, 4, 5, 16, 64, 255, 256, 256),
    epochFolds: fc.constantFrom(1, 2, 5, 16, 100, 100),
    window: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 500 })),
    maxDepth: fc.oneof(fc.constantFrom(3, 4, 5, 5, 6), fc.integer({ min: 1, max: 8 })),
    minLeafRows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 })),
    trees: fc.integer({ min: 1, max: 3 }),
    family: fc.constantFrom('any', 'any with whole', 'forward', 'backward'),
    places: fc.array(fc.array(fc.nat(), { maxLength: 33 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ places, family, ...plan }) => {
    const subsets = subsetsOf(
      family,
      places.map((list) => list.map((place) => place % plan.columns)),
      Array.from({ length: plan.columns }, (_, column) => column),
    );
    const folds = Math.min(plan.folds, Math.ceil(MOST_TEST_ROWS / plan.step));
    return Object.assign(plan, { folds, subsets });
  });

/** Plans with more training rows than 16-bit counts hold: some 31,000 to 90,000. */
export const largePlan: fc.Arbitrary<Plan> = anyPlan.map((plan) =>
  Object.assign(plan, {
    firstTest: 31_400 + 150 * plan.firstTest,
    folds: Math.min(plan.folds, 3),
    minLeafRows: plan.minLeafRows * (plan.seed % 2 === 0 ? 1 : 100),
    trees: 1,
  }),
);

/**
 * Subsets of `columns`: any lists of them, in any order and some twice; all columns as well; or the
 * first list with each other column, or without each of its own, as the steps of a selection have.
 */
function subsetsOf(
  family: 'any' | 'any with whole' | 'forward' | 'backward',
  lists: readonly number[][],
  columns: readonly number[],
): number[][] {
  const base = lists[0]!.slice(0, 8);
  switch (family) {
    case 'any':
      return [...lists];
    case 'any with whole':
      return [...lists, [...columns]];
    case 'forward':
      return columns
        .filter((column) => !base.includes(column))
        .slice(0, 8)
        .map((column) => [...base, column].sort((a, b) => a - b));
    case 'backward':
      return base.map((_, at) => base.toSpliced(at, 1));
  }
}

/** The problem of a plan. */
export function problemOf(plan: Plan): ForestProblem {
  const random = randomStream(plan.seed);
  const folds = plan.irregular ? irregularFolds(plan, random) : regularFolds(plan);
  const rows = Math.max(1, ...folds.map((fold) => fold.testEnd));
  const matrix = randomMatrix(plan, rows, random);
  const { bins, epochFolds, window, maxDepth, minLeafRows, trees, seed } = plan;
  return {
    matrix,
    labels: randomLabels(plan.labels, matrix.values, rows, random),
    folds,
    settings: { bins, epochFolds, window, maxDepth, minLeafRows, trees, seed },
  };
}

function regularFolds({ firstTest, step, folds, gap }: Plan): Fold[] {
  return Array.from({ length: folds }, (_, fold) => {
    const testStart = firstTest + fold * step;
    return { trainEnd: Math.max(0, testStart - gap), testStart, testEnd: testStart + step };
  });
}

/** Tests may overlap and be empty; windows may stand still or grow by much at once. */
function irregularFolds({ firstTest, step, folds, gap }: Plan, random: RandomStream): Fold[] {
  let trainEnd = Math.max(0, firstTest - gap);
  let testStart = firstTest;
  let testEnd = firstTest;
  return Array.from({ length: folds }, () => {
    testEnd = Math.max(testEnd, testStart + random.below(step + 1));
    const fold = { trainEnd, testStart, testEnd };
    testStart += random.below(2) * random.below(step + 1);
    trainEnd += random.below(2) * random.below(testStart - trainEnd + 1);
    return fold;
  });
}

function randomMatrix(plan: Plan, rows: number, random: RandomStream): FeatureMatrix {
  const columns: Record<string, Float64Array> = {};
  let last: Float64Array = new Float64Array(rows);
  for (let i = 0; i < plan.columns; i++) {
    const kind = plan.kinds[random.below(plan.kinds.length)]!;
    if (kind !== 'copy') last = randomColumn(kind, rows, random);
    columns[`column_${i}`] = last;
  }
  const matrix = matrixOf(columns);
  return plan.sameKeys ? { ...matrix, keys: matrix.keys.map(() => 7) } : matrix;
}

function randomColumn(
  kind: Exclude<Plan['kinds'][number], 'copy'>,
  rows: number,
  random: RandomStream,
): Float64Array {
  const late = random.below(rows);
  let level = 0;
  return Float64Array.from({ length: rows }, (_, row) => {
    const normal = random.normal();
    switch (kind) {
      case 'normal':
        return normal;
      case 'telling':
        return Math.sin(row / 9) + normal / 2;
      case 'drift':
        return (level += normal + 0.2);
      case 'rounded':
        return Math.round(normal * 4);
      case 'few':
        return random.below(4);
      case 'binary':
        return Number(normal > 1);
      case 'constant':
        return 3;
      case 'almost constant':
        return row === late ? 1 : 0;
      case 'constant at first':
        return row < late ? 0 : normal;
      case 'close':
        return Math.round(normal) + random.uniform() * 4e-7;
    }
  });
}

/** Labels; `telling` ones follow the first column. */
function randomLabels(
  kind: Plan['labels'],
  values: Float64Array,
  rows: number,
  random: RandomStream,
): Uint8Array {
  const turn = random.below(rows);
  return Uint8Array.from({ length: rows }, (_, row) => {
    const any = random.below(3);
    const hidden = values[row]! + random.normal();
    if (kind === 'telling') return hidden > 0.7 ? 2 : hidden < -0.5 ? 0 : 1;
    if (kind === 'one missing') return (turn + (any >> 1)) % 3;
    if (kind === 'rare') return random.below(40) === 0 ? any : 1;
    if (kind === 'pure') return turn % 3;
    if (kind === 'pure at first') return row < turn ? turn % 3 : any;
    return any;
  });
}
