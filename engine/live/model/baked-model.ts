/**
 * The model inside the function's zip, beside the code: the model file's bytes, compressed harder
 * than a zip can.
 */

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

/** Its name in the zip. */
export const BAKED_MODEL_FILE = 'model.bin.br';

/** `model`, the bytes of a model file, as the zip holds it. */
export function packModel(model: Uint8Array): Uint8Array {
  return brotliCompressSync(model);
}

/** The model file's bytes. @throws Error where `packed` is not of `packModel` */
export function unpackModel(packed: Uint8Array): Uint8Array {
  return brotliDecompressSync(packed);
}
