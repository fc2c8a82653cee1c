import { describe, expect, it } from 'vitest';
import type { FoldRange } from '../../engine/forest/problem.ts';
import { NO_CHECKPOINT, openCheckpoint, type Checkpoint } from '../../selection/checkpoint.ts';
import { grownSignals, type GrownSignals } from '../../selection/grown-signals.ts';
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

const rowsOf = (subset: readonly number[], { foldStart, foldEnd }: FoldRange): Int8Array =>
  Int8Array.from({ length: 2 * (foldEnd - foldStart) }, (_, i) =>
    signalOf(subset, 2 * foldStart + i),
  );

/** Signals that note each growth as `a+b in 0 to 2`. */
function noted(
  checkpoint: Checkpoint = NO_CHECKPOINT,
  known: Parameters<typeof grownSignals>[0]['known'] = [],
): { signals: GrownSignals; work: string[] } {
  const work: string[] = [];
  const signals = grownSignals({
    scope: 'threshold 0.01',
    folds: FOLDS,
    names: NAMES,
    known,
    checkpoint,
    grow: async (subsets, range) => {
      const sets = subsets.map((subset) => subset.map((column) => NAMES[column]!).join('+'));
      work.push(`${sets.join(' ')} in ${range.foldStart} to ${range.foldEnd}`);
      return subsets.map((subset) => rowsOf(subset, range));
    },
  });
  return { signals, work };
}

describe('grown signals', () => {
  it('are grown once, however often they are asked for', async () => {
    const { signals, work } = noted();
    const [first, second] = await signals.inFolds([[0], [1]], ALL);
    expect([first, second]).toEqual([rowsOf([0], ALL), rowsOf([1], ALL)]);
    await signals.inFolds([[1], [0]], { foldStart: 0, foldEnd: 2 });
    await signals.inFolds([[0, 2], [0], [0, 2]], ALL);
    expect(work).toEqual(['a b in 0 to 4', 'a+c in 0 to 4']);
    expect(signals.setCount()).toBe(3);
  });

  it('are grown in the folds asked for alone, and go on where they ended', async () => {
    const { signals, work } = noted();
    await signals.inFolds([[0], [1]], { foldStart: 0, foldEnd: 2 });
    await signals.inFolds([[0]], { foldStart: 1, foldEnd: 3 });
    const whole = await signals.inFolds([[0], [1], [2]], ALL);
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
    const known = [{ columns: [1], signals: rowsOf([1], ALL) }];
    const { signals, work } = noted(NO_CHECKPOINT, known);
    expect(await signals.inFolds([[1]], ALL)).toEqual([rowsOf([1], ALL)]);
    expect(work).toEqual([]);
    expect(signals.setCount()).toBe(1);
  });

  it('are not grown again by a resumed run', async () => {
    const store = memoryStore();
    const range = { foldStart: 1, foldEnd: 3 };
    const first = noted(await openCheckpoint(store, 'key'));
    const expected = await first.signals.inFolds([[0], [1, 2]], range);
    expect(first.work).toHaveLength(1);
    const second = noted(await openCheckpoint(store, 'key'));
    expect(await second.signals.inFolds([[0], [1, 2]], range)).toEqual(expected);
    expect(second.work).toEqual([]);
  });
});
