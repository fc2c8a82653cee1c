/** Temporary folders for tests; each is removed when its test ends. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder for the running test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
