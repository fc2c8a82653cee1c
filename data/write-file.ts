/**
 * Writes a file completely or not at all: a temporary file in the same folder is written, flushed,
 * and then renamed. This package writes all files in this way, except the stores of live trading.
 */

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Cancelled, InputError, OutsideError, toError } from '../engine/core/errors.ts';

/** The content to write: in one piece, or in parts that are written as they come. */
export type FileContent =
  string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export type WrittenFile = {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
};

let temporaryCount = 0;

/**
 * Writes `content` to `path`, makes the folder if necessary, and returns what was written. The old
 * file is replaced after the last byte is on the disk. If writing fails or `signal` aborts, the old
 * file remains as it was.
 * @throws InputError if the path cannot be written, OutsideError if the disk fails, Cancelled if
 *   `signal` aborts
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
    // If the folder could not be made, there is no file to remove; the first error is thrown.
    await rm(temporary, { force: true }).catch(() => {});
    throw writeErrorOf(path, toError(error));
  }
}

/** Removes what a killed process with the id `pid` left half-written in a folder. */
export async function removePartials(folder: string, pid: number): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return;
    throw error;
  }
  const partial = new RegExp(`^\\..*\\.${pid}-\\d+\\.partial$`);
  const left = names.filter((name) => partial.test(name));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/** Returns what `writeFileWhole` would return, but writes nothing. */
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

/** Error codes of a path that the user can correct, each with the reason in words. */
const PATH_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file is in the way of a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'not permitted',
  EROFS: 'read-only file system',
};

/** `error` as the reason why `path` cannot be written: InputError if the user can mend it. */
export function writeErrorOf(path: string, error: Error & { readonly code?: string }): Error {
  if (error.code === undefined) return error;
  const reason = PATH_ERRORS[error.code];
  return reason === undefined
    ? new OutsideError(`cannot write ${path}: ${error.message}`, { cause: error })
    : new InputError(`cannot write ${path}: ${reason}`, { cause: error });
}
