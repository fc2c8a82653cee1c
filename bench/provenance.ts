/** What a figure depends on, apart from the options: the machine, the versions and the commit. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { packageFolder } from '../data/package-version.ts';

export type Machine = {
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
};

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    os: `${type()} ${release()} ${arch()}`,
  };
}

/** Versions of Node, of V8 and of the installed packages, by name. */
export function versionsOf(packages: readonly string[]): Readonly<Record<string, string>> {
  const { node, v8 } = process.versions;
  const installed = packages.map((name) => {
    const file = new URL(`node_modules/${name}/package.json`, packageFolder());
    const text = readFileSync(file, 'utf8');
    return [name, (JSON.parse(text) as { readonly version: string }).version];
  });
  return { node, v8, ...Object.fromEntries(installed) };
}

/**
 * The commit that is checked out; null if there is no git. If a file differs from the commit, the
 * text ends in ` and changes`; files in `except` (paths from the root) do not count.
 */
export function checkedOutCommit(except: readonly string[]): string | null {
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd: packageFolder(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const excluded = except.map((path) => `:(exclude)${path}`);
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ...excluded);
    return changed === '' ? commit : `${commit} and changes`;
  } catch {
    return null;
  }
}
