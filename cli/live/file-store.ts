/**
 * A store of objects as files below a folder. Commands on this machine use it as the function uses
 * its bucket. A key is a path. A lock file makes sure that only one process writes an object at a
 * time; the lock of a process that has died is removed.
 */

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeFileWhole } from '../../data/write-file.ts';
import { OutsideError, toError } from '../../engine/core/errors.ts';
import { WriteRefused } from '../../engine/live/edges/failures.ts';
import type { OperatorStore, StoredObject } from '../../engine/live/edges/object-store.ts';

/** A write takes milliseconds, so the owner of a lock that is as old as this has died. */
const STALE_LOCK_MS = 10_000;
const LOCK_POLL_MS = 20;
/** The end of the name of an object's lock. */
const LOCK = '.lock';
/** A list has at most as many keys as a page of a bucket's list. */
const MOST_KEYS = 1_000;

/** The objects below `folder`. `now` is the clock (ms) that files get their times from. */
export function fileStore(folder: string, now: () => number): OperatorStore {
  const read = (key: string): Promise<StoredObject | undefined> => readObject(join(folder, key));
  return {
    read,
    write: async (key, body, condition) => {
      const path = join(folder, key);
      return await locked(path, now, async () => {
        const standing = await readObject(path);
        const expected = 'ifAbsent' in condition ? undefined : condition.ifMatch;
        if (standing?.etag !== expected)
          throw new WriteRefused(`${path}: somebody else has written it`);
        await writeFileWhole(path, body);
        return tagOf(body);
      });
    },
    remove: async (key, etag) => {
      const path = join(folder, key);
      await locked(path, now, async () => {
        if ((await readObject(path))?.etag !== etag) {
          throw new WriteRefused(`${path}: somebody else has changed it`);
        }
        await rm(path);
      });
    },
    list: async (prefix, after) => {
      const keys = await keysBelow(folder);
      const found = keys.filter((key) => key.startsWith(prefix) && key > after);
      return found.toSorted().slice(0, MOST_KEYS);
    },
  };
}

/** The keys of all objects below `folder`; none if there is no such folder. */
async function keysBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith(LOCK))
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
      .map((path) => path.replaceAll(sep, '/'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new OutsideError(`${folder}: ${toError(error).message}`, { cause: error });
  }
}

async function readObject(path: string): Promise<StoredObject | undefined> {
  try {
    const body = await readFile(path);
    return { body, etag: tagOf(body) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new OutsideError(`${path}: ${toError(error).message}`, { cause: error });
  }
}

async function locked<T>(path: string, now: () => number, work: () => Promise<T>): Promise<T> {
  const lock = `${path}${LOCK}`;
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(lock))) {
    if (now() - (await ageOf(lock)) > STALE_LOCK_MS) await rm(lock, { force: true });
    await pause(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new OutsideError(`${lock}: ${toError(error).message}`, { cause: error });
  }
}

/** The time (ms) when the lock was taken; Infinity if there is no lock any more. */
async function ageOf(lock: string): Promise<number> {
  try {
    return (await stat(lock)).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function tagOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}
