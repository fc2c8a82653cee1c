/**
 * The data of problems on a worker's machine: fetched once, checked against their hash and kept on
 * disk for later runs, up to a limit; the files that were not used for longest go first. A file
 * that does not fit its hash counts as absent.
 */

import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '../../data/write-file.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import { decodeProblem, sha256Of, type ProblemData } from '../../engine/queue/problem-bytes.ts';
import type { DataPlace } from './data-place.ts';

/** Problems' data that stay in memory, for tasks of several commands at the same time. */
const KEPT_IN_MEMORY = 4;

export type DataCache = {
  /**
   * The data with the hash `sha256`, if they are not here, from `place`; undefined if it does not
   * have them (yet).
   * @throws OutsideError if the bytes there are not those of the hash, or if the place fails
   */
  readonly get: (sha256: string, place: DataPlace) => Promise<ProblemData | undefined>;
};

/** What a cache needs. */
export type DataCacheOptions = {
  /** Undefined: nothing is kept on disk. */
  readonly folder: string | undefined;
  /** Most bytes on disk. */
  readonly limit: number;
  readonly note: (line: string) => void;
};

/** The cache of one worker. */
export function createDataCache(options: DataCacheOptions): DataCache {
  const known = new Map<string, Promise<ProblemData | undefined>>();
  return {
    get: (sha256, place) => {
      const data = known.get(sha256) ?? load(sha256, place, options);
      known.delete(sha256);
      known.set(sha256, data);
      if (known.size > KEPT_IN_MEMORY) known.delete(known.keys().next().value!);
      // What was not there may come; what failed may work next time.
      data.then(
        (found) => found === undefined && known.delete(sha256),
        () => known.delete(sha256),
      );
      return data;
    },
  };
}

async function load(
  sha256: string,
  place: DataPlace,
  options: DataCacheOptions,
): Promise<ProblemData | undefined> {
  const { folder } = options;
  const path = folder === undefined ? undefined : join(folder, `${sha256}.data`);
  const kept = path === undefined ? undefined : await keptBytes(path, sha256);
  if (kept !== undefined) return decodeProblem(kept, path!);
  const bytes = await place.read(sha256);
  if (bytes === undefined) return undefined;
  if (sha256Of(bytes) !== sha256) {
    const name = `${sha256.slice(0, 12)}…`;
    throw new OutsideError(
      `the data ${name} in ${place.shown} do not fit their hash` +
        (place.store === undefined
          ? ''
          : ': remove that object, and the next start sends it again'),
    );
  }
  const data = decodeProblem(bytes, `data ${sha256.slice(0, 12)}…`);
  if (path !== undefined) await keep(path, bytes, options);
  return data;
}

/** The bytes of the file, if it is there and whole. Its time becomes that of its last use. */
async function keptBytes(path: string, sha256: string): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
    const now = new Date();
    await utimes(path, now, now);
  } catch {
    // Absent or unreadable: the data are fetched again, and writing will say what is wrong.
    return undefined;
  }
  return sha256Of(bytes) === sha256 ? bytes : undefined;
}

async function keep(
  path: string,
  bytes: Uint8Array,
  { folder, limit, note }: DataCacheOptions,
): Promise<void> {
  if (bytes.length > limit) return;
  try {
    await writeFileWhole(path, bytes);
    await removeOldest(folder!, limit);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof OutsideError)) throw error;
    note(`worker: data are not kept: ${error.message}`);
  }
}

/** Removes the files that were not used for longest, until the rest fits `limit` bytes. */
async function removeOldest(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.data'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
  files.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1));
  let total = 0;
  for (const { path, size } of files) {
    total += size;
    if (total > limit) await rm(path, { force: true });
  }
}
