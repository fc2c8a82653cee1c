/**
 * The signal log: JSON lines in one object, one line a day. A line is added by compare-and-swap,
 * so that of any number of writers none loses another's line or doubles its own.
 */

import { InputError, OutsideError } from '../../core/errors.ts';
import { WriteRefused } from '../edges/failures.ts';
import { bytesOf, textOf, type ObjectStore } from '../edges/object-store.ts';
import { sleep, type WallClock } from '../edges/wall-clock.ts';

/** Enough for 20 writers at once that lose every race they can. */
const APPEND_ATTEMPTS = 60;
const LONGEST_DELAY_MS = 1_000;

/**
 * Adds `record` as a line unless its date has one already; gives the line that now stands.
 * @throws OutsideError where the store stays unreachable
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
      // A refused or lost write is looked at again: the next read shows whether our line stands.
      const contended = error instanceof WriteRefused;
      const limit = contended ? APPEND_ATTEMPTS : 5;
      if (!(error instanceof OutsideError) || attempt >= limit) throw error;
      await sleep(clock, random() * Math.min(LONGEST_DELAY_MS, 20 * 2 ** attempt));
    }
  }
}

/** The line of `date` in the log's text, or undefined. */
export function lineOf(text: string, date: string): string | undefined {
  return text.split('\n').find((line) => line.includes(`"${date}"`) && dateOf(line) === date);
}

/** The log's records, oldest first. @throws InputError for a line that is no JSON object */
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
