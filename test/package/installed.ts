/**
 * The packed package as a stranger has it: a tarball, unpacked into an empty folder beside links to
 * its own dependencies and to no others. No registry is asked.
 */

import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What a process printed, and how it ended. */
type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** An empty folder with the package in its node_modules. */
export type Installed = {
  readonly folder: string;
  /** Where the package lies. */
  readonly home: string;
  /** Runs a program in the folder, without what npm put into the environment of these tests. */
  readonly run: (program: string, words: readonly string[]) => Promise<Ended>;
  /** `npx walkforest …words`, which finds it in the folder. */
  readonly npx: (...words: readonly string[]) => Promise<Ended>;
  /** Links a further package of the checkout, as if it were installed, too. */
  readonly link: (name: string) => Promise<void>;
};

/** Packs dist/ as it is and unpacks it into a new folder. */
export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'walkforest-package-'));
  const home = join(folder, 'node_modules/walkforest');
  const bin = join(folder, 'node_modules/.bin');
  const packed = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const { stdout: name } = await run('npm', packed, { cwd: ROOT });
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', join(folder, name.trim()), '-C', home, '--strip-components', '1']);
  const link = async (dependency: string): Promise<void> => {
    const path = join(folder, 'node_modules', dependency);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(ROOT, 'node_modules', dependency), path);
  };
  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const dependency of Object.keys(dependencies)) await link(dependency);
  // As npm does: the program may be run, and lies under its name.
  const main = join(home, 'dist/cli/main.js');
  await chmod(main, 0o755);
  await mkdir(bin);
  await symlink(main, join(bin, 'walkforest'));
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('npm_'))),
    npm_config_update_notifier: 'false',
    XDG_CACHE_HOME: join(folder, '.cache'),
  };
  const runIn = async (program: string, words: readonly string[]): Promise<Ended> => {
    try {
      return { code: 0, ...(await run(program, words, { cwd: folder, env })) };
    } catch (error) {
      return error as Ended;
    }
  };
  return {
    folder,
    home,
    run: runIn,
    npx: (...words) => runIn('npx', ['--no-install', 'walkforest', ...words]),
    link,
  };
}

/** Paths below `folder` of its files, with forward slashes. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
