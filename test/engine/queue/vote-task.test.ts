import { describe, expect, it } from 'vitest';
import { engineMark, queueName } from '../../../engine/queue/engine-mark.ts';
import { checkFits, readTask, taskId, taskText } from '../../../engine/queue/vote-task.ts';
import { matrixOf } from '../forest/matrix-of.ts';

const ENGINE = engineMark('1.2.3');
const SETTINGS = { trees: 9, maxDepth: 4, minLeafRows: 10, bins: 64, epochFolds: 10, seed: 7 };
const RANGE = { treeStart: 2, treeEnd: 5, foldStart: 0, foldEnd: 1 };
const TASK = {
  engine: ENGINE,
  data: 'ab'.repeat(32),
  settings: SETTINGS,
  subsets: [[1], [0]],
  ...RANGE,
};

describe('a task', () => {
  it('comes back from its text', () => {
    expect(readTask(JSON.parse(taskText(TASK)), ENGINE)).toEqual(TASK);
    const windowed = { ...TASK, settings: { ...SETTINGS, window: 500 } };
    expect(readTask(JSON.parse(taskText(windowed)), ENGINE)).toEqual(windowed);
  });

  it('has an id that does not depend on the order of fields', () => {
    const { seed, ...rest } = SETTINGS;
    const other = {
      ...RANGE,
      subsets: [[1], [0]],
      settings: { seed, ...rest },
      data: TASK.data,
      engine: ENGINE,
    };
    expect(taskId(other)).toBe(taskId(TASK));
    expect(taskId(TASK)).toMatch(/^t[\da-f]{40}$/);
  });

  it('has another id if anything differs that its votes depend on', () => {
    const others = [
      { ...TASK, engine: { ...ENGINE, version: '1.2.4' } },
      { ...TASK, engine: { ...ENGINE, kernel: '0' } },
      { ...TASK, data: 'cd'.repeat(32) },
      { ...TASK, settings: { ...SETTINGS, seed: 8 } },
      { ...TASK, settings: { ...SETTINGS, window: 500 } },
      { ...TASK, subsets: [[0], [1]] },
      { ...TASK, treeStart: 3 },
      { ...TASK, treeEnd: 6 },
      { ...TASK, foldStart: 1 },
      { ...TASK, foldEnd: 2 },
    ];
    expect(new Set([TASK, ...others].map(taskId)).size).toBe(others.length + 1);
  });

  it.each([
    ['null', null, 'which this worker has, got none'],
    ['no engine', { ...TASK, engine: null }, 'which this worker has, got none'],
    ['another version', { ...TASK, engine: engineMark('1.2.4') }, 'got version 1.2.4'],
    ['a path as data', { ...TASK, data: '../secret' }, 'the hash of its data'],
    ['a half tree', { ...TASK, treeStart: 0.5 }, 'ranges of trees and folds'],
    ['a negative column', { ...TASK, subsets: [[-1]] }, 'lists of column numbers'],
    ['a subset that is no list', { ...TASK, subsets: ['01'] }, 'lists of column numbers'],
    [
      'an unknown setting',
      { ...TASK, settings: { ...SETTINGS, more: 1 } },
      'unknown option --more',
    ],
    ['too many trees', { ...TASK, settings: { ...SETTINGS, trees: 1e9 } }, '--trees: expected'],
  ])('is refused: %s', (_, content, expected) => {
    expect(() => readTask(content, ENGINE)).toThrow(expected);
  });

  it('is refused if its ranges are not those of its data', () => {
    const problem = {
      matrix: matrixOf({ a: [1, 2, 3], b: [1, 2, 3] }),
      labels: new Uint8Array(3),
      folds: [{ trainEnd: 1, testStart: 2, testEnd: 3 }],
      settings: SETTINGS,
    };
    expect(() => checkFits(TASK, problem)).not.toThrow();
    for (const wrong of [{ treeEnd: 10 }, { foldEnd: 2 }, { treeStart: 6 }, { subsets: [[2]] }]) {
      expect(() => checkFits({ ...TASK, ...wrong }, problem)).toThrow('of its data');
    }
  });

  it('is refused if no Redis could take its answer', () => {
    const problem = {
      matrix: matrixOf({ a: [1, 2, 3], b: [1, 2, 3] }),
      labels: new Uint8Array(3),
      folds: [{ trainEnd: 1, testStart: 2, testEnd: 50_000_000 }],
      settings: SETTINGS,
    };
    expect(() => checkFits(TASK, problem)).toThrow('an answer of at most 512 MB');
  });

  it('is in the queue of its version, kernel and store only', () => {
    const marks = [ENGINE, { ...ENGINE, version: '2' }, { ...ENGINE, kernel: '2' }];
    const stores = [undefined, 's3://bucket/a', 's3://bucket/b'];
    const names = marks.flatMap((mark) => stores.map((store) => queueName(mark, store)));
    expect(new Set(names).size).toBe(9);
  });

  it('has the same id wherever its data are', () => {
    const stored = { ...TASK, store: 's3://bucket/a' };
    expect(taskId(stored)).toBe(taskId(TASK));
    expect(readTask(JSON.parse(taskText(stored)), ENGINE, 's3://bucket/a')).toEqual(stored);
  });

  it.each([
    ['none', TASK],
    ['another store', { ...TASK, store: 's3://bucket/b' }],
    ['the same store in other words', { ...TASK, store: 's3://bucket/a/' }],
    ['no text', { ...TASK, store: ['s3://bucket/a'] }],
  ])('is refused by a worker of a store if its data are in another place: %s', (_, content) => {
    const read = (store?: string) => readTask(content, ENGINE, store);
    const refusal = 'expected data in s3://bucket/a, got another place';
    expect(() => read('s3://bucket/a')).toThrow(refusal);
    if (content !== TASK) expect(() => read()).toThrow('expected data in Redis');
  });
});
