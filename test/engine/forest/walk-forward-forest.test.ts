import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLASS_COUNT, type ForestProblem } from '../../../engine/forest/problem.ts';
import { InputError } from '../../../engine/core/errors.ts';
import { randomStream } from '../../../engine/core/random.ts';
import {
  kernelBuildFor,
  kernelSupported,
  MAX_KERNEL_ROWS,
  NARROW_KERNEL,
  WIDE_KERNEL,
} from '../../../engine/forest/kernel-build.ts';
import { createKernelForest } from '../../../engine/forest/walk-forward-kernel.ts';
import { createScratchForest } from '../../../engine/forest/scratch-forest.ts';
import { createWalkForwardForest, slowReason } from '../../../engine/forest/walk-forward-forest.ts';
import { matrixOf } from './matrix-of.ts';
import { tellingData, TELLING_SETTINGS } from './tiny-forest.ts';
import { voteDifference } from './vote-difference.ts';

/** Most training rows that the narrow kernel takes. */
const MOST_NARROW_ROWS = 31_350;

/** What the tests use of the global, which Node's own types leave out. */
type WebAssemblyLike = {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: (new (code: Uint8Array) => object) & {
    readonly imports: (module: object) => unknown[];
  };
  readonly Instance: new (module: object) => { readonly exports: Record<string, unknown> };
};
const real = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;

/** Real WebAssembly, whose instances are made by `start`. */
function stubInstance(start: (module: object) => Record<string, unknown>): void {
  class Instance {
    readonly exports: Record<string, unknown>;

    constructor(module: object) {
      this.exports = start(module);
    }
  }
  vi.stubGlobal('WebAssembly', { validate: real.validate, Module: real.Module, Instance });
}

function smallProblem(): ForestProblem {
  const folds = [300, 325, 350].map((start) => {
    return { trainEnd: start, testStart: start, testEnd: start + 25 };
  });
  return { ...tellingData(), folds, settings: { ...TELLING_SETTINGS, epochFolds: 2 } };
}

/** A problem of one fold on `trainEnd` rows of two columns, nearly all of one class. */
function longProblem(trainEnd: number, testRows: number): ForestProblem {
  const random = randomStream(trainEnd);
  const rows = trainEnd + testRows;
  const drift = Float64Array.from({ length: rows }, (_, row) => row + 900 * random.normal());
  const normal = drift.map(() => random.normal());
  return {
    matrix: matrixOf({ drift, normal }),
    labels: Uint8Array.from(normal, (value) => (value + random.normal() > 4 ? 1 : 0)),
    folds: [{ trainEnd, testStart: trainEnd, testEnd: rows }],
    settings: { ...TELLING_SETTINGS, trees: 2, bins: 256, epochFolds: 1 },
  };
}

afterEach(() => void vi.unstubAllGlobals());

describe('createWalkForwardForest', () => {
  const problem = smallProblem();
  const subsets = [
    [0, 1],
    [2, 3, 4, 1],
  ];
  const expected = createScratchForest(problem).votes(subsets, 0, 5);

  it('runs WebAssembly, which does all the work itself', () => {
    const calls = new Map<string, number>();
    const memories: ArrayBuffer[] = [];
    const watched = (name: string, value: unknown): unknown => {
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return value(...args) as unknown;
      };
    };
    stubInstance((module) => {
      // It calls nothing outside: what happens between a call and its return is WebAssembly.
      expect(real.Module.imports(module)).toEqual([]);
      const { exports } = new real.Instance(module);
      memories.push((exports['memory'] as { buffer: ArrayBuffer }).buffer);
      const names = Object.keys(exports);
      return Object.fromEntries(names.map((name) => [name, watched(name, exports[name])]));
    });
    expect(slowReason(problem)).toBeNull();
    const got = createWalkForwardForest(problem).votes(subsets, 0, 5);
    expect(voteDifference(problem, got, expected)).toBeUndefined();
    expect(memories).toHaveLength(1);
    // Two epochs of five trees.
    expect(calls.get('runTree')).toBe(10);
  });

  it('does not hide a kernel that fails behind the slow forest', () => {
    stubInstance(() => {
      throw new Error('no instance');
    });
    expect(() => createWalkForwardForest(problem).votes(subsets, 0, 1)).toThrow('no instance');
  });

  it.each([
    ['no WebAssembly', undefined],
    ['no SIMD', { ...real, validate: () => false }],
  ])('says why it is slow where there is %s, and votes the same', (_, stub) => {
    vi.stubGlobal('WebAssembly', stub);
    expect(kernelSupported()).toBe(false);
    expect(slowReason(problem)).toBe('this JavaScript engine has no WebAssembly SIMD');
    const got = createWalkForwardForest(problem).votes(subsets, 0, 5);
    expect(voteDifference(problem, got, expected)).toBeUndefined();
  });

  it('refuses a column that is not finite, kernel or not', () => {
    const matrix = matrixOf({ x: [1, Number.NaN, 2, 3] });
    const folds = [{ trainEnd: 3, testStart: 3, testEnd: 4 }];
    const bad = { ...problem, matrix, labels: Uint8Array.of(0, 1, 2, 0), folds };
    for (const create of [createKernelForest, createScratchForest]) {
      expect(() => create(bad).votes([[0]], 0, 1)).toThrow(InputError);
      expect(() => create(bad).votes([[0]], 0, 1)).toThrow('got NaN at row 1');
    }
  });
});

