import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { combinatorialPurgedSplits } from '../../../engine/statistics/combinatorial-purged.ts';

describe('combinatorial purged splits', () => {
  it('equal those worked by hand', () => {
    const found = combinatorialPurgedSplits({
      rows: 11,
      groups: 3,
      testGroups: 1,
      horizon: 1,
      embargo: 1,
    });
    // 11 mod 3 = 2: the first two groups are one row longer.
    expect(found.groups).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 8 },
      { start: 8, end: 11 },
    ]);
    expect(found.splits.map((split) => split.groups)).toEqual([[0], [1], [2]]);
    expect(found.splits[1]!.testRuns).toEqual([{ start: 4, end: 8 }]);
    // Labels of the test reach 8; row 3 reaches 4, row 8 starts at 8; row 9 is the embargo.
    expect(Array.from(found.splits[1]!.train)).toEqual([0, 1, 2, 10]);
    expect(Array.from(found.splits[0]!.train)).toEqual([6, 7, 8, 9, 10]);
    expect(Array.from(found.splits[2]!.train)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(found.paths).toEqual([[0, 1, 2]]);
  });

  it('join adjacent test groups into one run', () => {
    const { splits } = combinatorialPurgedSplits({
      rows: 12,
      groups: 4,
      testGroups: 3,
      horizon: 0,
      embargo: 2,
    });
    expect(splits.map((split) => split.groups)).toEqual([
      [0, 1, 2],
      [0, 1, 3],
      [0, 2, 3],
      [1, 2, 3],
    ]);
    expect(splits[0]!.testRuns).toEqual([{ start: 0, end: 9 }]);
    expect(splits[1]!.testRuns).toEqual([
      { start: 0, end: 6 },
      { start: 9, end: 12 },
    ]);
    expect(splits[2]!.testRuns).toEqual([
      { start: 0, end: 3 },
      { start: 6, end: 12 },
    ]);
    expect(Array.from(splits[1]!.train)).toEqual([8]);
  });

  it('have paths that test each group once, with the next split that tests it', () => {
    const { splits, paths } = combinatorialPurgedSplits({
      rows: 60,
      groups: 6,
      testGroups: 2,
      horizon: 1,
      embargo: 0,
    });
    expect(splits).toHaveLength(15);
    expect(paths).toHaveLength(5);
    expect(paths[0]).toEqual([0, 0, 1, 2, 3, 4]);
    expect(paths[4]).toEqual([4, 8, 11, 13, 14, 14]);
  });

  it('never train on a row whose label meets a test’s, and lose no other row', () => {
    const shape = fc.record({
      groups: fc.integer({ min: 2, max: 6 }),
      extra: fc.integer({ min: 0, max: 20 }),
      tested: fc.integer({ min: 1, max: 5 }),
      horizon: fc.integer({ min: 0, max: 5 }),
      embargo: fc.integer({ min: 0, max: 4 }),
    });
    const property = fc.property(shape, ({ groups, extra, tested, horizon, embargo }) => {
      const testGroups = Math.min(tested, groups - 1);
      const rows = groups + extra;
      const found = combinatorialPurgedSplits({ rows, groups, testGroups, horizon, embargo });
      expect(found.groups.at(-1)!.end).toBe(rows);
      for (const { groups: testedGroups, train } of found.splits) {
        const isTest = (row: number): boolean =>
          testedGroups.some((g) => row >= found.groups[g]!.start && row < found.groups[g]!.end);
        for (let row = 0; row < rows; row++) {
          let free = true;
          for (let test = 0; test < rows; test++) {
            if (!isTest(test)) continue;
            if (row <= test + horizon && row + horizon >= test) free = false;
            // The embargo follows the last row of a run only.
            const ends = test + 1 === rows || !isTest(test + 1);
            const after = row - test - horizon;
            if (ends && after > 0 && after <= embargo) free = false;
          }
          expect(train.includes(row)).toBe(free);
        }
      }
      for (const [group] of found.groups.entries()) {
        const tests = found.paths.map((path) => path[group]!);
        expect(new Set(tests).size).toBe(found.paths.length);
        for (const split of tests) expect(found.splits[split]!.groups).toContain(group);
      }
    });
    fc.assert(property, { seed: 20260216, numRuns: 60 });
  });

  it('refuse shapes that make no sense', () => {
    const good = { rows: 10, groups: 5, testGroups: 2, horizon: 0, embargo: 0 };
    const check = (change: Partial<typeof good>, message: string): void => {
      const call = (): unknown => combinatorialPurgedSplits({ ...good, ...change });
      expect(call).toThrow(InputError);
      expect(call).toThrow(message);
    };
    check({ testGroups: 0 }, 'expected 1 <= testGroups < groups <= rows, got 0, 5, 10');
    check({ testGroups: 5 }, 'got 5, 5, 10');
    check({ groups: 11 }, 'got 2, 11, 10');
    check({ horizon: -1 }, 'expected horizon, embargo >= 0, got -1, 0');
    check({ embargo: -1 }, 'got 0, -1');
    const tight = combinatorialPurgedSplits({ ...good, groups: 10, testGroups: 9 });
    expect(tight.splits).toHaveLength(10);
    expect(combinatorialPurgedSplits({ ...good, testGroups: 1 }).splits).toHaveLength(5);
  });
});
