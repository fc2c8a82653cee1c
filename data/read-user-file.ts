/** Files and folders that a user names: their bytes and names, or a message that says why not. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError, OutsideError, toError } from '../engine/core/errors.ts';
import { editDistance } from '../engine/core/options.ts';
import { isAddress, otherPlaceHint } from './other-place.ts';

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'expected a file, got a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is too long',
};

/** The bytes of a file. @throws InputError if it cannot be read, OutsideError if the disk fails */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw await readFailure(path, error);
  }
}

/**
 * The names in a folder, in their order.
 * @param expected what the folder should hold: `a folder of models`
 * @throws InputError if there is no such folder, OutsideError if the disk fails
 */
export async function readNames(folder: string, expected: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === 'ENOTDIR') {
      throw new InputError(`${folder}: expected ${expected}, got a file`, { cause: error });
    }
    const failure = await readFailure(folder, error, 'folder');
    if (failure instanceof OutsideError) throw failure;
    throw new InputError(`${failure.message}: expected ${expected}`, { cause: error });
  }
}

/** The error to throw for one of the file system, with what the user can do about it. */
export async function readFailure(
  path: string,
  error: unknown,
  what: 'file' | 'folder' = 'file',
): Promise<InputError | OutsideError> {
  const cause: Error & { readonly code?: string } = toError(error);
  if (cause.code === 'ENOENT') {
    const hint = otherPlaceHint(path);
    const download = isAddress(path) ? ': download it first' : '';
    if (hint !== undefined) return new InputError(`${path}: ${hint}${download}`, { cause });
    return new InputError(`${path}: no such ${what}${await similarName(path)}`, { cause });
  }
  const reason = READ_ERRORS[cause.code ?? ''];
  if (reason !== undefined) return new InputError(`${path}: ${reason}`, { cause });
  return new OutsideError(`cannot read ${path}: ${cause.message}`, { cause });
}

/** A neighbour of nearly that name, or one that it is the beginning of: a space lost its quotes. */
async function similarName(path: string): Promise<string> {
  const wanted = basename(path);
  let names: string[];
  try {
    names = await readdir(dirname(path));
  } catch {
    // The folder is missing or unreadable as well: there is nothing to suggest.
    return '';
  }
  const cut = names.sort().find((name) => name.startsWith(`${wanted} `));
  if (cut !== undefined) return ` (did you mean "${cut}"? Put quotes around a name with spaces)`;
  const near = names.find((name) => editDistance(name, wanted) <= 2);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
