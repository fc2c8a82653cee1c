/**
 * TensorFlow.js, which is installed by whoever wants a neural network among the baselines.
 * Vocabulary: a backend is what computes: `tensorflow` is the native library of
 * `@tensorflow/tfjs-node`, `wasm` is WebAssembly on one thread. Must not know: networks.
 */

import type * as TensorFlow from '@tensorflow/tfjs-core';
import { OutsideError, toError } from '../core/errors.ts';

/** The part of TensorFlow.js that both packages have. */
export type TensorLibrary = typeof TensorFlow;

/** A library that is ready to compute. */
export type LoadedTensors = {
  readonly library: TensorLibrary;
  /** The package that computes, and its backend: `@tensorflow/tfjs-backend-wasm`, `wasm`. */
  readonly package: string;
  readonly backend: string;
  /** Why the native package is not used although it is installed. */
  readonly nativeFailure: string | undefined;
};

/** The name of a package that is not installed, so that there is no library. */
type MissingTensors = { readonly missing: string };

/** The native package, whose install needs a download. */
const NATIVE_PACKAGE = '@tensorflow/tfjs-node';

/** The packages that are used without it. */
export const CORE_PACKAGE = '@tensorflow/tfjs-core';
export const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

/**
 * The native library if it loads, else the WebAssembly backend, or the package that it lacks.
 * @param load imports a package by its name; an own one in tests
 */
export async function loadTensors(
  load: (name: string) => Promise<unknown> = importPackage,
): Promise<LoadedTensors | MissingTensors> {
  const native = await nativeLibrary(load);
  if ('library' in native) return native;
  const library = (await installed(load, CORE_PACKAGE)) as TensorLibrary | undefined;
  if (library === undefined) return { missing: CORE_PACKAGE };
  if ((await installed(load, WASM_PACKAGE)) === undefined) return { missing: WASM_PACKAGE };
  await startBackend(library, 'wasm');
  return { library, package: WASM_PACKAGE, backend: 'wasm', nativeFailure: native.failure };
}

async function nativeLibrary(
  load: (name: string) => Promise<unknown>,
): Promise<LoadedTensors | { readonly failure: string | undefined }> {
  try {
    const loaded = (await load(NATIVE_PACKAGE)) as TensorLibrary & { default?: TensorLibrary };
    const library = loaded.default ?? loaded;
    await startBackend(library, 'tensorflow');
    return { library, package: NATIVE_PACKAGE, backend: 'tensorflow', nativeFailure: undefined };
  } catch (error) {
    // Its binary is missing or is one of another Node: the other backend is used, and it is said.
    return { failure: isMissing(error, NATIVE_PACKAGE) ? undefined : firstLine(error) };
  }
}

async function startBackend(library: TensorLibrary, backend: string): Promise<void> {
  // Otherwise a backend prints a greeting.
  library.enableProdMode();
  const started = await library.setBackend(backend);
  if (!started) throw new OutsideError(`TensorFlow.js: the backend ${backend} does not start`);
}

/** The package `name`; undefined if it is not installed. */
async function installed(load: (name: string) => Promise<unknown>, name: string): Promise<unknown> {
  try {
    return await load(name);
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    return undefined;
  }
}

/** True if the package itself is not there, not only a part of it. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code === 'ERR_MODULE_NOT_FOUND' && message?.includes(`'${name}'`) === true;
}

function firstLine(error: unknown): string {
  return toError(error).message.split('\n', 1)[0]!;
}

async function importPackage(name: string): Promise<unknown> {
  return await import(name);
}
