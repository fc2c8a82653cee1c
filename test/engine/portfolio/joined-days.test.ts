import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { joinDays } from '../../../engine/portfolio/joined-days.ts';
import { calendarOf, DAY, MONDAY, timesOf } from './toy-assets.ts';

describe('joinDays', () => {
  it('puts the bars of one session day side by side, whatever their hours', () => {
    const coin = {
      name: 'BTC',
      calendar: calendarOf('coin'),
      time: timesOf('coin', MONDAY + 3, 5),
    };
    const fund = {
      name: 'SPY',
      calendar: calendarOf('fund'),
      time: timesOf('fund', MONDAY + 2, 6),
    };
    const { day, bar } = joinDays([coin, fund]);
    // Wednesday to Monday; the fund is closed on the weekend, the coin begins on Thursday.
    expect([...day]).toEqual([2, 3, 4, 5, 6, 7].map((i) => MONDAY + i));
    expect(bar.map((own) => Array.from(own))).toEqual([
      [-1, 0, 1, 2, 3, 4],
      [0, 1, 2, -1, -1, 3],
    ]);
  });

  it('refuses two bars of one session day', () => {
    const time = Float64Array.of(MONDAY * DAY + 50_000, MONDAY * DAY + 60_000);
    const twice = { name: 'SPY', calendar: calendarOf('fund'), time };
    expect(() => joinDays([twice])).toThrow(InputError);
    expect(() => joinDays([twice])).toThrow(/SPY: expected one bar a session day, got two/);
  });
});
