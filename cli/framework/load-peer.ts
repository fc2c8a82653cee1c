/**
 * Packages that few commands need. They are optional peers, so that nobody else installs them.
 * Must not know: any particular package.
 */

import { peerRange } from '../../data/package-version.ts';
import { InputError } from '../../engine/core/errors.ts';

/**
 * What `load` imports from the optional package `name`.
 * @param purpose what the package does for the command: `builds the function`
 * @throws InputError that says how to install the package if it is missing
 */
export async function loadPeer<T>(
  name: string,
  purpose: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const wanted = `${name}@${peerRange(name)}`;
    throw new InputError(`${name} ${purpose}: npm install --save-dev "${wanted}"`, {
      cause: error,
    });
  }
}
