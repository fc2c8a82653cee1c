import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closedAt,
  closedCount,
  closesAt,
  decidedDay,
  knowsUntil,
  sessionsSince,
} from '../../../engine/core/bar-close.ts';
import { marketCalendar, type MarketCalendar } from '../../../engine/core/market-calendar.ts';
import {
  EVERY_DAY,
  FIRST_MONDAY,
  MARKETS,
  opensOf,
  sessionsOf,
  type Market,
} from './market-times.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const unix = (iso: string): number => Date.parse(iso) / 1000;
const date = (day: number): string => new Date(day * DAY * 1000).toISOString().slice(0, 10);

function daily(market: Market): MarketCalendar {
  return marketCalendar(opensOf(sessionsOf(market, FIRST_MONDAY, 60)), '1d');
}

const BITCOIN = daily(EVERY_DAY);
const NEW_YORK = daily(MARKETS['New York, open']!);
const TOKYO = daily(MARKETS['Tokyo, midnight']!);
const CHICAGO = daily(MARKETS['Chicago futures, open']!);
const DATES = daily(MARKETS['dates without a time']!);
const SYDNEY = daily(MARKETS['Sydney, open']!);
const FOUR_HOURS: MarketCalendar = { ...BITCOIN, timeframe: '4h' };
const SHARES_4H: MarketCalendar = { ...NEW_YORK, timeframe: '4h' };

describe('a bar', () => {
  it.each([
    ['bitcoin: a day after', BITCOIN, '2024-01-05T00:00Z', '2024-01-06T00:00Z'],
    ['a date alone: a day after', DATES, '2024-01-05T00:00Z', '2024-01-06T00:00Z'],
    ['New York: 7.5 hours after', NEW_YORK, '2024-01-05T14:30Z', '2024-01-05T22:00Z'],
    ['New York in summer', NEW_YORK, '2024-07-05T13:30Z', '2024-07-05T21:00Z'],
    ['Tokyo from midnight: a day after', TOKYO, '2024-01-07T15:00Z', '2024-01-08T15:00Z'],
    ['futures: a day after', CHICAGO, '2024-01-07T23:00Z', '2024-01-08T23:00Z'],
    ['Sydney in its winter: a day after', SYDNEY, '2024-07-05T00:00Z', '2024-07-06T00:00Z'],
    ['four hours of bitcoin', FOUR_HOURS, '2024-01-05T20:00Z', '2024-01-06T00:00Z'],
    ['four hours of shares', SHARES_4H, '2024-01-05T14:30Z', '2024-01-05T18:30Z'],
  ])('closes: %s', (_, calendar, open, close) => {
    expect(closesAt(calendar, unix(open))).toBe(unix(close));
    expect(closedAt(calendar, unix(open), unix(close) * 1000 - 1)).toBe(false);
    expect(closedAt(calendar, unix(open), unix(close) * 1000)).toBe(true);
  });
});

/**
 * Hours from midnight UTC of the session's own day to its close, in winter and in summer, and by
 * how many hours at most a bar may count as closed too late.
 */
const CLOSES: Readonly<Record<string, readonly [winter: number, summer: number, late: number]>> = {
  'dates without a time': [21, 20, 4],
  'New York, open': [21, 20, 1],
  'New York, midnight': [21, 20, 2],
  'Chicago, midnight': [21, 20, 3],
  'Sao Paulo, midnight': [21, 21, 0],
  'Tokyo, midnight': [6.5, 6.5, 8.5],
  'Mumbai, midnight': [10, 10, 8.5],
  'Frankfurt, midnight': [16.6, 15.6, 6.5],
  'London, midnight': [16.6, 15.6, 7.5],
  'Sydney, midnight': [5.2, 6.2, 8],
  'Chicago futures, open': [22, 21, 1],
};

describe('the close of a session', () => {
  const cases = Object.entries(CLOSES).map(([name, hours]) => ({ name, hours }));
  // A year, a month of winter, of summer, and weeks that are too short to show the timetable.
  const spans = [
    [0, 364],
    [0, 30],
    [190, 30],
    [0, 12],
    [190, 12],
  ] as const;

  it.each(cases)('is never told too early: $name', ({ name, hours: [winter, summer, late] }) => {
    for (const [start, count] of spans) {
      const sessions = sessionsOf(MARKETS[name]!, FIRST_MONDAY + start, count);
      const calendar = marketCalendar(opensOf(sessions), '1d');
      for (const { day, open } of sessions) {
        const isSummer = day - FIRST_MONDAY >= 182;
        const over = (closesAt(calendar, open) - day * DAY) / HOUR - (isSummer ? summer : winter);
        expect(over).toBeGreaterThanOrEqual(0);
        expect(over).toBeLessThanOrEqual(late);
      }
    }
  });

  it('is after midnight of a market in the east, also in a week without its Monday', () => {
    const opens = Float64Array.from(['02', '03', '04'], (day) => unix(`2024-01-${day}T15:00Z`));
    const calendar = marketCalendar(opens, '1d');
    expect(closesAt(calendar, opens[2]!)).toBe(unix('2024-01-05T15:00Z'));
  });

  it('lets in nothing that was published after it, if it is told late', () => {
    const midnight = daily(MARKETS['New York, midnight']!);
    const open = unix('2024-01-05T05:00Z');
    expect(closesAt(midnight, open)).toBe(unix('2024-01-05T23:00Z'));
    expect(knowsUntil(midnight, open)).toBe(unix('2024-01-05T12:30Z'));
    for (const [calendar, bar] of [
      [NEW_YORK, unix('2024-01-05T14:30Z')],
      [BITCOIN, unix('2024-01-05T00:00Z')],
      [DATES, unix('2024-01-05T00:00Z')],
      [TOKYO, unix('2024-01-07T15:00Z')],
      [SHARES_4H, unix('2024-01-05T14:30Z')],
    ] as const) {
      expect(knowsUntil(calendar, bar)).toBe(closesAt(calendar, bar));
    }
  });
});

