/**
 * The journal of one day. It holds the decision, the intent of each order (written before the order
 * is sent), the outcome of each order, and whether the day is logged and mailed. A later run reads
 * it to continue where an earlier run stopped.
 * Vocabulary: a stage is the next thing to do. A leg is settled when its outcome is known for good.
 */

import { InputError } from '../../core/errors.ts';
import type { Position } from '../../trade/positions.ts';
import { JournalUnreadable } from '../edges/failures.ts';
import type { SignalRecord, TradeRecord } from './signal-record.ts';
import type { EquityMark } from '../plan/account-facts.ts';
import type { LegPlan, Sizing } from '../plan/target-position.ts';

const MODES = ['paper', 'shadow', 'demo', 'live'] as const;
/**
 * On paper the day is decided and mailed; in demo and live it is also traded. In shadow the live
 * account is read and the orders are planned, but none is sent.
 */
export type Mode = (typeof MODES)[number];

/**
 * The outcome of an order. The status `absent` means that the order did not reach the exchange and
 * can no longer do so.
 */
export type Settlement = {
  readonly status: string;
  readonly filled: number;
  readonly price: number | null;
  readonly orderId: string | null;
  /** Reads that failed when a closing order was settled without them; missing if none did. */
  readonly unseen?: readonly string[];
};

/** The intent of an order, written before the order is sent, and later its outcome. */
export type Leg = LegPlan & {
  readonly number: number;
  readonly clientOrderId: string;
  /** The contract's symbol; see instrumentOf. */
  readonly instrument?: string;
  /** Signed contracts when the intent was written. */
  readonly positionBefore: number;
  /** When the intent was written, ms since 1970. */
  readonly writtenAt: number;
  /** The exchange refuses the order after this time, ms since 1970. */
  readonly processBefore: number;
  /** The id of the run that sent the order. */
  readonly run: string;
  readonly settled?: Settlement;
};

/** The position that was last known in an environment. */
export type KnownPosition = {
  readonly environment: 'demo' | 'live';
  /** The contract; see instrumentOf. */
  readonly instrument?: string;
  /** Signed contracts; null if the last trade did not learn them. */
  readonly contracts: number | null;
  /** UTC day of the journal that says so. */
  readonly date: string;
};

/** What the journals remember about the account. */
export type AccountMemory = {
  /** At most one for each environment and contract, the latest last. */
  readonly positions: readonly KnownPosition[];
  /** The end of the last trade; undefined after a day on paper or in another environment. */
  readonly equity?: EquityMark & Pick<KnownPosition, 'environment' | 'instrument'>;
  /** How many days in a row, up to the last one, had no signal or did not reach their target. */
  readonly troubledDays: number;
};

/** A run that did not trade, or not to the end, for reasons that pass by themselves. */
export type Wait = {
  /** When it was given up until a later run, ISO time. */
  readonly at: string;
  readonly reasons: readonly string[];
};

/** What a day knows about the days before it. */
export type EarlierState = {
  /** Earlier days that are not done. */
  readonly unfinished: readonly string[];
  /** The latest signal, which the policy goes on from; 0 if there was none. */
  readonly signal: Position;
  /** The UTC day of that signal; null or missing if there was none. */
  readonly signalDate?: string | null;
  /** Signed contracts after the latest trade in this environment; null if they are not known. */
  readonly positionAfter: number | null;
  /** The contract of that position; see instrumentOf. */
  readonly instrument?: string;
  /** The last target, and what it was computed from; missing if there was none. */
  readonly sizing?: Sizing;
  /** What the journals remember about the account; missing in older journals. */
  readonly memory?: AccountMemory;
};

export type DayJournal = {
  readonly version: 1;
  /** UTC day. */
  readonly date: string;
  readonly mode: Mode;
  /** Grows by one with every write. */
  readonly revision: number;
  /** The run that holds the day, and the time (ms) until which no other run may take it over. */
  readonly run: string;
  readonly leaseUntil: number;
  /** The days before; missing until this run has looked at them. */
  readonly before?: EarlierState;
  readonly record?: SignalRecord;
  /** The lines of the mail that explain the decision; missing if nothing explains it. */
  readonly why?: readonly string[];
  /** On paper: the position that a look at the exchange has shown. */
  readonly standing?: Omit<KnownPosition, 'date'> & { readonly contracts: number };
  /** Why a guard has made the day's target 0. It stays 0 to the end of the day. */
  readonly closing?: readonly string[];
  readonly legs: readonly Leg[];
  /** The target that the day's orders lead to; written with the first of them. */
  readonly sizing?: Sizing;
  /** Runs after which the trade was left open for a later run; missing if there was none. */
  readonly waits?: readonly Wait[];
  /** Whether the mail that the trade waits was sent. */
  readonly waitMailed?: boolean;
  /** The work (a stage, or `claim`) whose failure was mailed. Only the last run mails it again. */
  readonly failuresMailed?: readonly string[];
  readonly trade?: TradeRecord;
  readonly warnings: readonly string[];
  readonly logged: boolean;
  readonly mailed: boolean;
};

export type Stage = 'decide' | 'trade' | 'log' | 'mail' | 'done';

/** The next thing to do. A day on paper has no trade. */
export function stageOf(journal: DayJournal): Stage {
  if (journal.mailed) return 'done';
  if (journal.logged) return 'mail';
  if (journal.record === undefined) return 'decide';
  return journal.mode === 'paper' || journal.trade !== undefined ? 'log' : 'trade';
}

/**
 * The symbol of the contract that a leg, a trade or a position belongs to. Journals of earlier
 * versions do not name it, because there was only one.
 */
export function instrumentOf(written: { readonly instrument?: string }): string {
  return written.instrument ?? 'PI_XBTUSD';
}

/**
 * Signed contracts of `instrument` after the latest trade; null if they are not known, or if that
 * trade was in another contract.
 */
export function positionLeft(before: EarlierState | undefined, instrument: string): number | null {
  if (before === undefined || instrumentOf(before) !== instrument) return null;
  return before.positionAfter;
}

/** The keys of all journals below `prefix` begin with this. */
export function journalsPrefix(prefix: string): string {
  return `${prefix}days/`;
}

/** The key of a day's journal below `prefix`. Keys sort in the order of their days. */
export function journalKey(prefix: string, date: string): string {
  return `${journalsPrefix(prefix)}${date}.json`;
}

/** The line of the day in the signal log. @throws InputError if the day has no decision */
export function logRecord(journal: DayJournal): SignalRecord {
  const { record, trade } = journal;
  if (record === undefined) throw new InputError(`${journal.date}: expected a decision, got none`);
  return trade === undefined ? record : { ...record, trade };
}

/** The journal in `text`. @throws JournalUnreadable if it is not a journal of this version */
export function parseJournal(text: string, key: string): DayJournal {
  try {
    const journal = JSON.parse(text) as Partial<DayJournal>;
    const { version, date, revision, legs } = journal;
    if (version === 1 && date !== undefined && Number.isInteger(revision) && Array.isArray(legs)) {
      return journal as DayJournal;
    }
  } catch {
    // The error below covers this case. It does not show the text.
  }
  throw new JournalUnreadable(
    `${key}: expected a day journal of version 1. Restore an older version of the object. If ` +
      'there is none, look at the orders of the day at the exchange, then delete it',
  );
}
