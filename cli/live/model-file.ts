/** Reads model files for the commands. */

import { readFile } from 'node:fs/promises';
import { readFailure } from '../../data/read-user-file.ts';
import { InputError } from '../../engine/core/errors.ts';
import { commandLine, type Call } from '../framework/call.ts';

/** The bytes of a model file. @throws InputError if it cannot be read */
export async function readModelFile(path: string, call: Call): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ENOENT') throw await readFailure(path, error);
    const hint = `${commandLine(call, 'train')} makes one`;
    throw new InputError(`${path}: no such file (${hint})`, { cause: error });
  }
}
