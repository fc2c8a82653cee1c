/** The checkpoint of a long command on disk: one file for each key, removed after its work. */

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '../../data/write-file.ts';
import { Cancelled, toError } from '../../engine/core/errors.ts';
import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import { UntrustedVotes } from '../../engine/queue/untrusted-votes.ts';
import {
  NO_CHECKPOINT,
  openCheckpoint,
  type Checkpoint,
  type CheckpointStore,
} from '../../selection/checkpoint.ts';
import type { CommandContext, RunData } from '../framework/command.ts';
import { cacheFolder } from '../framework/run-bars.ts';
import type { InputFile } from '../framework/selected-set.ts';

/** All that the work of a command depends on, besides the version. */
export type Conditions<T extends OptionTable> = {
  readonly table: T;
  readonly options: OptionValues<T>;
  readonly data: RunData;
  readonly inputs: readonly InputFile[];
};

/**
 * The result of `work`, which gets the checkpoint of these conditions. The file is removed at the
 * end, and kept after an interruption.
 */
export async function withCheckpoint<const T extends OptionTable, R>(
  context: CommandContext,
  command: string,
  conditions: Conditions<T>,
  work: (checkpoint: Checkpoint) => Promise<R>,
): Promise<R> {
  const key = checkpointKey(conditions, context.version);
  const folder = cacheFolder(context);
  const name = `${command}-${key.slice(0, 16)}.jsonl`;
  const path = folder === undefined ? undefined : join(folder, name);
  const { checkpoint, kept, remove } = await openCheckpointFile(path, key, context.note);
  if (checkpoint.resumedCount > 0) {
    context.note(`continuing: ${checkpoint.resumedCount} piece(s) of work are already done`);
  }
  try {
    const result = await work(checkpoint);
    await remove();
    return result;
  } catch (error) {
    // The scores in the checkpoint rest on votes of a worker that was wrong.
    if (error instanceof UntrustedVotes) await remove();
    if (error instanceof Cancelled && kept) {
      context.note('finished work is kept: the same command continues from there');
    }
    throw error;
  }
}

/** SHA-256 of the conditions; `asOf`, because later a file has more closed bars. */
function checkpointKey<T extends OptionTable>(
  { table, options, data, inputs }: Conditions<T>,
  version: string,
): string {
  const { sha256, asOf } = data;
  const recorded = Object.entries(table).filter(([, row]) => row.recorded !== false);
  const names = recorded.map(([name]) => name as keyof T);
  const configuration = names.filter((name) => name !== 'data').map((name) => options[name]);
  const files = inputs.map((file) => file.sha256);
  const text = JSON.stringify({ version, sha256, asOf, files, names, configuration });
  return createHash('sha256').update(text).digest('hex');
}

type KeptCheckpoint = {
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
async function openCheckpointFile(
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
