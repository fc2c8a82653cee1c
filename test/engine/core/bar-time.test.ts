import { describe, expect, it } from 'vitest';
import {
  barSeconds,
  formatBarTime,
  isoTime,
  TIMEFRAMES,
  utcDate,
  weekdayOf,
} from '../../../engine/core/bar-time.ts';
import { InputError } from '../../../engine/core/errors.ts';

describe('bar times', () => {
  it.each([
    [0, '1970-01-01', '1970-01-01T00:00:00Z'],
    [1_493_164_800, '2017-04-26', '2017-04-26T00:00:00Z'],
    [1_493_179_200, '2017-04-26 04:00', '2017-04-26T04:00:00Z'],
    [1_709_164_800, '2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%i is %s', (time, short, iso) => {
    expect(formatBarTime(time)).toBe(short);
    expect(isoTime(time)).toBe(iso);
    expect(utcDate(time)).toBe(iso.slice(0, 10));
  });

  it('fall on weekdays, Monday 0', () => {
    // 1969-12-29 was a Monday, 1970-01-01 a Thursday, 2024-01-07 a Sunday.
    expect([-10, -3, 0, 19_729].map(weekdayOf)).toEqual([0, 0, 3, 6]);
  });

  it('are refused if they are no date', () => {
    expect(() => isoTime(Number.NaN)).toThrow(InputError);
    expect(() => isoTime(1e15)).toThrow('expected unix seconds, got 1000000000000000');
  });

  it('are a day or four hours apart', () => {
    expect(TIMEFRAMES.map(barSeconds)).toEqual([86_400, 14_400, 3600]);
  });
});
