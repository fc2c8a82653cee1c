import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { joinBars, knownFrom } from '../../../engine/portfolio/joined-bars.ts';
import { calendarOf, DAY, MONDAY, timesOf, type Hours } from './toy-assets.ts';

describe('joinBars', () => {
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
    const { time, bar } = joinBars([coin, fund]);
    // Wednesday to Monday; the fund is closed on the weekend, the coin begins on Thursday.
    expect([...time]).toEqual([2, 3, 4, 5, 6, 7].map((i) => (MONDAY + i) * DAY));
    expect(bar.map((own) => Array.from(own))).toEqual([
      [-1, 0, 1, 2, 3, 4],
      [0, 1, 2, -1, -1, 3],
    ]);
  });

  it('refuses two bars of one session day', () => {
    const time = Float64Array.of(MONDAY * DAY + 50_000, MONDAY * DAY + 60_000);
    const twice = { name: 'SPY', calendar: calendarOf('fund'), time };
    expect(() => joinBars([twice])).toThrow(InputError);
    expect(() => joinBars([twice])).toThrow(/SPY: expected one bar a session day, got two/);
  });

  it('puts shorter bars side by side by their opens', () => {
    const hours = (name: string, own: Hours) => ({
      name,
      calendar: calendarOf(own),
      time: timesOf(own, MONDAY, 1),
    });
    const { time, bar } = joinBars([hours('BTC', 'coin, 4h'), hours('SPY', 'fund, 4h')]);
    const hour = Array.from(time, (value) => value / 3600 - MONDAY * 24);
    expect(hour).toEqual([0, 4, 8, 12, 13.5, 16, 17.5, 20]);
    expect(bar.map((own) => Array.from(own))).toEqual([
      [0, 1, 2, 3, -1, 4, -1, 5],
      [-1, -1, -1, -1, 0, -1, 1, -1],
    ]);
  });
});

describe('knownFrom', () => {
  it('is the day after a daily bar, and the close of a shorter one', () => {
    const open = MONDAY * DAY + 14.5 * 3600;
    expect(knownFrom(calendarOf('fund'), open)).toBe((MONDAY + 1) * DAY);
    expect(knownFrom(calendarOf('coin, 4h'), MONDAY * DAY)).toBe(MONDAY * DAY + 4 * 3600);
  });
});
