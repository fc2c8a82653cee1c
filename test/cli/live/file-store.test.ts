import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../../cli/live/file-store.ts';
import { WriteRefused } from '../../../engine/live/edges/failures.ts';
import { bytesOf, textOf } from '../../../engine/live/edges/object-store.ts';
import { appendOnce } from '../../../engine/live/journal/signal-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const clock = {
  now: Date.now,
  after: (_: number, wake: () => void) => {
    const timer = setImmediate(wake);
    return () => clearImmediate(timer);
  },
};

describe('objects as files', () => {
  it('are written only where the condition holds', async () => {
    const store = fileStore(await temporaryFolder(), Date.now);
    expect(await store.read('a/b')).toBeUndefined();
    const first = await store.write('a/b', bytesOf('1'), { ifAbsent: true });
    const again = store.write('a/b', bytesOf('2'), { ifAbsent: true });
    await expect(again).rejects.toThrow(WriteRefused);
    await store.write('a/b', bytesOf('2'), { ifMatch: first });
    const late = store.write('a/b', bytesOf('3'), { ifMatch: first });
    await expect(late).rejects.toThrow(WriteRefused);
    expect(textOf((await store.read('a/b'))!)).toBe('2');
  });

  it('are listed by their keys, and removed only if they are those that were read', async () => {
    const folder = await temporaryFolder();
    const store = fileStore(folder, Date.now);
    expect(await fileStore(join(folder, 'absent'), Date.now).list('', '')).toEqual([]);
    const tag = await store.write('days/b', bytesOf('1'), { ifAbsent: true });
    await store.write('days/a', bytesOf('1'), { ifAbsent: true });
    await store.write('other', bytesOf('1'), { ifAbsent: true });
    await writeFile(join(folder, 'days', 'a.lock'), '');
    expect(await store.list('days/', '')).toEqual(['days/a', 'days/b']);
    expect(await store.list('days/', 'days/a')).toEqual(['days/b']);
    await expect(store.remove('days/b', 'another')).rejects.toThrow(WriteRefused);
    await store.remove('days/b', tag);
    await expect(store.remove('days/b', tag)).rejects.toThrow(WriteRefused);
    expect(await store.list('', '')).toEqual(['days/a', 'other']);
  });

  it('lose no line of twenty writers, and leave nothing behind', async () => {
    const folder = await temporaryFolder();
    const dates = Array.from({ length: 20 }, (_, i) => `2026-01-${String(i + 1).padStart(2, '0')}`);
    await Promise.all(
      dates.map((date) => {
        const store = fileStore(folder, Date.now);
        return appendOnce({ store, key: 'log', clock, random: () => 0 }, { date });
      }),
    );
    const log = textOf((await fileStore(folder, Date.now).read('log'))!);
    expect(log.match(/2026-01-\d\d/g)!.toSorted()).toEqual(dates);
    expect(await readdir(folder)).toEqual(['log']);
  });

  it('take over the lock of a process that died', async () => {
    const folder = await temporaryFolder();
    const lock = join(folder, 'a.lock');
    await writeFile(lock, '');
    const past = new Date(Date.now() - 60_000);
    await utimes(lock, past, past);
    const store = fileStore(folder, Date.now);
    await store.write('a', bytesOf('1'), { ifAbsent: true });
    expect(await readdir(folder)).toEqual(['a']);
  });
});
