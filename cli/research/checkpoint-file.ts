/** A selection's checkpoint on disk: one file a key, removed when the selection is done. */

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
  /** True where what is done survives an interruption. */
  readonly kept: boolean;
  /** Takes the file away: its work is done. */
  readonly remove: () => Promise<void>;
};

/** A store in the file `path`, whose folder is made when it is first written. */
export function checkpointFile(path: string): CheckpointStore {
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
 * The checkpoint of `key` in the file `path`. Without a path, or if the file cannot be used, it is
 * one that forgets: an interrupted run then starts anew, and `note` says so.
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
    note(`no checkpoint, an interrupted run starts anew: ${toError(error).message}`);
    return forgets;
  }
}
