/** The checkpoint of a selection on disk: one file for each key, removed after the selection. */

import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileWhole } from '../../data/write-file.ts';
import { toError } from '../../engine/core/errors.ts';
import {
  NO_CHECKPOINT,
  openCheckpoint,
  type Checkpoint,
  type CheckpointStore,
} from '../../selection/checkpoint.ts';

export type KeptCheckpoint = {
  readonly checkpoint: Checkpoint;
  /** True if finished work is kept after an interruption. */
  readonly kept: boolean;
  /** Removes the file. */
  readonly remove: () => Promise<void>;
};

/** A store in the file `path`; the first write makes its folder. */
function checkpointFile(path: string): CheckpointStore {
  return {
    read: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw error;
      }
    },
    rewrite: async (text) => {
      await writeFileWhole(path, text);
    },
    append: async (text) => {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      try {
        await file.appendFile(text);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

/**
 * The checkpoint of `key` in the file `path`. Without a path, or if the file cannot be used, the
 * checkpoint stores nothing: an interrupted run then starts from the beginning, and `note` says so.
 */
export async function openCheckpointFile(
  path: string | undefined,
  key: string,
  note: (line: string) => void,
): Promise<KeptCheckpoint> {
  const forgets = { checkpoint: NO_CHECKPOINT, kept: false, remove: async () => {} };
  if (path === undefined) return forgets;
  try {
    const checkpoint = await openCheckpoint(checkpointFile(path), key);
    return { checkpoint, kept: true, remove: () => rm(path, { force: true }) };
  } catch (error) {
    note(`no checkpoint, an interrupted run starts from the beginning: ${toError(error).message}`);
    return forgets;
  }
}
