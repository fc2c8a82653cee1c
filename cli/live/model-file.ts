/** Reads model files for the commands. */

import { readFile } from 'node:fs/promises';
import { InputError, toError } from '../../engine/core/errors.ts';
import { commandLine, type Call } from '../framework/call.ts';

/** The bytes of a model file. @throws InputError if it cannot be read */
export async function readModelFile(path: string, call: Call): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = toError(error) as Error & { readonly code?: string };
    const reason =
      code === 'ENOENT' ? `no such file (${commandLine(call, 'train')} makes one)` : message;
    throw new InputError(`${path}: cannot read the model: ${reason}`, { cause: error });
  }
}
