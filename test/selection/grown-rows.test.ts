import { describe, expect, it } from 'vitest';
import type { FoldRange } from '../../engine/forest/problem.ts';
import { NO_CHECKPOINT, openCheckpoint, type Checkpoint } from '../../selection/checkpoint.ts';
import { grownRows, type GrownRows } from '../../selection/grown-rows.ts';
import type { SetRows } from '../../selection/set-rows.ts';
import { memoryStore } from './memory-store.ts';

/** Four folds of two rows. */
const FOLDS = [10, 12, 14, 16].map((testStart) => ({
  trainEnd: testStart,
  testStart,
  testEnd: testStart + 2,
}));
const ALL = { foldStart: 0, foldEnd: 4 };
const NAMES = ['a', 'b', 'c'];

/** The signal of a set on a test row, counted from the first. */
const signalOf = (subset: readonly number[], row: number): number =>
  ((subset.reduce((sum, column) => sum + column, 0) + row) % 3) - 1;

const rowsOf = (subset: readonly number[], { foldStart, foldEnd }: FoldRange): SetRows => {
  const signals = Int8Array.from({ length: 2 * (foldEnd - foldStart) }, (_, i) =>
    signalOf(subset, 2 * foldStart + i),
  );
  return { signals, expected: Float32Array.from(signals, (signal) => signal / 7) };
};

/** Rows that note each growth as `a+b in 0 to 2`. */
function noted(
  checkpoint: Checkpoint = NO_CHECKPOINT,
  known: Parameters<typeof grownRows>[0]['known'] = [],
  scope = 'threshold 0.01',
): { grown: GrownRows; work: string[] } {
  const work: string[] = [];
  const grown = grownRows({
    scope,
    folds: FOLDS,
    needs: { expected: true, logLikelihood: false },
    names: NAMES,
    known,
    checkpoint,
    grow: async (subsets, range) => {
      const sets = subsets.map((subset) => subset.map((column) => NAMES[column]!).join('+'));
      work.push(`${sets.join(' ')} in ${range.foldStart} to ${range.foldEnd}`);
      return subsets.map((subset) => rowsOf(subset, range));
    },
  });
  return { grown, work };
}

describe('grown rows', () => {
  it('are grown once, however often they are asked for', async () => {
    const { grown, work } = noted();
    const [first, second] = await grown.inFolds([[0], [1]], ALL);
    expect([first, second]).toEqual([rowsOf([0], ALL), rowsOf([1], ALL)]);
    await grown.inFolds([[1], [0]], { foldStart: 0, foldEnd: 2 });
    await grown.inFolds([[0, 2], [0], [0, 2]], ALL);
    expect(work).toEqual(['a b in 0 to 4', 'a+c in 0 to 4']);
    expect(grown.setCount()).toBe(3);
  });

  it('are grown in the folds asked for alone, and go on where they ended', async () => {
    const { grown, work } = noted();
    await grown.inFolds([[0], [1]], { foldStart: 0, foldEnd: 2 });
    await grown.inFolds([[0]], { foldStart: 1, foldEnd: 3 });
    const whole = await grown.inFolds([[0], [1], [2]], ALL);
    expect(whole).toEqual([rowsOf([0], ALL), rowsOf([1], ALL), rowsOf([2], ALL)]);
    expect(work).toEqual([
      'a b in 0 to 2',
      'a in 2 to 3',
      'a in 3 to 4',
      'b in 2 to 4',
      'c in 0 to 4',
    ]);
  });

  it('are not grown where they are known beforehand', async () => {
    const known = [{ columns: [1], rows: rowsOf([1], ALL) }];
    const { grown, work } = noted(NO_CHECKPOINT, known);
    expect(await grown.inFolds([[1]], ALL)).toEqual([rowsOf([1], ALL)]);
    expect(work).toEqual([]);
    expect(grown.setCount()).toBe(1);
  });

  it('are not grown again by a resumed run', async () => {
    const store = memoryStore();
    const range = { foldStart: 1, foldEnd: 3 };
    const first = noted(await openCheckpoint(store, 'key'));
    const expected = await first.grown.inFolds([[0], [1, 2]], range);
    expect(first.work).toHaveLength(1);
    const second = noted(await openCheckpoint(store, 'key'));
    expect(await second.grown.inFolds([[0], [1, 2]], range)).toEqual(expected);
    expect(second.work).toEqual([]);
    // Only the same sets, in the same folds, of the same labels are the same task.
    await second.grown.inFolds([[0], [1]], range);
    expect(second.work).toEqual(['b in 1 to 3']);
    const other = noted(await openCheckpoint(store, 'key'));
    await other.grown.inFolds([[0], [1, 2]], ALL);
    expect(other.work).toEqual(['a b+c in 0 to 4']);
    const elsewhere = noted(await openCheckpoint(store, 'key'), [], 'threshold 0.02');
    await elsewhere.grown.inFolds([[0], [1, 2]], range);
    expect(elsewhere.work).toEqual(['a b+c in 1 to 3']);
  });

  it('of one seed are what all seeds have grown, and else grown for this seed alone', async () => {
    const work: string[] = [];
    const shifted = (subset: readonly number[], range: FoldRange, seed: number): SetRows => {
      const { signals } = rowsOf(subset, range);
      return { signals: signals.map((signal) => ((signal + 1 + seed) % 3) - 1) };
    };
    const grown = grownRows({
      scope: 'threshold 0.01',
      folds: FOLDS,
      needs: { expected: false, logLikelihood: false, seedCount: 2 },
      names: NAMES,
      known: [],
      checkpoint: NO_CHECKPOINT,
      grow: async (subsets, range, seed) => {
        work.push(`${subsets.join(' ')} in ${range.foldStart} to ${range.foldEnd}, ${seed}`);
        return subsets.map((subset) =>
          seed === undefined
            ? {
                signals: rowsOf(subset, range).signals,
                bySeed: [shifted(subset, range, 0), shifted(subset, range, 1)],
              }
            : shifted(subset, range, seed),
        );
      },
    });
    await grown.inFolds([[0]], ALL);
    const [known, own] = await grown.ofSeed(1)([[0], [2]], ALL);
    expect([known, own]).toEqual([shifted([0], ALL, 1), shifted([2], ALL, 1)]);
    // A set that one seed has grown is not yet known to all of them.
    const [both] = await grown.inFolds([[2]], ALL);
    expect(both!.bySeed).toEqual([shifted([2], ALL, 0), shifted([2], ALL, 1)]);
    expect(work).toEqual(['0 in 0 to 4, undefined', '2 in 0 to 4, 1', '2 in 0 to 4, undefined']);
    expect(grown.setCount()).toBe(2);
  });
});
