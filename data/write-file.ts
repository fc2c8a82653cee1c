/**
 * Writing a file whole or not at all: a temporary file beside it, flushed, then renamed over it.
 * Every file that this package writes goes through here (live stores have their own edges).
 */

import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Cancelled, InputError, OutsideError, toError } from '../engine/core/errors.ts';

/** What to write: all at once, or in parts as they come. */
export type FileContent =
  string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export type WrittenFile = {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
};

let temporaryCount = 0;

/**
 * Writes `content` to `path`, making its folder, and returns what was written. Until the last byte
 * is on the disk the old file stays as it is; where writing fails or `signal` aborts, it remains.
 * @throws InputError where the path cannot be written, OutsideError where the disk fails,
 *   Cancelled where `signal` aborts
 */
export async function writeFileWhole(
  path: string,
  content: FileContent,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  const name = `.${basename(path)}.${process.pid}-${temporaryCount++}.partial`;
  const temporary = join(dirname(path), name);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    let written: WrittenFile;
    try {
      written = await consume(path, content, (part) => file.appendFile(part), signal);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return written;
  } catch (error) {
    // Where not even its folder could be made there is nothing to remove: the first error counts.
    await rm(temporary, { force: true }).catch(() => {});
    throw asWriteError(path, toError(error));
  }
}

/** What `writeFileWhole` would return, with nothing written. */
export function measureFile(
  path: string,
  content: FileContent,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  return consume(path, content, async () => {}, signal);
}

async function consume(
  path: string,
  content: FileContent,
  write: (part: Uint8Array) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  for await (const part of parts) {
    if (signal?.aborted === true) throw new Cancelled();
    const buffer = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(buffer);
    bytes += buffer.length;
    await write(buffer);
  }
  if (signal?.aborted === true) throw new Cancelled();
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Codes that say the path is wrong, with the reason in words: the user can mend it. */
const PATH_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file is in the way of a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'not permitted',
  EROFS: 'read-only file system',
};

function asWriteError(path: string, error: Error & { readonly code?: string }): Error {
  if (error.code === undefined) return error;
  const reason = PATH_ERRORS[error.code];
  return reason === undefined
    ? new OutsideError(`cannot write ${path}: ${error.message}`, { cause: error })
    : new InputError(`cannot write ${path}: ${reason}`, { cause: error });
}
