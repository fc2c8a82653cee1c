import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../data/sample-bars.ts';
import { sliceBars } from '../../../engine/core/bars.ts';
import { InputError } from '../../../engine/core/errors.ts';
import { createScratchForest } from '../../../engine/forest/scratch-forest.ts';
import { createKernelForest } from '../../../engine/forest/walk-forward-kernel.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import {
  pathParts,
  purgedSplits,
  splitProblem,
  splitRows,
  testRowsOf,
} from '../../../engine/learn/purged-rows.ts';
import { planOf } from '../../dataset-plan.ts';

const BARS = sliceBars(sampleBars('1d', 7), 0, 700);
const DATA = buildDataset(BARS, planOf(['rsi_14', 'log_ret_5d'], { target: 'forward_5' }));

describe('purged splits of a dataset', () => {
  it('share no bar between the labels of training and test rows, whatever the split', () => {
    const { horizonBars } = DATA.target;
    expect(horizonBars).toBe(5);
    const property = fc.property(
      fc.integer({ min: 3, max: 7 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 0, max: 9 }),
      (groups, testGroups, embargo) => {
        for (const split of purgedSplits(DATA, { groups, testGroups, embargo }).splits) {
          const touched = new Set<number>();
          for (const row of testRowsOf(split)) {
            const bar = DATA.barIndex[row]!;
            for (let i = 0; i <= horizonBars; i++) touched.add(bar + i);
          }
          for (const row of split.train) {
            const bar = DATA.barIndex[row]!;
            for (let i = 0; i <= horizonBars; i++) expect(touched.has(bar + i)).toBe(false);
          }
          for (const { end } of split.testRuns) {
            const embargoed = split.train.filter(
              (row) => row >= end && row < end + horizonBars + embargo,
            );
            expect(embargoed).toHaveLength(0);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 20, seed: 5 });
  });

  it('put the training rows first and the test rows after them, each in time order', () => {
    const { splits } = purgedSplits(DATA, { groups: 4, testGroups: 2, embargo: 0 });
    const split = splits[1]!;
    expect(split.groups).toEqual([0, 2]);
    const { dataset, folds } = splitRows(DATA, split);
    const rows = Array.from(split.train).concat(Array.from(testRowsOf(split)));
    expect(folds).toEqual([
      { trainEnd: split.train.length, testStart: split.train.length, testEnd: rows.length },
    ]);
    expect(Array.from(dataset.labels)).toEqual(rows.map((row) => DATA.labels[row]));
    const second = dataset.matrix.values.subarray(rows.length);
    expect(Array.from(second)).toEqual(
      rows.map((row) => DATA.matrix.values[DATA.matrix.rows + row]),
    );
  });

  it('have the votes of the scratch forest', () => {
    const shape = { maxDepth: 4, minLeafRows: 10, bins: 64 };
    const settings = { trees: 4, ...shape, epochFolds: 16, seed: 3 };
    for (const split of purgedSplits(DATA, { groups: 4, testGroups: 1, embargo: 2 }).splits) {
      const problem = splitProblem(splitRows(DATA, split), settings);
      const [expected] = createScratchForest(problem).votes([[0, 1]], 0, 4);
      expect(createKernelForest(problem).votes([[0, 1]], 0, 4)).toEqual([expected]);
    }
  });

  it('join into paths of all rows, each group from another split', () => {
    const found = purgedSplits(DATA, { groups: 4, testGroups: 2, embargo: 0 });
    expect(found.paths).toHaveLength(3);
    for (let path = 0; path < 3; path++) {
      const parts = pathParts(found, path);
      expect(parts.map(({ start }) => start)).toEqual(found.groups.map(({ start }) => start));
      expect(parts.at(-1)!.end).toBe(DATA.matrix.rows);
      for (const { split, start, end, testStart } of parts) {
        const rows = testRowsOf(found.splits[split]!);
        expect([rows[testStart], rows[testStart + end - start - 1]]).toEqual([start, end - 1]);
      }
    }
    const used = [0, 1, 2].map((path) => pathParts(found, path)[3]!.split);
    expect(new Set(used).size).toBe(3);
  });

  it('refuse a split without enough rows to train on', () => {
    const short = buildDataset(sliceBars(BARS, 0, 160), planOf(['rsi_14']));
    const call = (): unknown => purgedSplits(short, { groups: 6, testGroups: 4, embargo: 0 });
    expect(call).toThrow(InputError);
    expect(call).toThrow(/--cpcv 6,4: expected at least 100 training rows in each split, got \d+/);
  });
});
