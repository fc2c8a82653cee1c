/**
 * The one folder whose files an agent may name. A path is inside if the file that the system would
 * open lies inside, so links are followed before the comparison.
 * Must not know: commands and the protocol.
 */

import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError, toError } from '../../engine/core/errors.ts';

/** The real path of `folder`. @throws InputError if it is no folder */
export async function realFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder);
    await readdir(real);
    return real;
  } catch (error) {
    const reason = toError(error).message;
    throw new InputError(`command line: --folder: expected a folder: ${reason}`, { cause: error });
  }
}

/**
 * The absolute path of `path`, which is inside the folder `root` or relative to it. What does not
 * exist yet is inside if the nearest folder above it is.
 * @param root a real path, as `realFolder` returns it
 * @param option the option that gave the path, for messages
 * @throws InputError for a path outside, also through a link, and for one with `..` in it
 */
export async function pathInside(root: string, path: string, option: string): Promise<string> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new InputError(`${option}: expected a path inside the folder, got "${path}": ${reason}`, {
      cause,
    });
  };
  if (path.split(/[/\\]/).includes('..')) refuse('".." is not allowed');
  if (path.includes('\0')) refuse('it has a NUL character');
  const absolute = resolve(root, path);
  if (!isInside(root, absolute)) refuse('it lies outside');
  try {
    if (!isInside(root, await realOf(absolute))) refuse('a link leads out of it');
  } catch (error) {
    if (error instanceof InputError) throw error;
    refuse(toError(error).message, error);
  }
  return absolute;
}

/**
 * Passes if every file right below the folder `path` is inside, too.
 * @throws InputError as `pathInside`
 */
export async function entriesInside(root: string, path: string, option: string): Promise<void> {
  const absolute = await pathInside(root, path, option);
  let names: readonly string[];
  try {
    names = await readdir(absolute);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    // The command that is to read the folder says what is wrong with it.
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    throw new InputError(`${option}: ${path}: ${toError(error).message}`, { cause: error });
  }
  for (const name of names) await pathInside(root, join(absolute, name), option);
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where `path` really lies. Of a path that does not exist, the nearest folder above decides. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ENOENT') throw error;
    // A link to nothing exists as a link; a file written there would lie where it leads.
    if (await isLink(path)) throw new Error('it is a link to nothing', { cause: error });
    return await realOf(dirname(path));
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}
