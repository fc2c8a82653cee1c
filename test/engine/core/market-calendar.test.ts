import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  marketCalendar,
  sessionDay,
  tradesOn,
  tradingDayFrom,
  tradingDays,
} from '../../../engine/core/market-calendar.ts';
import { EVERY_DAY, FIRST_MONDAY, MARKETS, opensOf, sessionsOf } from './market-times.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const unix = (iso: string): number => Date.parse(iso) / 1000;
const dayOf = (date: string): number => unix(date) / DAY;
/** Times of a month, given by day and hour. */
const times = (month: string, hours: readonly string[]): Float64Array =>
  Float64Array.from(hours, (hour) => unix(`${month}-${hour}:00Z`));

/** Four-hour bars at `hours` of the days [0, count) from the first Monday that `trades`. */
function intraday(count: number, hours: (weekday: number) => readonly number[]): Float64Array {
  const days = Array.from({ length: count }, (_, i) => i);
  return Float64Array.from(
    days.flatMap((i) => hours(i % 7).map((hour) => (FIRST_MONDAY + i) * DAY + hour * HOUR)),
  );
}

describe('the kind of a calendar', () => {
  it.each([
    ['bars on both days of a weekend', [0, 1, 2, 3, 4, 5, 6, 7], 'continuous'],
    ['no bar on the one weekend', [0, 1, 2, 3, 4, 7, 8], 'weekdays'],
    ['a bar on one Saturday of two', [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 14], 'continuous'],
    ['a bar on one Saturday of three', [0, 1, 2, 3, 4, 5, 7, 11, 14, 18, 21], 'weekdays'],
    ['no weekend to see', [0, 1], 'continuous'],
  ])('with %s', (_, days, kind) => {
    const time = Float64Array.from(days, (day) => (FIRST_MONDAY + day) * DAY);
    expect(marketCalendar(time, '1d').kind).toBe(kind);
  });

  it.each(Object.entries(MARKETS))('of %s is weekdays', (_, market) => {
    const time = opensOf(sessionsOf(market, FIRST_MONDAY, 56));
    expect(marketCalendar(time, '1d').kind).toBe('weekdays');
  });
});

describe('the session day', () => {
  it('of bitcoin is the UTC day', () => {
    const calendar = marketCalendar(opensOf(sessionsOf(EVERY_DAY, FIRST_MONDAY, 30)), '1d');
    expect(sessionDay(calendar, unix('2024-01-07T00:00:00Z'))).toBe(dayOf('2024-01-07'));
    expect(sessionDay(calendar, unix('2024-01-07T23:59:59Z'))).toBe(dayOf('2024-01-07'));
  });

  it('of a session that opens on Sunday evening is Monday', () => {
    // Tokyo's Monday to Friday at midnight; the CME's across the change of an hour on 2024-03-10.
    const tokyo = times('2024-01', ['07T15', '08T15', '09T15', '10T15', '11T15', '14T15']);
    const before = ['03T23', '04T23', '05T23', '06T23', '07T23'];
    const chicago = times('2024-03', [...before, '10T22', '11T22', '12T22']);
    const days = (time: Float64Array): number[] =>
      Array.from(time, (open) => sessionDay(marketCalendar(time, '1d'), open));
    const [monday, march] = [dayOf('2024-01-08'), dayOf('2024-03-04')];
    expect(days(tokyo)).toEqual([0, 1, 2, 3, 4, 7].map((i) => monday + i));
    expect(days(chicago)).toEqual([0, 1, 2, 3, 4, 7, 8, 9].map((i) => march + i));
  });

  it('of a market that opens by day is not moved by one bar that strayed into a Sunday', () => {
    const sessions = sessionsOf(MARKETS['New York, open']!, FIRST_MONDAY, 40);
    const sunday = (FIRST_MONDAY + 13) * DAY + 14.5 * HOUR;
    const time = Float64Array.from([...opensOf(sessions), sunday]).sort();
    const calendar = marketCalendar(time, '1d');
    for (const { day, open } of sessions) expect(sessionDay(calendar, open)).toBe(day);
  });

  it('of bars round the clock is the UTC day, even if the one Saturday is missing', () => {
    const time = intraday(10, (weekday) => (weekday === 5 ? [] : [0, 4, 8, 12, 16, 20]));
    const calendar = marketCalendar(time, '4h');
    expect(calendar.kind).toBe('weekdays');
    for (const open of time) expect(sessionDay(calendar, open)).toBe(Math.floor(open / DAY));
  });

  it("of a broker's short bar on Sundays is that Sunday", () => {
    const week = [0, 1, 2, 3, 4, 6];
    const sessions = sessionsOf({ winter: 0, summer: 0, week }, FIRST_MONDAY, 60);
    const calendar = marketCalendar(opensOf(sessions), '1d');
    for (const { day, open } of sessions) expect(sessionDay(calendar, open)).toBe(day);
  });

  it('of four-hour bars begins with the first bar of Sunday evening', () => {
    // Bars from the open on: 22:00 on Sunday to 18:00 on Friday.
    const time = intraday(28, (weekday) => {
      if (weekday === 5) return [];
      return weekday === 6 ? [22] : [2, 6, 10, 14, 18, ...(weekday === 4 ? [] : [22])];
    });
    const calendar = marketCalendar(time, '4h');
    const at = (day: number, hour: number): number =>
      sessionDay(calendar, (FIRST_MONDAY + day) * DAY + hour * HOUR) - FIRST_MONDAY;
    expect([at(6, 22), at(7, 2), at(7, 18), at(7, 22), at(11, 18)]).toEqual([7, 7, 7, 8, 11]);
  });

  it('of four-hour bars at whole hours of UTC never falls on a Saturday', () => {
    const time = intraday(28, (weekday) => {
      if (weekday === 5) return [];
      return weekday === 6 ? [20] : [0, 4, 8, 12, 16, 20];
    });
    const calendar = marketCalendar(time, '4h');
    const at = (day: number, hour: number): number =>
      sessionDay(calendar, (FIRST_MONDAY + day) * DAY + hour * HOUR) - FIRST_MONDAY;
    expect([at(6, 20), at(7, 16), at(7, 20), at(11, 16), at(11, 20)]).toEqual([7, 7, 8, 11, 11]);
  });

  it.each(Object.entries(MARKETS))(
    'of %s is the market’s own day, in summer and winter, whatever part is known',
    (_, market) => {
      fc.assert(
        fc.property(
          fc.integer({ min: -200, max: 400 }),
          fc.integer({ min: 35, max: 800 }),
          fc.array(fc.nat(999), { maxLength: 30 }),
          (start, count, holidays) => {
            const all = sessionsOf(market, FIRST_MONDAY + start, count);
            const open = all.filter((__, i) => i < 8 || !holidays.includes(i));
            const calendar = marketCalendar(opensOf(open), '1d');
            for (const session of open) {
              expect(sessionDay(calendar, session.open)).toBe(session.day);
            }
          },
        ),
        { seed: 20261127, numRuns: 60 },
      );
    },
  );
});

