/** Packages that only few need, so that they are installed by whoever uses them. */

import { peerRange } from './package-version.ts';
import { InputError } from '../engine/core/errors.ts';

/** The command that installs optional packages in the versions that go with this one. */
export function installLine(...names: readonly string[]): string {
  const wanted = names.map((name) => `"${name}@${peerRange(name)}"`);
  return `npm install --save-dev ${wanted.join(' ')}`;
}

/**
 * What `load` imports of the package `name`.
 * @param purpose what the package does: `esbuild builds the function`
 * @throws InputError that says how to install it
 */
export async function loadOptional<Module>(
  name: string,
  purpose: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InputError(`${purpose}: ${installLine(name)}`, { cause: error });
  }
}
