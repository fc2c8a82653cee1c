/** The built function, unzipped into a folder that is removed again. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BAKED_MODEL_FILE, unpackModel } from '../../engine/live/model/baked-model.ts';

/** The result of `work` with a new folder, which is removed at the end. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'walkforest-lambda-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unzips a function's `zip` into `folder`. Gives the model in the zip, if there is one. */
export async function unzipInto(folder: string, zip: Uint8Array): Promise<Uint8Array | undefined> {
  const { unzipSync } = await import('fflate');
  const files = unzipSync(zip);
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  const packed = files[BAKED_MODEL_FILE];
  return packed && unpackModel(packed);
}
