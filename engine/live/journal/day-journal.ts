/**
 * The journal of one day: what was decided, each order's intent before it is sent, what came of
 * it, what is logged and mailed. From it alone a later run knows where to go on.
 * Vocabulary: a stage is the next thing to do; a leg is settled when it can no longer change.
 */

import { InputError } from '../../core/errors.ts';
import type { Position } from '../../trade/positions.ts';
import { MalformedAnswer } from '../edges/failures.ts';
import type { SignalRecord, TradeRecord } from './signal-record.ts';
import type { LegPlan } from '../plan/target-position.ts';

export const MODES = ['paper', 'demo', 'live'] as const;
/** Paper decides and mails; demo and live trade as well, each on its own exchange. */
export type Mode = (typeof MODES)[number];

/** How an order ended. `absent`: it never reached the exchange and no longer can. */
export type Settlement = {
  readonly status: string;
  readonly filled: number;
  readonly price: number | null;
  readonly orderId: string | null;
};

/** An order's intent, written before the order is sent, and its end. */
export type Leg = LegPlan & {
  readonly number: number;
  readonly clientOrderId: string;
  /** Signed contracts when the intent was written. */
  readonly positionBefore: number;
  /** The exchange refuses the order after this, ms since 1970. */
  readonly processBefore: number;
  readonly settled?: Settlement;
};

export type Before = {
  /** Earlier days that are not done. */
  readonly unfinished: readonly string[];
  /** The latest signal, the position held on paper. */
  readonly signal: Position;
  /** Signed contracts after the latest trade; null where that is not known. */
  readonly positionAfter: number | null;
};

export type DayJournal = {
  readonly version: 1;
  /** UTC day. */
  readonly date: string;
  readonly mode: Mode;
  /** Grows by one with every write. */
  readonly revision: number;
  /** The run that holds the day, and until when (ms) nobody may take it over. */
  readonly run: string;
  readonly leaseUntil: number;
  /** What earlier days left; absent until they were looked at. */
  readonly before?: Before;
  readonly record?: SignalRecord;
  readonly legs: readonly Leg[];
  readonly trade?: TradeRecord;
  readonly warnings: readonly string[];
  readonly logged: boolean;
  readonly mailed: boolean;
};

export type Stage = 'decide' | 'trade' | 'log' | 'mail' | 'done';

/** What is to be done next. A paper day has nothing to trade. */
export function stageOf(journal: DayJournal): Stage {
  if (journal.mailed) return 'done';
  if (journal.logged) return 'mail';
  if (journal.record === undefined) return 'decide';
  return journal.mode === 'paper' || journal.trade !== undefined ? 'log' : 'trade';
}

/** What the keys of all journals below `prefix` begin with. */
export function journalsPrefix(prefix: string): string {
  return `${prefix}days/`;
}

/** The key of a day's journal below `prefix`. Keys are in the order of their days. */
export function journalKey(prefix: string, date: string): string {
  return `${journalsPrefix(prefix)}${date}.json`;
}

/** The line that the day puts into the signal log. */
export function logRecord(journal: DayJournal): SignalRecord {
  const { record, trade } = journal;
  if (record === undefined) throw new InputError(`${journal.date}: expected a decision, got none`);
  return trade === undefined ? record : { ...record, trade };
}

/** A journal from its text. @throws MalformedAnswer where it is not one of this version */
export function parseJournal(text: string, key: string): DayJournal {
  try {
    const journal = JSON.parse(text) as Partial<DayJournal>;
    const { version, date, revision, legs } = journal;
    if (version === 1 && date !== undefined && Number.isInteger(revision) && Array.isArray(legs)) {
      return journal as DayJournal;
    }
  } catch {
    // Falls through to the one message: the text is not shown.
  }
  throw new MalformedAnswer(`${key}: expected a day journal of version 1`);
}
