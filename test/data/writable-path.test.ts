import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireWritable } from '../../data/writable-path.ts';
import { InputError } from '../../engine/core/errors.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

describe('whether a file can be written', () => {
  it('yes if it is new, is there, or needs its folders made; nothing is made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'old.csv'), 'old');
    await symlink(join(folder, 'old.csv'), join(folder, 'link.csv'));
    for (const name of ['new.csv', 'old.csv', 'link.csv', 'a/b/c.csv']) {
      await requireWritable(join(folder, name));
    }
    await requireWritable('somewhere.csv');
    expect((await readdir(folder)).sort()).toEqual(['link.csv', 'old.csv']);
  });

  it('no: a folder, a device, and what lies below a file', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'models'));
    await writeFile(join(folder, 'file'), '');
    const refusals = [
      [join(folder, 'models'), 'it is a folder'],
      [`${join(folder, 'new')}/`, 'it is a folder'],
      [join(folder, 'file', 'x.csv'), 'a part of its path is no folder'],
      ['/dev/null', 'it is no ordinary file'],
    ] as const;
    for (const [path, reason] of refusals) {
      const expected = new InputError(`cannot write ${path}: ${reason}`);
      await expect(requireWritable(path)).rejects.toThrow(expected);
    }
  });

  it('no: an address, and a home folder that no shell has put in', async () => {
    await expect(requireWritable('s3://bucket/x.csv')).rejects.toThrow(
      'cannot write s3://bucket/x.csv: expected a file on this machine, got an address',
    );
    await expect(requireWritable('~/x.csv')).rejects.toThrow('write "$HOME/x.csv"');
  });

  it.skipIf(process.getuid?.() === 0)('no: a file or folder that is read-only', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'raw.csv'), 'raw', { mode: 0o400 });
    await expect(requireWritable(join(folder, 'raw.csv'))).rejects.toThrow('permission denied');
    await mkdir(join(folder, 'kept'), { mode: 0o500 });
    await expect(requireWritable(join(folder, 'kept', 'x.csv'))).rejects.toThrow(
      'permission denied',
    );
  });
});
