/**
 * The model inside the zip of the function, beside the code. Its file is compressed with Brotli,
 * which makes it smaller than the zip's own compression would.
 */

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

/** Name of the file in the zip. */
export const BAKED_MODEL_FILE = 'model.bin.br';

/** The bytes of a model file in the compressed form that the zip holds. */
export function packModel(model: Uint8Array): Uint8Array {
  return brotliCompressSync(model);
}

/** The bytes of the model file. @throws Error if `packed` was not made by `packModel` */
export function unpackModel(packed: Uint8Array): Uint8Array {
  return brotliDecompressSync(packed);
}
