/**
 * Whether a file can be written, asked before the work whose result it is to hold. Nothing is
 * made or changed. Must not know: what is to be written.
 */

import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, toError } from '../engine/core/errors.ts';
import { otherPlaceHint } from './other-place.ts';
import { writeErrorOf } from './write-file.ts';

/**
 * Passes if `path` can be written by `writeFileWhole`: it is no folder and no read-only file, and
 * the nearest folder above it that exists may be written to.
 * @throws InputError with the reason if not; OutsideError where the disk fails
 */
export async function requireWritable(path: string): Promise<void> {
  const hint = otherPlaceHint(path);
  if (hint !== undefined) throw refused(path, hint);
  const kind = /[/\\]$/.test(path) ? 'folder' : await kindOf(path, path);
  if (kind === 'folder') throw refused(path, 'it is a folder');
  if (kind === 'device') throw refused(path, 'it is no ordinary file');
  let folder = dirname(path);
  // The root and `.` exist, so that this ends.
  while ((await kindOf(folder, path)) === 'nothing') folder = dirname(folder);
  try {
    // A file is replaced, which its own mode would not prevent.
    if (kind === 'file') await access(path, constants.W_OK);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw writeErrorOf(path, toError(error));
  }
}

type Kind = 'folder' | 'file' | 'device' | 'nothing';

/** What is at `path`. @throws InputError or OutsideError if that cannot be told */
export function kindOfPath(path: string): Promise<Kind> {
  return kindOf(path, path);
}

/** What is at `place`, a part of `path`. */
async function kindOf(place: string, path: string): Promise<Kind> {
  try {
    const found = await stat(place);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'device';
  } catch (error) {
    const cause: Error & { readonly code?: string } = toError(error);
    if (cause.code === 'ENOENT') return 'nothing';
    throw writeErrorOf(path, cause);
  }
}

function refused(path: string, reason: string): InputError {
  return new InputError(`cannot write ${path}: ${reason}`);
}
