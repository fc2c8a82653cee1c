/**
 * The day journal in the object store. Claiming a day is the write of its journal where there is
 * none; each later write is a compare-and-swap, so a run that lost the day learns it at its next
 * write and does nothing more. The lease only keeps runs from working side by side in vain: what
 * holds is the swap, and that no order is valid beyond its `processBefore`.
 */

import { InputError, OutsideError } from '../../core/errors.ts';
import { DayTaken, WriteRefused } from '../edges/failures.ts';
import { journalKey, parseJournal, stageOf, type DayJournal, type Mode } from './day-journal.ts';
import { bytesOf, textOf, type ObjectStore, type WriteCondition } from '../edges/object-store.ts';
import { sleep, type WallClock } from '../edges/wall-clock.ts';

/** A run that has not written for this long is taken for dead. */
export const LEASE_MS = 60_000;
const LEASE_POLL_MS = 5_000;
const WRITE_ATTEMPTS = 5;

export type DayStore = {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly clock: WallClock;
  readonly random: () => number;
  /** This invocation's id. */
  readonly run: string;
};

/** What a run writes into the journal on its way. */
type Progress = 'before' | 'record' | 'legs' | 'trade' | 'warnings' | 'logged' | 'mailed';

/** A journal and the version of it that a swap replaces. */
export type HeldDay = { readonly journal: DayJournal; readonly etag: string };

/** The journal of `date`, or undefined where no run began the day. */
export async function readDay(days: DayStore, date: string): Promise<HeldDay | undefined> {
  const key = journalKey(days.prefix, date);
  const stored = await days.store.read(key);
  return stored && { journal: parseJournal(textOf(stored), key), etag: stored.etag };
}

/**
 * `date` held by this run: begun, or taken over from a run that is dead. A day that is done comes
 * back as it is. Waits until `deadline` (ms) for another run's lease to end.
 * @throws DayTaken where another run is still at it; InputError where it was begun in another mode
 */
export async function claimDay(
  days: DayStore,
  day: {
    readonly date: string;
    readonly mode: Mode;
    readonly deadline: number;
    /** What a day that is begun here starts with. */
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
      // Somebody else was faster: the next look shows who.
      if (!(error instanceof WriteRefused || error instanceof DayTaken)) throw error;
    }
    if (clock.now() + LEASE_POLL_MS > day.deadline) {
      throw new DayTaken(`${date}: another run is at work on it`);
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
 * `held` with `change` written, the lease renewed.
 * @throws DayTaken where another run has written since
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
 * Writes `journal`; a write whose outcome is unknown is looked up and, if need be, made again.
 * Gives what stands then: `journal` itself, or what another run has written.
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
