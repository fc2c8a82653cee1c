import { describe, expect, it } from 'vitest';
import { readMaintenance } from '../../../../engine/live/kraken/notices.ts';

const START = Date.parse('2026-03-10T01:00:00Z');

function body(...notifications: readonly object[]): Record<string, unknown> {
  return { result: 'success', notifications, serverTime: '2026-03-10T00:05:00Z' };
}

const MAINTENANCE = { type: 'maintenance', priority: 'high', note: 'x' };

describe('the notifications', () => {
  it('give the maintenance among them, with its length or an hour', () => {
    const effectiveTime = '2026-03-10T01:00:00.000Z';
    const known = { ...MAINTENANCE, effectiveTime, expectedDowntimeMinutes: 15 };
    // The first one is the example of Kraken's documentation.
    const settlement = {
      type: 'settlement',
      priority: 'medium',
      note: 'Week contracts with maturity 29/Jun/2018 expire and settle.',
      effectiveTime: '2018-06-29T15:00:00Z',
    };
    expect(readMaintenance(body(settlement, known, { ...MAINTENANCE, effectiveTime }))).toEqual([
      { start: START, end: START + 15 * 60_000 },
      { start: START, end: START + 60 * 60_000 },
    ]);
    expect(readMaintenance(body())).toEqual([]);
  });

  it.each([
    [{}, /futures notifications.notifications: expected an array/],
    [body(MAINTENANCE), /futures notifications.effectiveTime: expected a text/],
    [body({ ...MAINTENANCE, effectiveTime: 'soon' }), /effectiveTime: expected an ISO time/],
  ])('of another form are refused: %j', (answer, message) => {
    expect(() => readMaintenance(answer)).toThrow(message);
  });
});
