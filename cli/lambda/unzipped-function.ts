/** The zip of a function that lambda:build made, unpacked so that Node.js can run it. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, toError } from '../../engine/core/errors.ts';
import { BAKED_MODEL_FILE, unpackModel } from '../../engine/live/model/baked-model.ts';
import { commandLine, type Call } from '../framework/call.ts';

/** The file of a zip that AWS Lambda loads. */
const ENTRY_FILE = 'index.mjs';

/**
 * Unzips the function into `folder`. Gives the model in the zip, if there is one.
 * @throws InputError if `path` is no zip of a function
 */
export async function unzipInto(
  folder: string,
  path: string,
  call: Call,
): Promise<Uint8Array | undefined> {
  const { unzipSync } = await import('fflate');
  const bytes = await readZip(path, call);
  const refuse = (got: string, cause?: unknown): never => {
    const line = commandLine(call, 'lambda:build');
    const expected = `expected a zip with ${ENTRY_FILE}, as ${line} makes it`;
    throw new InputError(`${path}: ${expected}, got ${got}`, { cause });
  };
  let files: Readonly<Record<string, Uint8Array>> = {};
  try {
    files = unzipSync(bytes);
  } catch (error) {
    refuse(`no zip: ${toError(error).message}`, error);
  }
  if (!Object.hasOwn(files, ENTRY_FILE)) refuse(`files ${Object.keys(files).join(', ')}`);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  const packed = files[BAKED_MODEL_FILE];
  return packed && unpackModel(packed);
}

async function readZip(path: string, call: Call): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const line = commandLine(call, 'lambda:build');
    throw new InputError(`${path}: cannot read it: ${line} makes it`, { cause: error });
  }
}
