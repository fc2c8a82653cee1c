/** Opening times of made-up markets, as the world's exchanges and data writers have them. */

const DAY = 86_400;
const HOUR = 3600;

/** Monday 2024-01-01, UTC, as a day since 1970. */
export const FIRST_MONDAY = 19_723;

/** Hours from midnight UTC of a session's own day to its open, in winter and in summer. */
export type Market = {
  readonly winter: number;
  readonly summer: number;
  /** Days of the week with sessions, Monday 0. */
  readonly week: readonly number[];
};

const MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4];
const SUNDAY_TO_THURSDAY = [0, 1, 2, 3, 6];

/** Markets with weekends, by how their bars are written. */
export const MARKETS: Readonly<Record<string, Market>> = {
  'dates without a time': { winter: 0, summer: 0, week: MONDAY_TO_FRIDAY },
  'New York, open': { winter: 14.5, summer: 13.5, week: MONDAY_TO_FRIDAY },
  'New York, midnight': { winter: 5, summer: 4, week: MONDAY_TO_FRIDAY },
  'Chicago, midnight': { winter: 6, summer: 5, week: MONDAY_TO_FRIDAY },
  'Sao Paulo, midnight': { winter: 3, summer: 3, week: MONDAY_TO_FRIDAY },
  'London, open': { winter: 8, summer: 7, week: MONDAY_TO_FRIDAY },
  'Mumbai, open': { winter: 3.75, summer: 3.75, week: MONDAY_TO_FRIDAY },
  'Tokyo, midnight': { winter: -9, summer: -9, week: MONDAY_TO_FRIDAY },
  'Mumbai, midnight': { winter: -5.5, summer: -5.5, week: MONDAY_TO_FRIDAY },
  'Frankfurt, midnight': { winter: -1, summer: -2, week: MONDAY_TO_FRIDAY },
  'London, midnight': { winter: 0, summer: -1, week: MONDAY_TO_FRIDAY },
  'Sydney, midnight': { winter: -11, summer: -10, week: MONDAY_TO_FRIDAY },
  'Sydney, open': { winter: -1, summer: 0, week: MONDAY_TO_FRIDAY },
  'Auckland, midnight': { winter: -13, summer: -12, week: MONDAY_TO_FRIDAY },
  'Chicago futures, open': { winter: -1, summer: -2, week: MONDAY_TO_FRIDAY },
  'currencies, open': { winter: -2, summer: -3, week: MONDAY_TO_FRIDAY },
  'Riyadh, open': { winter: 7, summer: 7, week: SUNDAY_TO_THURSDAY },
  'Tel Aviv, midnight': { winter: -2, summer: -3, week: SUNDAY_TO_THURSDAY },
};

/** Bars that never stop: every day at midnight. */
export const EVERY_DAY: Market = { winter: 0, summer: 0, week: [0, 1, 2, 3, 4, 5, 6] };

/** A session's day (since 1970) and the open of its first bar, unix seconds. */
export type Session = { readonly day: number; readonly open: number };

/** The sessions of `market` on the days [start, start + count); summer is half of each 364 days. */
export function sessionsOf(
  { winter, summer, week }: Market,
  start: number,
  count: number,
): Session[] {
  return Array.from({ length: count }, (_, i) => start + i)
    .filter((day) => week.includes((day - FIRST_MONDAY + 7_000) % 7))
    .map((day) => {
      const weeks = Math.floor((day - FIRST_MONDAY) / 7);
      const hours = ((weeks % 52) + 52) % 52 >= 26 ? summer : winter;
      return { day, open: day * DAY + hours * HOUR };
    });
}

/** The opens of `sessions`: Float64Array. */
export function opensOf(sessions: readonly Session[]): Float64Array {
  return Float64Array.from(sessions, ({ open }) => open);
}
