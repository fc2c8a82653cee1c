import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measureFile, writeFileWhole } from '../../data/write-file.ts';
import { Cancelled, InputError } from '../../engine/core/errors.ts';

describe('writing a whole file or none', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function* parts(...texts: readonly string[]): AsyncGenerator<string> {
    yield* texts;
  }

  it.each([
    ['a text', 'bars é\n'],
    ['bytes', Buffer.from('bars é\n')],
    ['parts', ['bars ', Buffer.from('é'), '\n']],
    ['parts as they come', parts('bars ', 'é\n')],
  ])('takes %s, makes the folder, and returns size and hash', async (_name, content) => {
    const path = join(folder, 'a', 'b', 'file.txt');
    const written = await writeFileWhole(path, content);
    const sha256 = createHash('sha256').update('bars é\n').digest('hex');
    expect(written).toEqual({ path, bytes: 8, sha256 });
    expect(await readFile(path, 'utf8')).toBe('bars é\n');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
  });

  it('keeps the old file if the content fails half-way', async () => {
    const path = join(folder, 'file.txt');
    await writeFile(path, 'old');
    async function* failing(): AsyncGenerator<string> {
      yield 'new';
      throw new RangeError('no more');
    }
    await expect(writeFileWhole(path, failing())).rejects.toThrow(RangeError);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('keeps the old file if it is stopped half-way', async () => {
    const path = join(folder, 'file.txt');
    await writeFile(path, 'old');
    const stop = new AbortController();
    async function* stopping(): AsyncGenerator<string> {
      yield 'new';
      stop.abort();
      yield 'er';
    }
    await expect(writeFileWhole(path, stopping(), stop.signal)).rejects.toThrow(Cancelled);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('writes the same path twice at the same time: one complete file remains', async () => {
    const path = join(folder, 'file.txt');
    const contents = ['a'.repeat(100_000), 'b'.repeat(100_000)];
    await Promise.all(contents.map((content) => writeFileWhole(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('refuses a path that is a folder, or that lies below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const below = join(folder, 'file', 'x');
    await expect(writeFileWhole(folder, 'x')).rejects.toThrow(`cannot write ${folder}: it is a fo`);
    await expect(writeFileWhole(below, 'x')).rejects.toThrow(InputError);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('measures without writing', async () => {
    const path = join(folder, 'file.txt');
    const measured = await measureFile(path, ['new', 'er']);
    expect(await readdir(folder)).toEqual([]);
    expect(await writeFileWhole(path, 'newer')).toEqual(measured);
  });
});