describe('days of trading', () => {
  const newYork = marketCalendar(
    opensOf(sessionsOf(MARKETS['New York, open']!, FIRST_MONDAY, 35)),
    '1d',
  );
  const riyadh = marketCalendar(
    opensOf(sessionsOf(MARKETS['Riyadh, open']!, FIRST_MONDAY, 35)),
    '1d',
  );
  const [friday, monday] = [dayOf('2024-01-05'), dayOf('2024-01-08')];

  it('leave out the weekend, which is on Friday in some places', () => {
    expect([friday, friday + 1, friday + 2].map((day) => tradesOn(newYork, day))).toEqual([
      true,
      false,
      false,
    ]);
    expect([friday, friday + 1, friday + 2].map((day) => tradesOn(riyadh, day))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('are counted from a day to before another', () => {
    expect(tradingDays(newYork, friday, monday)).toBe(1);
    expect(tradingDays(newYork, friday + 1, monday)).toBe(0);
    expect(tradingDays(newYork, friday, friday + 14)).toBe(10);
    expect(tradingDays(newYork, monday, friday)).toBe(0);
  });

  it('go on after the weekend', () => {
    expect(tradingDayFrom(newYork, friday)).toBe(friday);
    expect(tradingDayFrom(newYork, friday + 1)).toBe(monday);
    expect(tradingDayFrom(riyadh, friday)).toBe(friday + 2);
  });

  it.each(Object.entries(MARKETS))('of %s are those of its sessions: none is a holiday', (_, m) => {
    const sessions = sessionsOf(m, FIRST_MONDAY + 3, 90);
    const calendar = marketCalendar(opensOf(sessions), '1d');
    const [first, last] = [sessions[0]!.day, sessions.at(-1)!.day];
    expect(tradingDays(calendar, first, last + 1)).toBe(sessions.length);
  });
});

describe('bars a year', () => {
  it('are 365 days where the calendar is continuous', () => {
    const daily = opensOf(sessionsOf(EVERY_DAY, FIRST_MONDAY, 30));
    expect(marketCalendar(daily, '1d').barsPerYear).toBe(365);
    const fourHours = intraday(30, () => [0, 4, 8, 12, 16, 20]);
    expect(marketCalendar(fourHours, '4h').barsPerYear).toBe(2190);
    const hours = intraday(30, () => Array.from({ length: 24 }, (_, hour) => hour));
    expect(marketCalendar(hours, '1h').barsPerYear).toBe(8760);
  });

  it('are 252 sessions where there are weekends', () => {
    for (const market of Object.values(MARKETS)) {
      const daily = opensOf(sessionsOf(market, FIRST_MONDAY, 60));
      expect(marketCalendar(daily, '1d').barsPerYear).toBe(252);
    }
  });

  it('count the bars of most sessions, not of the days that close early', () => {
    // New York's two bars; on Fridays one.
    const shares = intraday(56, (weekday) =>
      weekday > 4 ? [] : weekday === 4 ? [14.5] : [14.5, 18.5],
    );
    expect(marketCalendar(shares, '4h').barsPerYear).toBe(504);
    const hourly = intraday(56, (weekday) =>
      weekday > 4 ? [] : [14.5, 15.5, 16.5, 17.5, ...(weekday === 4 ? [] : [18.5, 19.5, 20.5])],
    );
    expect(marketCalendar(hourly, '1h').barsPerYear).toBe(252 * 7);
    const currencies = intraday(56, (weekday) => {
      if (weekday === 5) return [];
      return weekday === 6 ? [22] : [2, 6, 10, 14, 18, ...(weekday === 4 ? [] : [22])];
    });
    expect(marketCalendar(currencies, '4h').barsPerYear).toBe(252 * 6);
  });
});