describe('many rows', () => {
  it('choose the narrow kernel as long as its 16-bit counts hold them, then the wide one', () => {
    // Eight standard deviations above the mean of a tree's weight.
    expect(MOST_NARROW_ROWS + 8 * Math.sqrt(MOST_NARROW_ROWS)).toBeLessThan(2 ** 15 - 1);
    expect(kernelBuildFor(0)).toBe(NARROW_KERNEL);
    expect(kernelBuildFor(MOST_NARROW_ROWS)).toBe(NARROW_KERNEL);
    expect(kernelBuildFor(MOST_NARROW_ROWS + 1)).toBe(WIDE_KERNEL);
    expect(kernelBuildFor(250_000)).toBe(WIDE_KERNEL);
    expect(kernelBuildFor(250_001)).toBeUndefined();
    expect(MAX_KERNEL_ROWS).toBe(250_000);
  });

  it.each([MOST_NARROW_ROWS, MOST_NARROW_ROWS + 1, 70_000, MAX_KERNEL_ROWS])(
    '%i of them are counted without overflow',
    (rows) => {
      const problem = longProblem(rows, 40);
      expect(slowReason(problem)).toBeNull();
      const got = createWalkForwardForest(problem).votes([[0, 1], [1]], 0, 2);
      const expected = createScratchForest(problem).votes([[0, 1], [1]], 0, 2);
      expect(voteDifference(problem, got, expected)).toBeUndefined();
    },
  );

  it('more than the wide kernel takes are grown without it, which says so', () => {
    stubInstance(() => {
      throw new Error('the kernel was started');
    });
    const problem = longProblem(MAX_KERNEL_ROWS + 1, 10);
    const reason = "250001 training rows are more than the kernel's 250000";
    expect(slowReason(problem)).toBe(reason);
    const [votes] = createWalkForwardForest(problem).votes([[1]], 0, 1);
    expect(votes!.every((vote) => vote === 0)).toBe(false);
  });

  it('are refused by a build that cannot count them', () => {
    const problem = longProblem(MOST_NARROW_ROWS + 1, 10);
    const narrow = createKernelForest(problem, NARROW_KERNEL);
    expect(() => narrow.votes([[1]], 0, 1)).toThrow('trainEnd <= maxRows');
  });
});

describe('long epochs', () => {
  it('run in portions if their sites do not fit the memory, with the same votes', () => {
    // The sites of a fold take 12 MB: those of all 400 folds together do not fit 32-bit addresses.
    const { matrix, labels } = longProblem(60_000, 400);
    const folds = Array.from({ length: 400 }, (_, i) => {
      const start = 60_000 + i;
      return { trainEnd: start, testStart: start, testEnd: start + 1 };
    });
    const settings = { ...TELLING_SETTINGS, bins: 256, maxDepth: 8, epochFolds: 100_000 };
    const problem = { matrix, labels, folds, settings };
    // Both subsets have column 0, so it is their stem.
    const subsets = [[0, 1], [0]];
    const votes = createKernelForest(problem).votes(subsets, 0, 1);
    for (const foldStart of [0, 93, 399]) {
      const range = { foldStart, foldEnd: foldStart + 1 };
      const alone = createScratchForest(problem).votes(subsets, 0, 1, range);
      const at = foldStart * CLASS_COUNT;
      expect(votes.map((all) => all.slice(at, at + CLASS_COUNT))).toEqual(alone);
    }
  });
});
