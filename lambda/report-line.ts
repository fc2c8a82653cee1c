/**
 * What an invocation says of itself: one line of JSON in the function's log, which the alarm for a
 * missing signal counts, and on failure an error that quotes nothing that libraries were given.
 */

import { InputError, OutsideError } from '../engine/core/errors.ts';
import type { RunReport } from '../engine/live/run-day.ts';
import type { SignalRecord, TradeRecord } from '../engine/live/journal/signal-record.ts';

export type ReportLine = {
  /** `done` once a day; the stack's metric filter looks for it. */
  readonly outcome: RunReport['outcome'] | 'failed';
  readonly date?: string;
  readonly signal?: SignalRecord['signal_label'];
  readonly action?: TradeRecord['action'] | 'PAPER';
  readonly warnings?: readonly string[];
  readonly reason?: string;
};

/** The line of a run that went through. */
export function reportLine({ outcome, date, record, warnings }: RunReport): ReportLine {
  const { signal_label: signal, trade } = record;
  return {
    outcome,
    date,
    signal,
    action: trade?.action ?? 'PAPER',
    warnings: [...(trade?.reasons ?? []), ...warnings],
  };
}

/** The line of a run that failed. */
export function failureLine(error: Error): ReportLine {
  return { outcome: 'failed', reason: `${error.name}: ${error.message}` };
}

/**
 * `error` as it may be shown: our own as they are, since they are made of fixed words; of any
 * other, a bug, its name and where it was thrown, never its message.
 */
export function cleanError(error: Error): Error {
  if (error instanceof InputError || error instanceof OutsideError) return error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const clean = new Error('a bug: see the stack');
  clean.name = /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error';
  clean.stack = [`${clean.name}: ${clean.message}`, ...frames].join('\n');
  return clean;
}
