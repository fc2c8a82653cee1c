import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../selection/checkpoint.ts';
import { memoryStore } from './memory-store.ts';

/** A task for `remember`; it adds its name to `computed` when its value is computed. */
function task(name: string, computed: string[]): [string, () => Promise<unknown>] {
  return [
    name,
    () => {
      computed.push(name);
      return Promise.resolve({ name, values: [0.1 + 0.2, Number.NaN, 1e-300] });
    },
  ];
}

describe('checkpoint', () => {
  it('computes a task once, also if the checkpoint is opened again', async () => {
    const store = memoryStore();
    const computed: string[] = [];
    const first = await openCheckpoint(store, 'key');
    const value = await first.remember(...task('a', computed));
    expect(await first.remember(...task('a', computed))).toEqual(value);
    const second = await openCheckpoint(store, 'key');
    expect(second.resumedCount).toBe(1);
    expect(await second.remember(...task('a', computed))).toEqual(value);
    await second.remember(...task('b', computed));
    expect(computed).toEqual(['a', 'b']);
  });

  it('returns every number as it was, also NaN', async () => {
    const store = memoryStore();
    await (await openCheckpoint(store, 'key')).remember(...task('a', []));
    const again = await (await openCheckpoint(store, 'key')).remember(...task('a', []));
    expect(again).toEqual({ name: 'a', values: [0.30000000000000004, Number.NaN, 1e-300] });
  });

  it('gives back positions as they were, shorts too', async () => {
    const store = memoryStore();
    // A view into a larger column, as a fold's part is.
    const expected = Float32Array.of(9, 0.1, -0.7, Number.NaN).subarray(1);
    const value = { positions: Int8Array.of(1, 0, -1), expected };
    await (await openCheckpoint(store, 'key')).remember('a', () => Promise.resolve(value));
    const again = await (
      await openCheckpoint(store, 'key')
    ).remember('a', () => {
      throw new Error('computed again');
    });
    expect(again).toEqual(value);
  });

  it('ignores and replaces the checkpoint of another key', async () => {
    const store = memoryStore();
    await (await openCheckpoint(store, 'key')).remember(...task('a', []));
    const other = await openCheckpoint(store, 'yek');
    expect(other.resumedCount).toBe(0);
    expect(store.text).toBe('{"checkpoint":2,"key":"yek"}\n');
  });

  it('keeps all complete lines of a text that is cut off, and continues after them', async () => {
    const store = memoryStore();
    const checkpoint = await openCheckpoint(store, 'key');
    const ends = [store.text.length];
    for (const name of ['a', 'b', 'c']) {
      await checkpoint.remember(...task(name, []));
      ends.push(store.text.length);
    }
    const whole = store.text;
    for (let cut = 0; cut <= whole.length; cut++) {
      const torn = memoryStore(whole.slice(0, cut));
      const reopened = await openCheckpoint(torn, 'key');
      expect(reopened.resumedCount).toBe(Math.max(0, ends.filter((end) => end <= cut).length - 1));
      for (const name of ['a', 'b', 'c']) await reopened.remember(...task(name, []));
      expect(torn.text).toBe(whole);
    }
  });

  it('drops all lines after a line that is no entry', async () => {
    const store = memoryStore();
    const checkpoint = await openCheckpoint(store, 'key');
    await checkpoint.remember(...task('a', []));
    for (const foreign of ['[]', '{"task":1,"value":2}', 'null', '{"task":"b"}', 'text']) {
      const spoilt = memoryStore(`${store.text}${foreign}\n{"task":"c","value":1}\n`);
      expect((await openCheckpoint(spoilt, 'key')).resumedCount).toBe(1);
      expect(spoilt.text).toBe(store.text);
    }
  });

  it('stores nothing for a task that failed', async () => {
    const store = memoryStore();
    const checkpoint = await openCheckpoint(store, 'key');
    const before = store.text;
    const failing = checkpoint.remember('a', () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(store.text).toBe(before);
  });
});
