/**
 * The day journal in the object store. A run claims a day by writing a journal where there is none.
 * Every later write replaces only the version that the run has seen. So if another run has taken
 * the day over, the first run finds out at its next write, and stops. The lease only avoids useless
 * work by two runs at once. Safety comes from the conditional writes, and from the fact that no
 * order is valid after its `processBefore`.
 */

import { InputError, OutsideError } from '../../core/errors.ts';
import { DayTaken, WriteRefused } from '../edges/failures.ts';
import { journalKey, parseJournal, stageOf, type DayJournal, type Mode } from './day-journal.ts';
import { bytesOf, textOf, type ObjectStore, type WriteCondition } from '../edges/object-store.ts';
import { sleep, type WallClock } from '../edges/wall-clock.ts';

/** If a run has not written for this long, another run may take its day over. */
const LEASE_MS = 60_000;
const LEASE_POLL_MS = 5_000;
const WRITE_ATTEMPTS = 5;

export type DayStore = {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly clock: WallClock;
  readonly random: () => number;
  /** The id of this invocation. */
  readonly run: string;
};

/** The fields that a run writes as it goes on. */
type Progress =
  | 'before'
  | 'record'
  | 'standing'
  | 'closing'
  | 'legs'
  | 'sizing'
  | 'trade'
  | 'warnings'
  | 'logged'
  | 'mailed'
  | 'waits'
  | 'waitMailed'
  | 'failuresMailed';

/** A journal and the tag of the version that the next write replaces. */
export type HeldDay = { readonly journal: DayJournal; readonly etag: string };

/** The journal of `date`, or undefined if no run has begun the day. */
export async function readDay(days: DayStore, date: string): Promise<HeldDay | undefined> {
  const key = journalKey(days.prefix, date);
  const stored = await days.store.read(key);
  return stored && { journal: parseJournal(textOf(stored), key), etag: stored.etag };
}

/**
 * The day `date`, held by this run: it begins the day, or takes it over from a run whose lease has
 * ended. A day that is done is returned unchanged. If another run has a lease, this function waits
 * for its end, until `deadline` (ms) at most.
 * @throws DayTaken if another run still has the day; InputError if the day was begun in another
 *   mode
 */
export async function claimDay(
  days: DayStore,
  day: {
    readonly date: string;
    readonly mode: Mode;
    readonly deadline: number;
    /** First content of the journal, if this run begins the day. */
    readonly start?: Pick<DayJournal, 'before' | 'warnings'>;
  },
): Promise<HeldDay> {
  const { clock, run } = days;
  const { date, mode, start } = day;
  for (let found: HeldDay | undefined; ; found = await readDay(days, date)) {
    try {
      if (found === undefined) {
        const fresh = freshJournal(days, date, mode, start);
        found = await write(days, fresh, { ifAbsent: true });
        if (found.journal === fresh) return found;
      }
      if (stageOf(found.journal) === 'done') return found;
      if (found.journal.mode !== mode) {
        throw new InputError(
          `${date} was begun in mode ${found.journal.mode}: expected the same, got ${mode}`,
        );
      }
      if (found.journal.run === run || found.journal.leaseUntil < clock.now()) {
        return await saveDay(days, found, {});
      }
    } catch (error) {
      // Another run was faster. The next read shows which one.
      if (!(error instanceof WriteRefused || error instanceof DayTaken)) throw error;
    }
    if (clock.now() + LEASE_POLL_MS > day.deadline) {
      throw new DayTaken(`${date}: another run is working on it`);
    }
    await sleep(clock, LEASE_POLL_MS);
  }
}

function freshJournal(
  { clock, run }: DayStore,
  date: string,
  mode: Mode,
  start: Pick<DayJournal, 'before' | 'warnings'> = { warnings: [] },
): DayJournal {
  const leaseUntil = clock.now() + LEASE_MS;
  const held = { version: 1, date, mode, revision: 1, run, leaseUntil } as const;
  return { ...held, legs: [], logged: false, mailed: false, ...start };
}

/**
 * Writes `change` into the journal of `held` and renews the lease.
 * @throws DayTaken if another run has written in the meantime
 */
export async function saveDay(
  days: DayStore,
  held: HeldDay,
  change: Partial<Pick<DayJournal, Progress>>,
): Promise<HeldDay> {
  const journal: DayJournal = {
    ...held.journal,
    ...change,
    revision: held.journal.revision + 1,
    run: days.run,
    leaseUntil: days.clock.now() + LEASE_MS,
  };
  const standing = await write(days, journal, { ifMatch: held.etag });
  if (standing.journal === journal) return standing;
  throw new DayTaken(`${journal.date}: another run has taken the day over`);
}

/**
 * Writes `journal`. If the outcome of a write is not known, reads the object to see, and writes
 * again if necessary. Gives the journal that is then stored: `journal` itself, or another run's.
 */
async function write(
  days: DayStore,
  journal: DayJournal,
  condition: WriteCondition,
): Promise<HeldDay> {
  const key = journalKey(days.prefix, journal.date);
  const body = bytesOf(`${JSON.stringify(journal, null, 2)}\n`);
  for (let attempt = 1; ; attempt++) {
    try {
      return { journal, etag: await days.store.write(key, body, condition) };
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (!(error instanceof WriteRefused)) await sleep(days.clock, days.random() * 500 * attempt);
      const standing = await lookAgain(days, journal.date, attempt);
      const { run, revision } = standing?.journal ?? { run: '', revision: 0 };
      if (run === journal.run && revision === journal.revision) {
        return { journal, etag: standing!.etag };
      }
      if (revision >= journal.revision) return standing!;
      if (attempt >= WRITE_ATTEMPTS) throw error;
    }
  }
}

async function lookAgain(
  days: DayStore,
  date: string,
  attempt: number,
): Promise<HeldDay | undefined> {
  try {
    return await readDay(days, date);
  } catch (error) {
    if (!(error instanceof OutsideError) || attempt >= WRITE_ATTEMPTS) throw error;
    return undefined;
  }
}
