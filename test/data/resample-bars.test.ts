import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBars, checkTimeframe } from '../../data/checks.ts';
import { loadBars } from '../../data/load-bars.ts';
import { resampleBars } from '../../data/resample-bars.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS, formatBarTime } from '../../engine/core/bar-time.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../engine/core/bars.ts';
import { BTC_4H, BTC_DAILY, describeShared, sharedPath } from '../shared-data.ts';

const HOUR = 3600;
/** 2024-01-01, a Monday. */
const MONDAY = Date.parse('2024-01-01T00:00:00Z') / 1000;

/** Bars that open at `time`: bar i opens at 100 + i, closes 0.5 higher and has the volume i + 1. */
function barsAt(time: readonly number[]): Bars {
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from(time, (_, i) => value(i));
  return {
    time: Float64Array.from(time),
    open: column((i) => 100 + i),
    high: column((i) => 103 + i - (i % 3)),
    low: column((i) => 99 - (i % 5)),
    close: column((i) => 100.5 + i),
    volume: column((i) => i + 1),
    extra: { funding: column((i) => (i % 7 === 0 ? Number.NaN : i / 10)) },
  };
}

function hours(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i * HOUR);
}

/** Seven hourly bars from 09:30 in New York on weekdays, with summer time from 2024-03-10. */
function newYorkHours(days: number): number[] {
  return Array.from({ length: days }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) => {
      const open = MONDAY + day * DAY_SECONDS + (day >= 69 ? 13.5 : 14.5) * HOUR;
      return hours(open, 7);
    });
}

/** The rows of each UTC period of `seconds`, found by looking at every row for every period. */
function slowly(bars: Bars, seconds: number): number[][] {
  const rows = Array.from(bars.time, (_, row) => row);
  const starts = [...new Set(rows.map((row) => Math.floor(bars.time[row]! / seconds) * seconds))];
  return starts.map((start) => {
    const mine = rows.filter((row) => Math.floor(bars.time[row]! / seconds) * seconds === start);
    const of = (column: Float64Array): number[] => mine.map((row) => column[row]!);
    return [
      start,
      of(bars.open)[0]!,
      Math.max(...of(bars.high)),
      Math.min(...of(bars.low)),
      of(bars.close).at(-1)!,
      of(bars.volume).reduce((a, b) => a + b),
    ];
  });
}

function table(bars: Bars): number[][] {
  return Array.from(bars.time, (_, row) => BAR_FIELDS.map((field) => bars[field][row]!));
}

