/**
 * The signal log: one object of JSON lines, one line for each day. A writer replaces only the
 * version of the log that it has read. So writers that work at the same time lose no line of each
 * other, and no day gets two lines.
 */

import { InputError, OutsideError } from '../../core/errors.ts';
import { WriteRefused } from '../edges/failures.ts';
import { bytesOf, textOf, type ObjectStore } from '../edges/object-store.ts';
import { sleep, type WallClock } from '../edges/wall-clock.ts';

/** Enough for 20 writers at once, each losing to all the others. */
const APPEND_ATTEMPTS = 60;
const LONGEST_DELAY_MS = 1_000;

/**
 * Adds `record` as a line if its date has none yet. Gives the date's line in the log, which is the
 * earlier line if there was one.
 * @throws OutsideError if the store cannot be reached in several attempts
 */
export async function appendOnce(
  target: {
    readonly store: ObjectStore;
    readonly key: string;
    readonly clock: WallClock;
    readonly random: () => number;
  },
  record: { readonly date: string },
): Promise<string> {
  const { store, key, clock, random } = target;
  const line = JSON.stringify(record);
  for (let attempt = 1; ; attempt++) {
    try {
      const old = await store.read(key);
      const text = old === undefined ? '' : textOf(old);
      const standing = lineOf(text, record.date);
      if (standing !== undefined) return standing;
      const separator = text === '' || text.endsWith('\n') ? '' : '\n';
      const condition = old === undefined ? { ifAbsent: true as const } : { ifMatch: old.etag };
      await store.write(key, bytesOf(`${text}${separator}${line}\n`), condition);
      return line;
    } catch (error) {
      // After a refused or failed write, the next read shows whether our line is in the log.
      const contended = error instanceof WriteRefused;
      const limit = contended ? APPEND_ATTEMPTS : 5;
      if (!(error instanceof OutsideError) || attempt >= limit) throw error;
      await sleep(clock, random() * Math.min(LONGEST_DELAY_MS, 20 * 2 ** attempt));
    }
  }
}

/** The line of `date` in the text of the log, or undefined. */
function lineOf(text: string, date: string): string | undefined {
  return text.split('\n').find((line) => line.includes(`"${date}"`) && dateOf(line) === date);
}

/** The records of the log in its own order. @throws InputError for a line that is no JSON object */
export function parseSignalLog(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      const record = parsed(line);
      if (record === undefined) {
        throw new InputError(`signal log:${number}: expected a JSON object, got something else`);
      }
      return record;
    });
}

function dateOf(line: string): unknown {
  return parsed(line)?.['date'];
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
