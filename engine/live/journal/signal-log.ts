/**
 * The signal log: one object of JSON lines, one line for each day. A writer replaces only the
 * version of the log that it has read. So writers that work at the same time lose no line of each
 * other, and no day gets two lines.
 */

import { counted } from '../../core/counted.ts';
import { OutsideError } from '../../core/errors.ts';
import { WriteRefused } from '../edges/failures.ts';
import { bytesOf, textOf, type ObjectStore } from '../edges/object-store.ts';
import { sleep, type WallClock } from '../edges/wall-clock.ts';

/** Enough for 20 writers at once, each losing to all the others. */
const APPEND_ATTEMPTS = 60;
const LONGEST_DELAY_MS = 1_000;

/** Faults that are told. A log that was written anew in another form has thousands. */
const SHOWN_FAULTS = 5;

/** The line of a day in the log. */
export type StandingLine = {
  readonly line: string;
  /** What was wrong with the log, which stays as it is: the first faults, and how many more. */
  readonly faults: readonly string[];
};

/** What is in a log. */
export type SignalLog = {
  readonly entries: readonly LogEntry[];
  /** What is wrong with it, such as a line that is no record. These lines are left out. */
  readonly faults: readonly string[];
};

/** A line that can be read; `number` counts from 1. */
type LogEntry = {
  readonly number: number;
  readonly line: string;
  readonly record: Readonly<Record<string, unknown>>;
};

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
): Promise<StandingLine> {
  const { store, key, clock, random } = target;
  const line = JSON.stringify(record);
  for (let attempt = 1; ; attempt++) {
    try {
      const old = await store.read(key);
      const text = old === undefined ? '' : textOf(old);
      const { entries, faults: all } = parseSignalLog(text);
      const more = all.length - SHOWN_FAULTS;
      const faults = [
        ...all.slice(0, SHOWN_FAULTS),
        ...(more > 0 ? [`signal log: ${counted(more, 'more line')} left out`] : []),
      ];
      const standing = entries.find((entry) => entry.record['date'] === record.date);
      if (standing !== undefined) return { line: standing.line, faults };
      const separator = text === '' || text.endsWith('\n') ? '' : '\n';
      const condition = old === undefined ? { ifAbsent: true as const } : { ifMatch: old.etag };
      await store.write(key, bytesOf(`${text}${separator}${line}\n`), condition);
      return { line, faults };
    } catch (error) {
      // After a refused or failed write, the next read shows whether our line is in the log.
      const contended = error instanceof WriteRefused;
      const limit = contended ? APPEND_ATTEMPTS : 5;
      if (!(error instanceof OutsideError) || attempt >= limit) throw error;
      await sleep(clock, random() * Math.min(LONGEST_DELAY_MS, 20 * 2 ** attempt));
    }
  }
}

/**
 * The records of the log in its own order. An editor may have added a byte order mark or carriage
 * returns: they are skipped. A broken line costs only itself.
 */
export function parseSignalLog(text: string): SignalLog {
  const entries: LogEntry[] = [];
  const faults: string[] = [];
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const record = parsed(line);
    if (record === undefined) {
      faults.push(`signal log:${i + 1}: expected a JSON object, got something else: left out`);
    } else {
      entries.push({ number: i + 1, line, record });
    }
  }
  return { entries, faults };
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