describe('resampleBars', () => {
  it('takes first, max, min, last and sum, and the last value of a further column', () => {
    const bars = barsAt(hours(MONDAY, 48));
    const { bars: daily, incomplete, leftOut } = resampleBars(bars, '1h', '1d');
    expect(table(daily)).toEqual([
      [MONDAY, 100, 124, 95, 123.5, 300],
      [MONDAY + DAY_SECONDS, 124, 148, 95, 147.5, 876],
    ]);
    expect(daily.extra).toEqual({ funding: Float64Array.of(2.3, 4.7) });
    expect([incomplete, leftOut]).toEqual([[], null]);
  });

  it('names bars that are incomplete inside, and fills nothing', () => {
    const whole = hours(MONDAY, 12 * 24);
    // The first two hours, one hour of the second day and the whole third day are missing.
    const time = whole.filter((_, i) => i > 1 && i !== 30 && (i < 48 || i >= 72));
    const { bars, incomplete, leftOut } = resampleBars(barsAt(time), '1h', '1d');
    expect(Array.from(bars.time, formatBarTime).slice(0, 3)).toEqual([
      '2024-01-01',
      '2024-01-02',
      '2024-01-04',
    ]);
    expect(incomplete).toEqual([
      { time: MONDAY, bars: 22, expected: 24 },
      { time: MONDAY + DAY_SECONDS, bars: 23, expected: 24 },
    ]);
    expect(leftOut).toBeNull();
  });

  it('leaves the last bar out if its period is not over, however many bars it has', () => {
    const bars = barsAt(hours(MONDAY, 10 * 24 - 1));
    const { bars: daily, incomplete, leftOut } = resampleBars(bars, '1h', '1d');
    expect(daily.time.length).toBe(9);
    expect(leftOut).toEqual({ time: MONDAY + 9 * DAY_SECONDS, bars: 23, expected: 24 });
    expect(incomplete).toEqual([]);
    // With its last hour the day is over, even if another hour is missing.
    const { time } = barsAt(hours(MONDAY, 10 * 24));
    const holed = barsAt([...time].filter((_, i) => i !== 9 * 24 + 5));
    expect(resampleBars(holed, '1h', '1d')).toMatchObject({
      leftOut: null,
      incomplete: [{ bars: 23 }],
    });
  });

  it('takes a session as a day, and four hours from its open, on a weekday calendar', () => {
    const time = newYorkHours(140);
    const bars = barsAt(time);
    const daily = resampleBars(bars, '1h', '1d');
    expect([daily.incomplete, daily.leftOut]).toEqual([[], null]);
    expect(daily.bars.time.length).toBe(time.length / 7);
    expect(daily.bars.time.every((at) => at % DAY_SECONDS === 0)).toBe(true);
    const intraday = resampleBars(bars, '1h', '4h');
    expect([intraday.incomplete, intraday.leftOut]).toEqual([[], null]);
    expect(Array.from(intraday.bars.time).slice(0, 2)).toEqual([time[0], time[4]]);
    for (const [longer, timeframe] of [
      [daily, '1d'],
      [intraday, '4h'],
    ] as const) {
      checkBars(longer.bars, 'longer', String);
      checkTimeframe(longer.bars, timeframe, 'longer');
    }
    // Half a session at the end is not known to be over.
    const cut = resampleBars(sliceBars(bars, 0, time.length - 3), '1h', '1d');
    expect(cut.leftOut).toMatchObject({ bars: 4, expected: 7 });
  });

  it('belongs to the session day if the session opens on the evening before', () => {
    // 23 hours from 23:00 UTC of Sunday to Thursday, as at the CME in winter.
    const evenings = Array.from({ length: 70 }, (_, day) => day).filter((day) => day % 7 < 5);
    const time = evenings.flatMap((day) => hours(MONDAY + day * DAY_SECONDS - HOUR, 23));
    const { bars, incomplete } = resampleBars(barsAt(time), '1h', '1d');
    expect(Array.from(bars.time)).toEqual(evenings.map((day) => MONDAY + day * DAY_SECONDS));
    expect(incomplete).toEqual([]);
  });

  it.each([
    ['1d', '4h', 'expected bars shorter than 4h, got bars of 1d'],
    ['4h', '4h', 'expected bars shorter than 4h, got bars of 4h'],
  ] as const)('refuses %s to %s', (from, to, message) => {
    expect(() => resampleBars(barsAt([MONDAY, MONDAY + DAY_SECONDS]), from, to)).toThrow(message);
  });

  it('refuses bars that are less than one period', () => {
    const message = 'expected a whole bar of 1d at least, got 5 of 1h';
    expect(() => resampleBars(barsAt(hours(MONDAY, 5)), '1h', '1d')).toThrow(message);
  });

  it('equals a slow search through all rows, whatever is missing', () => {
    const missing = fc.uniqueArray(fc.nat({ max: 24 * 30 - 2 }), { maxLength: 300 });
    const property = fc.property(missing, fc.constantFrom('4h', '1d'), (left, to) => {
      const time = hours(MONDAY, 24 * 30).filter((_, i) => !left.includes(i));
      const bars = barsAt(time);
      const seconds = to === '1d' ? DAY_SECONDS : 4 * HOUR;
      const got = resampleBars(bars, '1h', to);
      expect(table(got.bars)).toEqual(slowly(bars, seconds));
      expect(got.leftOut).toBeNull();
      const bad = got.incomplete.reduce((sum, { bars: n, expected }) => sum + expected - n, 0);
      const whole = (24 * 30 * HOUR) / seconds - got.bars.time.length;
      expect(bad + (whole * seconds) / HOUR).toBe(left.length);
    });
    fc.assert(property, { seed: 20_260_216, numRuns: 60 });
  });

  it('gives the same days from hours as from the four-hour bars of these hours', () => {
    const bars = sliceBars(sampleBars('1h'), 0, 24 * 400);
    const direct = resampleBars(bars, '1h', '1d').bars;
    const between = resampleBars(bars, '1h', '4h').bars;
    const { volume, ...prices } = resampleBars(between, '4h', '1d').bars;
    const { volume: expected, ...expectedPrices } = direct;
    expect(prices).toEqual(expectedPrices);
    // Sums in another order differ in their last digits.
    volume.forEach((sum, i) => expect(sum / expected[i]!).toBeCloseTo(1, 12));
  });
});

describeShared('the real 4-hour bars', () => {
  it('are the real daily bars, but on the day whose last bar is missing', async () => {
    const { bars } = await loadBars(sharedPath(BTC_4H), { timeframe: '4h' });
    const { bars: daily } = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    const { bars: got, incomplete, leftOut } = resampleBars(bars, '4h', '1d');
    expect(leftOut).toBeNull();
    const rowOf = new Map(Array.from(daily.time, (time, row) => [time, row]));
    const different = Array.from(got.time).filter((time, i) => {
      const row = rowOf.get(time)!;
      return (['open', 'high', 'low', 'close'] as const).some(
        (field) => got[field][i] !== daily[field][row],
      );
    });
    expect(got.time.length).toBe(3653);
    expect(different.map(formatBarTime)).toEqual(['2024-03-31']);
    // The file lacks 19 bars, those of the first hours included.
    expect(incomplete.reduce((sum, { bars: n, expected }) => sum + expected - n, 0)).toBe(19);
  });
});
