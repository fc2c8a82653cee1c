import { expect, it } from 'vitest';
import { loadBars, type LoadedBars } from '../../data/load-bars.ts';
import { formatBarTime, utcDate, type Timeframe } from '../../engine/core/bar-time.ts';
import { BTC_4H, BTC_DAILY, describeShared, sharedPath } from '../shared-data.ts';

function load(name: string, timeframe: Timeframe): Promise<LoadedBars> {
  return loadBars(sharedPath(name), { timeframe });
}

/** First and last time, and how many bars. */
function extent({ bars: { time } }: LoadedBars): unknown[] {
  return [time.length, formatBarTime(time[0]!), formatBarTime(time.at(-1)!)];
}

/** Each gap as its first missing bar and their number. */
function gapList(loaded: LoadedBars, seconds: number): string[] {
  return loaded.gaps.map(({ after, missing }) => `${formatBarTime(after + seconds)} ×${missing}`);
}

describeShared('real files', () => {
  it('daily Bitcoin has 12 missing days in 11 gaps, 20 flat bars and one jump', async () => {
    const loaded = await load(BTC_DAILY, '1d');
    expect(extent(loaded)).toEqual([4505, '2013-10-06', '2026-02-16']);
    expect(loaded.calendar).toBe('continuous');
    expect(loaded.missing).toBe(12);
    expect(gapList(loaded, 86_400)).toEqual([
      '2013-10-11 ×1',
      '2013-10-28 ×1',
      '2014-05-19 ×1',
      '2014-08-06 ×1',
      '2014-08-26 ×1',
      '2014-09-03 ×1',
      '2014-09-05 ×1',
      '2014-09-12 ×1',
      '2014-09-26 ×2',
      '2014-10-19 ×1',
      '2014-12-25 ×1',
    ]);
    expect(loaded.flatBars.length).toBe(20);
    expect(loaded.anomalies.map(({ time, kind }) => `${formatBarTime(time)} ${kind}`)).toEqual([
      '2013-11-18 jump',
    ]);
    expect(loaded.anomalies[0]!.value).toBeCloseTo(0.42, 2);
  });

  it('4-hour Bitcoin has 18 missing bars in 10 gaps and 6 flat bars', async () => {
    const loaded = await load(BTC_4H, '4h');
    expect(extent(loaded)).toEqual([21_899, '2016-01-01 04:00', '2025-12-31 20:00']);
    expect(loaded.missing).toBe(18);
    expect(gapList(loaded, 14_400)).toEqual([
      '2016-01-01 08:00 ×1',
      '2016-01-03 04:00 ×2',
      '2016-01-04 04:00 ×1',
      '2016-01-27 ×1',
      '2018-01-11 08:00 ×1',
      '2018-01-11 16:00 ×5',
      '2018-01-12 16:00 ×4',
      '2024-03-31 20:00 ×1',
      '2024-04-14 04:00 ×1',
      '2025-11-01 16:00 ×1',
    ]);
    expect(loaded.flatBars.length).toBe(6);
  });

  const CLOSURES = {
    september2001: '2001-09-10 ×4',
    newYear2007: '2006-12-29 ×2',
    sandy: '2012-10-26 ×2',
  };
  it.each([
    ['SPY', 8327, '1993-01-29', Object.values(CLOSURES)],
    ['QQQ', 6785, '1999-03-10', Object.values(CLOSURES)],
    ['IWM', 6477, '2000-05-26', Object.values(CLOSURES)],
    ['DIA', 7071, '1998-01-20', Object.values(CLOSURES)],
    ['TLT', 5934, '2002-07-30', [CLOSURES.newYear2007, CLOSURES.sandy]],
    ['GLD', 5352, '2004-11-18', [CLOSURES.newYear2007, CLOSURES.sandy]],
  ])('%s trades on weekdays, with three closures at most', async (name, rows, first, gaps) => {
    const loaded = await load(`data/BATS_${name}, 1D.csv`, '1d');
    const [count, start, end] = extent(loaded) as [number, string, string];
    expect([count, start.slice(0, 10), end.slice(0, 10)]).toEqual([rows, first, '2026-02-27']);
    expect(loaded.calendar).toBe('weekdays');
    const closed = loaded.gaps.map(({ after, missing }) => `${utcDate(after)} ×${missing}`);
    expect(closed).toEqual(gaps);
    // Nine or ten holidays a year.
    const years = (loaded.bars.time.at(-1)! - loaded.bars.time[0]!) / (365.25 * 86_400);
    expect(loaded.holidays / years).toBeGreaterThan(8.5);
    expect(loaded.holidays / years).toBeLessThan(10.5);
    expect(loaded.anomalies).toEqual([]);
  });

  it('one file as the other timeframe is refused', async () => {
    await expect(load(BTC_4H, '1d')).rejects.toThrow('got bars 4 hours apart (--timeframe 4h)');
    await expect(load(BTC_DAILY, '4h')).rejects.toThrow('got bars 1 day apart (--timeframe 1d)');
  });
});
