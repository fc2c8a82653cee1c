/** The built function, unzipped into a folder that is removed again. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, toError } from '../../engine/core/errors.ts';
import { BAKED_MODEL_FILE, unpackModel } from '../../engine/live/model/baked-model.ts';
import { commandLine, type Call } from '../framework/call.ts';

/** The file of a zip that AWS Lambda loads. */
const ENTRY_FILE = 'index.mjs';

/** The result of `work` with a new folder, which is removed at the end. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'walkforest-lambda-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Unzips the function at `path` into `folder`. Gives the model in the zip, if there is one.
 * @throws InputError if `path` is no zip of a function
 */
export async function unzipFile(
  folder: string,
  path: string,
  call: Call,
): Promise<Uint8Array | undefined> {
  const made = `${commandLine(call, 'lambda:build')} makes it`;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new InputError(`${path}: cannot read it: ${made}`, { cause });
  });
  try {
    return await unzipInto(folder, bytes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const expected = `expected a zip with ${ENTRY_FILE}, as ${made}`;
    throw new InputError(`${path}: ${expected}, got ${error.message}`, { cause: error });
  }
}

/**
 * Unzips a function's `zip` into `folder`. Gives the model in the zip, if there is one.
 * @throws InputError with what `zip` is, if it is no zip of a function
 */
export async function unzipInto(folder: string, zip: Uint8Array): Promise<Uint8Array | undefined> {
  const files = await filesIn(zip);
  if (!Object.hasOwn(files, ENTRY_FILE)) {
    throw new InputError(`files ${Object.keys(files).join(', ')}`);
  }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  const packed = files[BAKED_MODEL_FILE];
  return packed && unpackModel(packed);
}

async function filesIn(zip: Uint8Array): Promise<Readonly<Record<string, Uint8Array>>> {
  const { unzipSync } = await import('fflate');
  try {
    return unzipSync(zip);
  } catch (error) {
    throw new InputError(`no zip: ${toError(error).message}`, { cause: error });
  }
}
