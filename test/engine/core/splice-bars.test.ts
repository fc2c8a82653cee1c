import { assert, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../../../engine/core/bar-time.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { revisionText, spliceBars } from '../../../engine/core/splice-bars.ts';

const START = Date.parse('2024-01-01') / 1000;
const DAILY = { stepSeconds: DAY_SECONDS };

/** `count` days whose values all differ; `time` may leave days out. */
function days(count: number, first = 0): Bars {
  const column = (base: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => base + (first + i) / 8);
  return {
    time: Float64Array.from({ length: count }, (_, i) => START + (first + i) * DAY_SECONDS),
    open: column(100),
    high: column(102),
    low: column(98),
    close: column(101),
    volume: column(5),
  };
}

/** `bars` with one value changed. */
function changed(bars: Bars, field: keyof Bars & string, row: number, value: number): Bars {
  const column = Float64Array.from(bars[field] as Float64Array);
  column[row] = value;
  return { ...bars, [field]: column };
}

/** `bars` without one row. */
function without(bars: Bars, row: number): Bars {
  const columns = BAR_FIELDS.map((field) => [field, bars[field].filter((_, i) => i !== row)]);
  return Object.fromEntries(columns) as Bars;
}

describe('spliced bars', () => {
  it('are the known bars and the newer ones of the latest', () => {
    const spliced = spliceBars(days(100), days(60, 50), DAILY);
    expect(spliced).toEqual({ bars: days(110), added: 10, agreeing: 50, revisions: [] });
  });

  it('are the known bars if nothing is newer', () => {
    const { bars, added } = spliceBars(days(100), days(40, 30), DAILY);
    expect([bars, added]).toEqual([days(100), 0]);
  });

  it('are any history again that was cut anywhere and overlaps by 30 bars', () => {
    const cuts = record({
      rows: integer({ min: 60, max: 300 }),
      cut: double({ min: 0, max: 1, noNaN: true }),
    });
    assert(
      property(cuts, ({ rows, cut }) => {
        const end = 30 + Math.floor(cut * (rows - 30));
        const whole = days(rows);
        const spliced = spliceBars(
          sliceBars(whole, 0, end),
          sliceBars(whole, end - 30, rows),
          DAILY,
        );
        expect(spliced).toEqual({ bars: whole, added: rows - end, agreeing: 30, revisions: [] });
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  it('keep a revised bar as it was known, and list the revision', () => {
    const latest = changed(changed(days(60, 50), 'close', 10, 108), 'volume', 20, 7);
    const { bars, revisions, agreeing } = spliceBars(days(100), latest, DAILY);
    expect(bars).toEqual(days(110));
    expect(agreeing).toBe(49);
    expect(revisions.map(revisionText)).toEqual([
      '2024-03-01 close: known 108.5, now 108',
      '2024-03-11 volume: known 13.75, now 7',
    ]);
  });

  it('take a revised bar on demand, with all of its values', () => {
    const latest = changed(changed(days(60, 50), 'close', 10, 108), 'volume', 10, 7);
    const { bars } = spliceBars(days(100), latest, { ...DAILY, revised: 'latest' });
    expect(bars).toEqual(changed(changed(days(110), 'close', 60, 108), 'volume', 60, 7));
  });

  it('list a bar that only one of the two has, and stay as they were known', () => {
    const latest = without(days(60, 50), 10);
    const missing = spliceBars(days(100), latest, DAILY);
    expect(missing.bars).toEqual(days(110));
    expect(missing.revisions).toEqual([{ time: START + 60 * DAY_SECONDS, kind: 'missing' }]);
    const inserted = spliceBars(without(days(100), 60), days(60, 50), DAILY);
    expect(inserted.bars).toEqual(without(days(110), 60));
    expect(inserted.revisions.map(revisionText)).toEqual([
      '2024-03-01: among the latest bars, but not known',
    ]);
  });

  it('have NaN in a further column where the latest bars have none', () => {
    const mine = Float64Array.from({ length: 100 }, (_, i) => i);
    const { bars } = spliceBars({ ...days(100), extra: { mine } }, days(40, 65), DAILY);
    expect(Array.from(bars.extra!['mine']!.slice(98))).toEqual([98, 99, ...Array(5).fill(NaN)]);
  });

  it('agree within the tolerance that is given', () => {
    const latest = changed(days(60, 50), 'close', 10, 108.501);
    expect(spliceBars(days(100), latest, { ...DAILY, priceTolerance: 1e-5 }).agreeing).toBe(50);
    expect(spliceBars(days(100), latest, { ...DAILY, priceTolerance: 1e-6 }).agreeing).toBe(49);
  });
});

describe('bars are not spliced', () => {
  const scaled = (bars: Bars): Bars => ({ ...bars, close: bars.close.map((x) => x * 1.001) });
  const names = { known: 'btc.csv', latest: "the exchange's bars" };

  it.each([
    [
      'with a gap',
      days(100),
      days(60, 103),
      "expected btc.csv and the exchange's bars to overlap, got a gap of 3 bars: " +
        'the first end at 2024-04-09, the second begin at 2024-04-13',
    ],
    ['that follow without an overlap', days(100), days(60, 100), 'got a gap of 0 bars'],
    ['with 29 common bars', days(100), days(60, 71), 'to agree, and 95 % of them, got 29 of 29'],
    [
      'of another market',
      days(100),
      scaled(days(60, 50)),
      'got 0 of 50; the first that differs: 2024-02-20 close: known 107.25, now 107.3',
    ],
    ['to nothing', days(0), days(60), 'btc.csv: expected bars, got none'],
    ['with nothing', days(60), days(0), "the exchange's bars: expected bars, got none"],
  ])('%s', (_, known, latest, message) => {
    expect(() => spliceBars(known, latest, DAILY, names)).toThrow(message);
  });

  it('if more than 5 % of many common bars were revised', () => {
    const revised = (count: number): Bars => {
      const bars = days(200);
      return { ...bars, close: bars.close.map((x, i) => (i < count ? x + 0.5 : x)) };
    };
    expect(spliceBars(days(200), revised(10), DAILY).revisions.length).toBe(10);
    expect(() => spliceBars(days(200), revised(11), DAILY)).toThrow('got 189 of 200');
  });
});
