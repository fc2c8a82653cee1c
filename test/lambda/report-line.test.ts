import { describe, expect, it } from 'vitest';
import { OutsideError } from '../../engine/core/errors.ts';
import { handRecord } from '../../engine/live/journal/signal-record.ts';
import type { RunReport } from '../../engine/live/run-day.ts';
import { cleanError, failureLine, reportLine } from '../../lambda/report-line.ts';

describe('the line of a run', () => {
  const date = '2026-03-10';
  const record = handRecord({ date, signal: 1, close: 60_000, barTime: 0, nowMs: 0 });
  const report: RunReport = {
    date,
    outcome: 'done',
    record,
    warnings: ['no run on 2026-03-09'],
    alarms: ['REFUSED: the kill switch is on'],
    troubledDays: 3,
  };

  it('has the trade and the alarms for the metric filters', () => {
    expect(reportLine(report)).toEqual({
      outcome: 'done',
      date,
      signal: 'LONG',
      trade: 'PAPER',
      alarms: report.alarms,
      troubledDays: 3,
      warnings: report.warnings,
    });
  });

  it('has them once a day, so that a filter does not count a day again', () => {
    const again = reportLine({ ...report, outcome: 'already done' });
    expect(again).toEqual({
      outcome: 'already done',
      date,
      signal: 'LONG',
      warnings: report.warnings,
    });
  });
});

describe('an error of the function', () => {
  it('is thrown unchanged if it is one of ours', () => {
    const error = new OutsideError('bars: late');
    expect(cleanError(error)).toBe(error);
    expect(failureLine(error)).toEqual({ outcome: 'failed', reason: 'OutsideError: bars: late' });
  });

  it('shows where a bug is, but not what a library quotes', () => {
    const bug = new TypeError('cannot sign with "the secret"\n    of the account');
    const clean = cleanError(bug);
    expect(clean.name).toBe('TypeError');
    expect(clean.stack).toMatch(/^TypeError: a bug: see the stack\n\s+at .*report-line\.test\.ts/);
    expect(`${clean.stack}${clean.message}${String(clean.cause)}`).not.toContain('the secret');
  });
});
