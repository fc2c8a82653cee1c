import { describe, expect, it } from 'vitest';
import { barsOf, withColumns, type BarColumns } from '../../data/bar-series.ts';
import { syntheticBars } from '../../data/synthetic.ts';

const DAY = 86_400;
const FIRST = 1_704_067_200;

/** Four daily bars of plain arrays, with what a test changes. */
function columns(changes: Partial<Record<string, ArrayLike<number>>> = {}): BarColumns {
  return {
    time: [0, 1, 2, 3].map((day) => FIRST + day * DAY),
    open: [10, 11, 12, 13],
    high: [12, 13, 14, 15],
    low: [9, 10, 11, 12],
    close: [11, 12, 13, 14],
    volume: [1, 2, 3, 4],
    ...changes,
  } as BarColumns;
}

const daily = { timeframe: '1d' } as const;

describe('bars of plain arrays', () => {
  it('carry their timeframe and source and further columns, NaN where undefined', () => {
    const bars = barsOf(columns({ funding_rate: [Number.NaN, 1, 2, 3] }), daily);
    expect(bars.close).toEqual(Float64Array.of(11, 12, 13, 14));
    expect(bars.extra).toEqual({ funding_rate: Float64Array.of(Number.NaN, 1, 2, 3) });
    expect(bars.timeframe).toBe('1d');
    expect(bars.source).toMatchObject({ path: null, name: 'own columns', synthetic: false });
  });

  it('take milliseconds for what they are', () => {
    const seconds = columns();
    const milliseconds = columns({ time: Array.from(seconds.time, (time) => time * 1000) });
    expect(barsOf(milliseconds, daily).time).toEqual(barsOf(seconds, daily).time);
  });

  it('are copies: a later change of an array changes no bar', () => {
    const close = Float64Array.of(11, 12, 13, 14);
    const bars = barsOf(columns({ close }), daily);
    close[0] = 1;
    expect(bars.close[0]).toBe(11);
  });

  it('have a digest of every column, its name and its order of values', () => {
    const digest = (changes: Parameters<typeof columns>[0]): string =>
      barsOf(columns(changes), daily).source.sha256;
    const all = [{}, { a: [1, 2, 3, 4] }, { b: [1, 2, 3, 4] }, { a: [2, 1, 3, 4] }].map(digest);
    expect(new Set(all).size).toBe(4);
    expect(digest({})).toBe(all[0]);
  });

  it('of the sample’s columns have the sample’s digest', () => {
    const { bars, source } = syntheticBars('1d');
    expect(barsOf({ ...bars } as unknown as BarColumns, daily).source.sha256).toBe(source.sha256);
  });

  it.each([
    [{ high: [12, 13, 12.5, 15] }, 'own columns: row 3: column "high": expected high >= max'],
    [{ close: [11, 12, 13] }, 'own columns: column "close": expected 4 values as in "time", got 3'],
    [
      { volume: undefined },
      'own columns: column "volume": expected an array of numbers, got undef',
    ],
    [{ open: ['10', 11, 12, 13] }, 'own columns: row 1: column "open": expected a number, got 10'],
    [{ time: [FIRST, FIRST, FIRST + DAY, FIRST + 2 * DAY] }, 'got a duplicate of it'],
    [{ time: [FIRST, Number.NaN, 1, 2] }, 'row 2: column "time": expected unix seconds'],
    [
      { a: [1, 2, 3, Infinity] },
      'own columns: row 4: column "a": expected a number or NaN, got Inf',
    ],
    [{ a: [1, 2] }, 'own columns: column "a": expected 4 values as in "time", got 2'],
  ])('are refused as a file is: %#', (changes, message) => {
    const given = columns(changes as Partial<Record<string, number[]>>);
    expect(() => barsOf(given, daily)).toThrow(message);
  });

  it('are refused where they are of another timeframe', () => {
    expect(() => barsOf(columns(), { timeframe: '4h' })).toThrow('expected bars 4 hours apart');
  });
});

describe('further columns', () => {
  const bars = barsOf(columns({ a: [1, 2, 3, 4] }), { ...daily, name: 'mine' });

  it('join bars that there are; the bars stay as they were', () => {
    const more = withColumns(bars, { b: [5, 6, 7, 8] });
    expect(Object.keys(more.extra!)).toEqual(['a', 'b']);
    expect(Object.keys(bars.extra!)).toEqual(['a']);
    expect(more.source).toEqual({ ...bars.source, sha256: more.source.sha256 });
    expect(more.source.sha256).not.toBe(bars.source.sha256);
  });

  it('may not take the name of one that is there', () => {
    expect(() => withColumns(bars, { a: [1, 2, 3, 4] })).toThrow('mine: column "a"');
    expect(() => withColumns(bars, { close: [1, 2, 3, 4] })).toThrow('mine: column "close"');
  });
});