describe('closed bars', () => {
  const time = opensOf(sessionsOf(MARKETS['New York, open']!, FIRST_MONDAY, 30));
  const last = time.at(-1)!;

  it('are all but those that still form, or have not begun', () => {
    const count = (now: number): number => closedCount(NEW_YORK, time, now * 1000);
    expect(count(last + 8 * HOUR)).toBe(time.length);
    expect(count(last + HOUR)).toBe(time.length - 1);
    expect(count(last - HOUR)).toBe(time.length - 1);
    expect(count(time[0]!)).toBe(0);
  });

  it('are the same at the time when the last of them closed, on any market', () => {
    const markets = [...Object.values(MARKETS), EVERY_DAY];
    fc.assert(
      fc.property(
        fc.constantFrom(...markets),
        fc.integer({ min: 0, max: 90 * 24 }),
        (market, hours) => {
          const opens = opensOf(sessionsOf(market, FIRST_MONDAY, 60));
          const calendar = marketCalendar(opens, '1d');
          const count = closedCount(calendar, opens, (opens[0]! + hours * HOUR) * 1000);
          fc.pre(count > 0);
          const asOf = closesAt(calendar, opens[count - 1]!);
          expect(closedCount(calendar, opens, asOf * 1000)).toBe(count);
          expect(closedCount(calendar, opens, asOf * 1000 - 1)).toBe(count - 1);
        },
      ),
      { seed: 20261127, numRuns: 300 },
    );
  });
});

describe('the age of a bar', () => {
  const friday = unix('2024-01-05T14:30Z');

  it.each([
    ['right after its close', NEW_YORK, friday, '2024-01-05T22:00Z', 0],
    ['over the weekend', NEW_YORK, friday, '2024-01-08T14:00Z', 0],
    ['in the next session', NEW_YORK, friday, '2024-01-08T21:59Z', 0],
    ['after the next session', NEW_YORK, friday, '2024-01-08T22:00Z', 1],
    ['a week later', NEW_YORK, friday, '2024-01-12T22:00Z', 5],
    ['while it forms', NEW_YORK, friday, '2024-01-05T15:00Z', 0],
    ['before it opens', NEW_YORK, friday, '2024-01-01T00:00Z', 0],
    ['bitcoin, a day later', BITCOIN, unix('2024-01-05'), '2024-01-06T23:59Z', 0],
    ['bitcoin, two days later', BITCOIN, unix('2024-01-05'), '2024-01-07T00:00Z', 1],
    ['bitcoin, over a weekend', BITCOIN, unix('2024-01-05'), '2024-01-09T00:00Z', 3],
    ['Tokyo: Friday seen on Tuesday', TOKYO, unix('2024-01-04T15:00Z'), '2024-01-08T15:00Z', 1],
    ['four hours: the same day', FOUR_HOURS, unix('2024-01-05T04:00Z'), '2024-01-06T12:00Z', 0],
    ['four hours: a day later', FOUR_HOURS, unix('2024-01-05T04:00Z'), '2024-01-07T00:00Z', 1],
  ])('in sessions: %s', (_, calendar, open, now, sessions) => {
    expect(sessionsSince(calendar, open, unix(now) * 1000)).toBe(sessions);
  });
});

describe('the day that is decided', () => {
  it.each([
    ['bitcoin', BITCOIN, '2024-01-05T00:00Z', '2024-01-06'],
    ['New York within the week', NEW_YORK, '2024-01-04T14:30Z', '2024-01-05'],
    ['New York over the weekend', NEW_YORK, '2024-01-05T14:30Z', '2024-01-08'],
    ["Tokyo's Monday", TOKYO, '2024-01-07T15:00Z', '2024-01-09'],
    ["Tokyo's Friday", TOKYO, '2024-01-04T15:00Z', '2024-01-08'],
    ['four hours within a day', FOUR_HOURS, '2024-01-05T16:00Z', '2024-01-05'],
    ['the last four hours of a day', FOUR_HOURS, '2024-01-05T20:00Z', '2024-01-06'],
  ])('is the next one: %s', (_, calendar, open, expected) => {
    expect(date(decidedDay(calendar, unix(open)))).toBe(expected);
  });
});
