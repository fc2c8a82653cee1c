/** A selection's journal on disk: a file a key in the user's cache folder, gone when it is done. */

import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileWhole } from '../../data/write-file.ts';
import { toError } from '../../engine/core/errors.ts';
import {
  NO_JOURNAL,
  openJournal,
  type Journal,
  type JournalStore,
} from '../../selection/journal.ts';

export type KeptJournal = {
  readonly journal: Journal;
  /** True where what is done survives an interruption. */
  readonly kept: boolean;
  /** Takes the file away: its work is done. */
  readonly remove: () => Promise<void>;
};

/** A store in the file `path`, whose folder is made when it is first written. */
export function journalFile(path: string): JournalStore {
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
 * The journal of `key` in the file `path`; one that forgets where there is no path, or where the
 * file cannot be used, which `note` is told: that costs an interrupted run its work, no result.
 */
export async function openJournalFile(
  path: string | undefined,
  key: string,
  note: (line: string) => void,
): Promise<KeptJournal> {
  const forgets = { journal: NO_JOURNAL, kept: false, remove: async () => {} };
  if (path === undefined) return forgets;
  try {
    const journal = await openJournal(journalFile(path), key);
    return { journal, kept: true, remove: () => rm(path, { force: true }) };
  } catch (error) {
    note(`no journal, an interrupted run starts anew: ${toError(error).message}`);
    return forgets;
  }
}
