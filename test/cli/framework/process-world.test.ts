import { describe, expect, it } from 'vitest';
import { columnsOf, wallClock } from '../../../cli/framework/process-world.ts';
import { InputError } from '../../../engine/core/errors.ts';

describe('the wall clock', () => {
  it.each([
    ['2026-11-27T07:00:00Z', 1_795_762_800_000],
    ['2026-11-27T07:00Z', 1_795_762_800_000],
    ['2026-11-27T08:00:00.250+01:00', 1_795_762_800_250],
    ['2026-11-27', 1_795_737_600_000],
    ['2024-02-29', 1_709_164_800_000],
  ])('stands still at WALKFOREST_NOW=%s', (text, milliseconds) => {
    const now = wallClock({ WALKFOREST_NOW: text });
    expect([now(), now()]).toEqual([milliseconds, milliseconds]);
  });

  it('is the machine’s without it', () => {
    const before = Date.now();
    const now = wallClock({})();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    '',
    'now',
    '1795762800',
    '2026-11-27 07:00',
    '2026-11-27T07:00:00',
    '27.11.2026',
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2026-11-27T25:00:00Z',
    '2026-13-01',
  ])('refuses "%s", which is no time or has no zone', (text) => {
    const clock = (): unknown => wallClock({ WALKFOREST_NOW: text });
    expect(clock).toThrow(InputError);
    expect(clock).toThrow(`WALKFOREST_NOW: expected an ISO time such as 2026-11-27T07:00:00Z, got`);
  });
});

describe('the width of the text', () => {
  it('is that of the terminal, at least 40', () => {
    expect(columnsOf({ isTTY: true, columns: 132 })).toBe(132);
    expect(columnsOf({ isTTY: true, columns: 20 })).toBe(40);
  });

  it('is 80 in a file, a pipe and a terminal that tells none', () => {
    expect(columnsOf({})).toBe(80);
    expect(columnsOf({ columns: 132 } as Partial<NodeJS.WriteStream>)).toBe(80);
    expect(columnsOf({ isTTY: true, columns: 0 })).toBe(80);
  });
});
