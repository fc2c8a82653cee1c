import { describe, expect, it } from 'vitest';
import { memoryAfter, unmanaged } from '../../../../engine/live/journal/account-memory.ts';
import type { DayJournal } from '../../../../engine/live/journal/day-journal.ts';
import { handRecord, type TradeRecord } from '../../../../engine/live/journal/signal-record.ts';

const RECORD = handRecord({ date: '2026-03-10', signal: 1, close: 60_000, barTime: 0, nowMs: 0 });

function trade(changed: Partial<TradeRecord> = {}): TradeRecord {
  return {
    action: 'BUY',
    orders: [],
    position_before: 0,
    position_after: 1_000,
    position_target: 1_000,
    btc_price: 60_000,
    position_size_usd: 1_000,
    environment: 'demo',
    executed_at: '2026-03-10T00:05:00Z',
    reasons: [],
    equity: 6_000,
    ...changed,
  };
}

function day(date: string, changed: Partial<DayJournal> = {}): DayJournal {
  const held = { version: 1, mode: 'demo', revision: 1, run: 'r', leaseUntil: 0 } as const;
  const done = { record: RECORD, legs: [], warnings: [], logged: true, mailed: true };
  return { ...held, ...done, date, ...changed };
}

function failedDay(date: string): DayJournal {
  const { record: _, ...rest } = day(date);
  return rest;
}

const TRADED = day('2026-03-10', { trade: trade() });
const PAPER = { mode: 'paper' } as const;

describe('what the journals remember about the account', () => {
  it('is nothing before the first day', () => {
    expect(memoryAfter([])).toEqual({ positions: [], troubledDays: 0 });
  });

  it('is the position, the equity and its price after a trade', () => {
    const { positions, equity } = memoryAfter([TRADED]);
    expect(positions).toEqual([{ environment: 'demo', contracts: 1_000, date: '2026-03-10' }]);
    expect(equity).toEqual({
      equityUsd: 6_000,
      price: 60_000,
      position: 1_000,
      environment: 'demo',
    });
  });

  it('goes on from the memory of the day before', () => {
    const memory = memoryAfter([TRADED]);
    const before = { unfinished: [], signal: 1, positionAfter: 1_000, memory } as const;
    const next = day('2026-03-11', { before, ...PAPER });
    expect(memoryAfter([next]).positions).toEqual(memory.positions);
  });

  it('keeps the position over days on paper, but not the equity', () => {
    const { positions, equity } = memoryAfter([TRADED, day('2026-03-11', PAPER)]);
    expect(positions).toHaveLength(1);
    expect(equity).toBeUndefined();
  });

  it('keeps the equity over a day that failed before its trade', () => {
    const failed = failedDay('2026-03-11');
    expect(memoryAfter([TRADED, failed]).equity?.equityUsd).toBe(6_000);
  });

  it('is what a look at the exchange has shown on paper', () => {
    const standing = { environment: 'demo', contracts: 0 } as const;
    const memory = memoryAfter([TRADED, day('2026-03-11', { ...PAPER, standing })]);
    expect(unmanaged(memory, 'paper')).toEqual([]);
  });

  it('is one position for each environment; the own one is managed', () => {
    const live = trade({ environment: 'live', position_after: -500 });
    const memory = memoryAfter([TRADED, day('2026-03-11', { mode: 'live', trade: live })]);
    expect(unmanaged(memory, 'paper').map(({ contracts }) => contracts)).toEqual([1_000, -500]);
    expect(unmanaged(memory, 'demo').map(({ contracts }) => contracts)).toEqual([-500]);
    expect(memory.equity?.environment).toBe('live');
  });

  it('says so if the last trade did not learn the position', () => {
    const unknown = trade({ action: 'UNFINISHED', position_after: null });
    const memory = memoryAfter([TRADED, day('2026-03-11', { trade: unknown })]);
    expect(unmanaged(memory, 'paper')).toEqual([
      { environment: 'demo', contracts: null, date: '2026-03-11' },
    ]);
  });

  it('counts the days in a row that were refused, unfinished or without a signal', () => {
    const refused = day('2026-03-11', { trade: trade({ action: 'REFUSED' }) });
    const failed = failedDay('2026-03-12');
    expect(memoryAfter([refused, failed]).troubledDays).toBe(2);
    expect(memoryAfter([refused, failed, TRADED]).troubledDays).toBe(0);
  });
});
