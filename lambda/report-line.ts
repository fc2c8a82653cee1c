/**
 * The report of an invocation: one line of JSON in the log of the function, which the alarm for a
 * missing signal counts. After a failure there is also an error, which quotes no text of a library.
 */

import { InputError, OutsideError } from '../engine/core/errors.ts';
import type { RunReport } from '../engine/live/run-day.ts';
import type { SignalRecord, TradeRecord } from '../engine/live/journal/signal-record.ts';

export type ReportLine = {
  /**
   * `done` for the run that finishes a day. The metric filter of the stack looks for it. A run
   * whose trade waits has `waiting` and no action.
   */
  readonly outcome: RunReport['outcome'] | 'failed';
  readonly date?: string;
  readonly signal?: SignalRecord['signal_label'];
  /**
   * How the trade ended. Only the run that finishes the day has it, so that a metric filter counts
   * a day once.
   */
  readonly trade?: TradeRecord['action'] | 'PAPER';
  /** What somebody should look at soon. */
  readonly alarms?: readonly string[];
  /** How many days in a row, up to this one, had no signal or did not reach their target. */
  readonly troubledDays?: number;
  readonly warnings?: readonly string[];
  readonly reason?: string;
};

/** The line of a run that succeeded. */
export function reportLine(report: RunReport): ReportLine {
  const { outcome, date, record, warnings, alarms, troubledDays } = report;
  const { signal_label: signal, trade } = record;
  const ended = { trade: trade?.action ?? 'PAPER', alarms, troubledDays } as const;
  return {
    outcome,
    date,
    signal,
    ...(outcome === 'done' ? ended : {}),
    warnings: [...(trade?.reasons ?? []), ...warnings],
  };
}

/** The line of a run that failed. */
export function failureLine(error: Error): ReportLine {
  return { outcome: 'failed', reason: `${error.name}: ${error.message}` };
}

/**
 * An error that may be shown. Our own errors are returned unchanged, because they show no secret.
 * Any other error is a bug: it keeps its name and its stack frames, but not its message.
 */
export function cleanError(error: Error): Error {
  if (error instanceof InputError || error instanceof OutsideError) return error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const clean = new Error('a bug: see the stack');
  clean.name = /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error';
  clean.stack = [`${clean.name}: ${clean.message}`, ...frames].join('\n');
  return clean;
}
