import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, type Timeframe } from '../../../engine/core/bar-time.ts';
import { barCloses, DEFAULT_JOIN, joinAsOf, type SeriesJoin } from '../../../engine/core/series.ts';

const HOUR = 3600;

function seconds(text: string): number {
  return Date.parse(`${text}Z`) / 1000;
}

function observations(entries: readonly (readonly [string, number])[]) {
  return {
    time: Float64Array.from(entries, ([text]) => seconds(text)),
    value: Float64Array.from(entries, ([, value]) => value),
  };
}

/** Days of bars that open at 00:00 UTC. */
function days(first: string, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => seconds(first) + i * DAY_SECONDS);
}

function joined(
  opens: Float64Array,
  timeframe: Timeframe,
  entries: readonly (readonly [string, number])[],
  join: Partial<SeriesJoin> = {},
): number[] {
  const closes = barCloses({ time: opens }, timeframe);
  return [...joinAsOf(closes, observations(entries), { ...DEFAULT_JOIN, ...join })];
}

const DATES = [
  ['2024-01-02T00:00', 2],
  ['2024-01-03T00:00', 3],
] as const;

describe('a series joined with bars', () => {
  it('belongs to the bar of its date if its stamps are dates', () => {
    const opens = days('2024-01-01T00:00', 3);
    expect(joined(opens, '1d', DATES)).toEqual([NaN, 2, 3]);
  });

  it('is later by its publication lag', () => {
    const opens = days('2024-01-01T00:00', 4);
    expect(joined(opens, '1d', DATES, { lagDays: 1 })).toEqual([NaN, NaN, 2, 3]);
    expect(joined(opens, '1d', DATES, { lagDays: 0.5 })).toEqual([NaN, 2, 3, 3]);
  });

  it('is not known at the very moment of its publication', () => {
    const opens = days('2024-01-01T00:00', 2);
    const at = [['2024-01-02T00:00', 7]] as const;
    const before = [['2024-01-01T23:59:59', 7]] as const;
    expect(joined(opens, '1d', at)).toEqual([NaN, 7]);
    expect(joined(opens, '1d', before)).toEqual([7, 7]);
  });

  it('is carried for so many days, and then the neutral value counts', () => {
    const opens = days('2024-01-02T00:00', 6);
    const one = [['2024-01-02T00:00', 2]] as const;
    expect(joined(opens, '1d', one)).toEqual([2, 2, 2, 2, NaN, NaN]);
    expect(joined(opens, '1d', one, { neutral: 0 })).toEqual([2, 2, 2, 2, 0, 0]);
    expect(joined(opens, '1d', one, { carryDays: 0 })).toEqual([2, NaN, NaN, NaN, NaN, NaN]);
  });

  it('is carried for so many bars instead, if they are counted', () => {
    const opens = days('2024-01-02T00:00', 6);
    const one = [['2024-01-02T00:00', 2]] as const;
    expect(joined(opens, '1d', one, { carryBars: 2 })).toEqual([2, 2, 2, NaN, NaN, NaN]);
    expect(joined(opens, '1d', one, { carryBars: 0, neutral: 1 })).toEqual([2, 1, 1, 1, 1, 1]);
    // The count begins anew with each observation, and the days without bars do not count.
    const gap = Float64Array.from([...opens.slice(0, 2), ...days('2024-02-01T00:00', 3)]);
    expect(joined(gap, '1d', one, { carryBars: 2 })).toEqual([2, 2, 2, NaN, NaN]);
    const two = [...one, ['2024-01-04T00:00', 4]] as const;
    expect(joined(opens, '1d', two, { carryBars: 1 })).toEqual([2, 2, 4, 4, NaN, NaN]);
    // An observation on a day without a bar is on no row, so no row can carry it.
    const hidden = [...one, ['2024-01-10T00:00', 9]] as const;
    expect(joined(gap, '1d', hidden, { carryBars: 2 })).toEqual([2, 2, 2, NaN, NaN]);
  });

  it('is read as of the close of 4-hour bars', () => {
    const opens = Float64Array.from(
      { length: 6 },
      (_, i) => seconds('2024-01-02T00:00') + i * 14400,
    );
    const rates = [
      ['2024-01-02T00:00', 1],
      ['2024-01-02T08:00', 2],
      ['2024-01-02T16:00', 3],
    ] as const;
    // The bar that opens at 04:00 closes at 08:00, the moment of the second rate.
    expect(joined(opens, '4h', rates)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('is known at the close of a session in New York, in winter and in summer', () => {
    const week = (monday: string, hour: number): number[] =>
      [0, 1, 2, 3, 4].map((day) => seconds(monday) + day * DAY_SECONDS + hour * HOUR);
    const opens = Float64Array.from([
      ...['2024-02-26', '2024-03-04'].flatMap((monday) => week(`${monday}T00:00`, 14.5)),
      ...['2024-03-11', '2024-03-18'].flatMap((monday) => week(`${monday}T00:00`, 13.5)),
    ]);
    const morning = [['2024-03-15T12:00', 1]] as const;
    const evening = [['2024-03-15T23:00', 1]] as const;
    const firstKnown = (entries: readonly (readonly [string, number])[]): number =>
      joined(opens, '1d', entries).findIndex((value) => value === 1);
    expect(new Date(opens[firstKnown(morning)]! * 1000).toISOString()).toContain('2024-03-15');
    expect(new Date(opens[firstKnown(evening)]! * 1000).toISOString()).toContain('2024-03-18');
  });
});

const TIMEFRAME = fc.constantFrom<Timeframe>('1d', '4h');

/** Bars of a market that never closes or of a weekday one, and any series around them. */
const CASE = fc.record({
  timeframe: TIMEFRAME,
  weekdays: fc.boolean(),
  gaps: fc.array(fc.integer({ min: 60, max: 200_000 }), { minLength: 1, maxLength: 60 }),
  seed: fc.integer({ min: 0, max: 1000 }),
  join: fc.record({
    lagDays: fc.constantFrom(0, 0.25, 1, 3),
    carryDays: fc.constantFrom(0, 1, 3),
    neutral: fc.constantFrom(null, -1),
  }),
  cut: fc.integer({ min: 0, max: 60 * 6 - 1 }),
});

function caseBars(timeframe: Timeframe, weekdays: boolean): Float64Array {
  const step = timeframe === '1d' ? DAY_SECONDS : 4 * HOUR;
  const first = seconds('2024-01-01T00:00') + (weekdays && timeframe === '1d' ? 14.5 * HOUR : 0);
  const opens = Float64Array.from(
    { length: 60 * (DAY_SECONDS / step) },
    (_, i) => first + i * step,
  );
  return weekdays
    ? opens.filter((time) => ![0, 6].includes(new Date(time * 1000).getUTCDay()))
    : opens;
}

describe('no bar knows the future of a series', () => {
  const settings = { seed: 20240101, numRuns: 300 };

  it('whatever is published at a close or after it does not change the bar', () => {
    fc.assert(
      fc.property(CASE, ({ timeframe, weekdays, gaps, seed, join, cut }) => {
        const opens = caseBars(timeframe, weekdays);
        const closes = barCloses({ time: opens }, timeframe);
        let at = opens[0]! - 3 * DAY_SECONDS;
        const time = Float64Array.from(gaps, (gap) => (at += gap * (1 + (seed % 3))));
        const value = time.map((_, i) => 1 + i);
        const whole = joinAsOf(closes, { time, value }, join);
        const row = cut % opens.length;
        const known = time.filter((stamp) => stamp + join.lagDays * DAY_SECONDS < closes[row]!);
        const upTo = known.length;
        // Cut off, and shuffled: reversed values of all later observations.
        const cutOff = { time: time.subarray(0, upTo), value: value.subarray(0, upTo) };
        const shuffled = value.map((own, i) =>
          i < upTo ? own : value[value.length - 1 - (i - upTo)]!,
        );
        for (const other of [cutOff, { time, value: shuffled }]) {
          const past = joinAsOf(closes.subarray(0, row + 1), other, join);
          expect([...past]).toEqual([...whole.subarray(0, row + 1)]);
        }
      }),
      settings,
    );
  });

  it('bars that are cut off later do not change earlier ones', () => {
    fc.assert(
      fc.property(CASE, ({ timeframe, weekdays, cut }) => {
        const opens = caseBars(timeframe, weekdays);
        const closes = barCloses({ time: opens }, timeframe);
        // The calendar needs five weeks of bars: see engine/core/market-calendar.ts.
        const end = Math.max(Math.ceil(opens.length * 0.7), cut % opens.length);
        const past = barCloses({ time: opens.subarray(0, end) }, timeframe);
        expect([...past]).toEqual([...closes.subarray(0, end)]);
      }),
      settings,
    );
  });
});
