import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesInside, pathInside, realFolder } from '../../../cli/mcp/folder-guard.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A folder with a file, a folder, links inside and links that lead outside. */
async function folderWithLinks(): Promise<string> {
  const base = await realFolder(await temporaryFolder());
  const root = join(base, 'in');
  await mkdir(join(root, 'sub'), { recursive: true });
  await mkdir(join(base, 'in-not'));
  await writeFile(join(root, 'a.csv'), '');
  await writeFile(join(base, 'in-not/b.csv'), '');
  await symlink(join(root, 'a.csv'), join(root, 'sub/again.csv'));
  await symlink(join(base, 'in-not'), join(root, 'away'));
  await symlink(join(base, 'in-not/gone'), join(root, 'gone'));
  return root;
}

describe('a path inside a folder', () => {
  it.each(['a.csv', 'new.csv', 'sub/deep/er/new.csv', 'sub/again.csv', '.', '..a', 'https://a/b'])(
    '%s is inside',
    async (path) => {
      const root = await folderWithLinks();
      expect(await pathInside(root, path, '--data')).toBe(join(root, path));
    },
  );

  it('is inside if it is absolute and below the folder', async () => {
    const root = await folderWithLinks();
    expect(await pathInside(root, join(root, 'a.csv'), '--data')).toBe(join(root, 'a.csv'));
  });

  it.each([
    ['../in-not/b.csv', '".." is not allowed'],
    ['sub/../a.csv', '".." is not allowed'],
    ['away/../a.csv', '".." is not allowed'],
    ['sub\\..\\..\\b.csv', '".." is not allowed'],
    ['/etc/hostname', 'it lies outside'],
    ['away', 'a link leads out of it'],
    ['away/b.csv', 'a link leads out of it'],
    ['away/new/new.csv', 'a link leads out of it'],
    ['gone', 'it is a link to nothing'],
    ['gone/new.csv', 'it is a link to nothing'],
    ['a.csv\0', 'it has a NUL character'],
    ['a.csv/below', 'ENOTDIR'],
  ])('%j is refused: %s', async (path, reason) => {
    const root = await folderWithLinks();
    const refused = pathInside(root, path, '--data');
    await expect(refused).rejects.toThrow(
      `--data: expected a path inside the folder, got "${path}"`,
    );
    await expect(refused).rejects.toThrow(reason);
  });

  it('is not that of a folder whose name begins like the folder', async () => {
    const root = await folderWithLinks();
    await expect(pathInside(root, `${root}-not/b.csv`, '--data')).rejects.toThrow('outside');
  });

  it('has entries inside, too, if they are read', async () => {
    const root = await folderWithLinks();
    await expect(entriesInside(root, 'sub', '--onchain')).resolves.toBeUndefined();
    await expect(entriesInside(root, 'nothing', '--onchain')).resolves.toBeUndefined();
    await expect(entriesInside(root, '.', '--onchain')).rejects.toThrow('a link leads out of it');
  });

  it('needs a folder', async () => {
    const root = await folderWithLinks();
    await expect(realFolder(join(root, 'a.csv'))).rejects.toThrow('expected a folder');
  });
});
