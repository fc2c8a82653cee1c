import { describe, expect, it } from 'vitest';
import { NO_CHECKPOINT, openCheckpoint } from '../../../selection/checkpoint.ts';
import { eachHistory, eachOf } from '../../../selection/null-histories/each-history.ts';
import { memoryStore } from '../memory-store.ts';

/** Promises that a test resolves in an order of its choice. */
function openWork(): {
  readonly started: number[];
  readonly work: (index: number) => Promise<string>;
  readonly finish: (index: number, error?: Error) => Promise<void>;
} {
  const started: number[] = [];
  const open = new Map<number, { resolve: (text: string) => void; reject: (e: Error) => void }>();
  return {
    started,
    work: (index) => {
      started.push(index);
      return new Promise((resolve, reject) => open.set(index, { resolve, reject }));
    },
    finish: async (index, error) => {
      const { resolve, reject } = open.get(index)!;
      if (error === undefined) resolve(`result ${index}`);
      else reject(error);
      await new Promise((done) => setImmediate(done));
    },
  };
}

describe('work on several numbers at a time', () => {
  it('starts as many as it may, and gives results in the order of the numbers', async () => {
    const { started, work, finish } = openWork();
    const all = eachOf(4, () => 2, work);
    expect(started).toEqual([0, 1]);
    await finish(1);
    expect(started).toEqual([0, 1, 2]);
    await finish(2);
    await finish(0);
    await finish(3);
    expect(await all).toEqual(['result 0', 'result 1', 'result 2', 'result 3']);
  });

  it('starts nothing after an error, and throws the first when the rest has ended', async () => {
    const { started, work, finish } = openWork();
    let ended = false;
    const all = eachOf(5, () => 2, work).finally(() => {
      ended = true;
    });
    const thrown = expect(all).rejects.toThrow('first');
    await finish(1, new Error('first'));
    expect(ended).toBe(false);
    await finish(0, new Error('second'));
    await thrown;
    expect(started).toEqual([0, 1]);
  });

  it('starts more when more may run, and fewer when fewer may', async () => {
    const { started, work, finish } = openWork();
    let most = 2;
    const all = eachOf(9, () => most, work);
    most = 4;
    expect(started).toEqual([0, 1]);
    await finish(0);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    most = 1;
    for (const index of [1, 2, 3]) await finish(index);
    expect(started).toHaveLength(5);
    most = 9;
    await finish(4);
    for (const index of [5, 6, 7, 8]) await finish(index);
    expect(await all).toHaveLength(9);
  });

  it('does nothing for no numbers', async () => {
    expect(
      await eachOf(
        0,
        () => 2,
        () => Promise.reject(new Error('not asked for')),
      ),
    ).toEqual([]);
  });
});

const ONE = { problemsAtOnce: 1 };

describe('histories', () => {
  const work = (index: number): Promise<number> => Promise.resolve(index * index);

  it('are reported as they end, without those that were known', async () => {
    const store = memoryStore();
    const reports: string[] = [];
    const onDone = (done: number, total: number): unknown => reports.push(`${done}/${total}`);
    const first = { checkpoint: await openCheckpoint(store, 'key'), pool: ONE, onDone };
    expect(await eachHistory(['a', 'b'], work, first)).toEqual([0, 1]);
    expect(reports).toEqual(['1/2', '2/2']);
    const second = { checkpoint: await openCheckpoint(store, 'key'), pool: ONE, onDone };
    expect(await eachHistory(['a', 'b', 'c'], work, second)).toEqual([0, 1, 4]);
    expect(reports.at(-1)).toBe('1/1');
  });

  it('are known by their names', async () => {
    const asked: number[] = [];
    const watch = { checkpoint: NO_CHECKPOINT, pool: ONE, onDone: () => {} };
    await eachHistory(
      ['x', 'y', 'z'],
      (index) => {
        asked.push(index);
        return work(index);
      },
      watch,
    );
    expect(asked).toEqual([0, 1, 2]);
  });
});
