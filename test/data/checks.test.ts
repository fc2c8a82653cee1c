import { describe, expect, it } from 'vitest';
import { checkBars, checkTimeframe, timeframeOf } from '../../data/checks.ts';
import type { BarField, Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { barsAt, DAY, HOUR } from './bars-at.ts';

function check(bars: Bars): () => void {
  return () => checkBars(bars, 'f', (row) => `f:${row + 2}`);
}

function withValue(field: BarField, row: number, value: number): Bars {
  const bars = barsAt([0, DAY, 2 * DAY]);
  bars[field][row] = value;
  return bars;
}

describe('checkBars', () => {
  it('accepts bars in order, flat ones and such without volume included', () => {
    const bars = barsAt([0, DAY, 2 * DAY]);
    bars.volume[1] = 0;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][2] = 7;
    expect(check(bars)).not.toThrow();
  });

  it.each([
    ['no bar', barsAt([]), 'f: expected at least 2 bars, got 0'],
    ['one bar', barsAt([0]), 'f: expected at least 2 bars, got 1'],
    ['open 0', withValue('open', 1, 0), 'f:3: column "open": expected a price > 0, got 0'],
    ['close < 0', withValue('close', 0, -1), 'f:2: column "close": expected a price > 0, got -1'],
    ['low NaN', withValue('low', 1, NaN), 'f:3: column "low": expected a price > 0, got NaN'],
    [
      'high ∞',
      withValue('high', 2, 1 / 0),
      'f:4: column "high": expected a price > 0, got Infinity',
    ],
    [
      'high < low',
      withValue('high', 1, 8),
      'f:3: column "high": expected high >= low, got high=8 low=9',
    ],
    [
      'high < open',
      withValue('open', 1, 13),
      'f:3: column "high": expected high >= max(open, close), got high=12 open=13 close=11',
    ],
    [
      'low > close',
      withValue('close', 1, 8.5),
      'f:3: column "low": expected low <= min(open, close), got low=9 open=10 close=8.5',
    ],
    [
      'volume < 0',
      withValue('volume', 1, -5),
      'f:3: column "volume": expected a volume >= 0, got -5',
    ],
    [
      'volume NaN',
      withValue('volume', 1, NaN),
      'f:3: column "volume": expected a volume >= 0, got NaN',
    ],
    [
      'a time that falls back once',
      barsAt([0, 3 * DAY, 2 * DAY, 4 * DAY]),
      'f:4: column "time": expected a time after 1970-01-04 (f:3), got 1970-01-03',
    ],
    [
      'a time twice',
      barsAt([0, DAY, DAY]),
      'f:4: column "time": expected a time after 1970-01-02 (f:3), got a duplicate of it',
    ],
    [
      'the newest bar first but for one row, which it names',
      barsAt([4 * DAY, 3 * DAY, 5 * DAY, 2 * DAY, DAY]),
      'f:3: column "time": expected a time after 1970-01-05 (f:2), got 1970-01-04 ' +
        '(the newest bar comes first, but 1970-01-06 follows 1970-01-04 at f:4)',
    ],
  ])('refuses %s', (_, bars, message) => {
    expect(check(bars)).toThrow(new InputError(message));
  });
});

describe('checkTimeframe', () => {
  it.each([
    ['daily bars, two missing', '1d', [0, DAY, 4 * DAY, 5 * DAY]],
    ['daily bars when daylight saving begins', '1d', [0, DAY, 2 * DAY - HOUR, 3 * DAY - HOUR]],
    ['weekdays', '1d', [0, DAY, 4 * DAY, 5 * DAY, 6 * DAY]],
    ['4-hour bars of a market open 8 hours', '4h', [0, 4, 24, 28, 48, 52].map((h) => h * HOUR)],
    ['hourly bars, at half past', '1h', [0.5, 1.5, 3.5, 24.5, 25.5].map((h) => h * HOUR)],
  ] as const)('accepts %s', (_, timeframe, times) => {
    expect(() => checkTimeframe(barsAt(times), timeframe, 'f')).not.toThrow();
  });

  it.each([
    ['1d', [0, 4, 8, 16], 'f: expected bars 1 day apart, got bars 4 hours apart (--timeframe 4h)'],
    ['4h', [0, 24, 48], 'f: expected bars 4 hours apart, got bars 1 day apart (--timeframe 1d)'],
    [
      '1d',
      [0, 168, 336],
      'f: expected bars 1 day apart, got bars 7 days apart; known are 1d, 4h, 1h',
    ],
    [
      '4h',
      [0, 5, 10],
      'f: expected bars 4 hours apart, got bars 5 hours apart; known are 1d, 4h, 1h',
    ],
    [
      '4h',
      [0, 168, 192, 216, 240],
      'f: expected bars 4 hours apart, got bars 1 day apart (--timeframe 1d)',
    ],
    [
      '4h',
      [0, 12, 18, 30, 36],
      'f: expected bars 4 hours apart, got bars 6 hours apart; known are 1d, 4h, 1h',
    ],
    ['1d', [0, 1, 2], 'f: expected bars 1 day apart, got bars 1 hour apart (--timeframe 1h)'],
    [
      '4h',
      [0, 0.5, 1],
      'f: expected bars 4 hours apart, got bars 30 minutes apart; known are 1d, 4h, 1h',
    ],
    [
      '4h',
      [0, 4, 8, 9, 13, 17],
      'f: expected bars 4 hours apart, got 1 hour between 1970-01-01 08:00 and 1970-01-01 09:00',
    ],
  ] as const)('refuses as %s bars at hours %j', (timeframe, hours, message) => {
    const bars = barsAt(hours.map((hour) => hour * HOUR));
    expect(() => checkTimeframe(bars, timeframe, 'f')).toThrow(new InputError(message));
  });

  it.each([
    ['1d', [0, 24, 72, 96]],
    ['4h', [0, 4, 8, 24]],
    ['1h', [0, 1, 2, 9]],
  ] as const)('finds bars of %s', (timeframe, hours) => {
    expect(timeframeOf(barsAt(hours.map((hour) => hour * HOUR)), 'f')).toBe(timeframe);
  });

  it('finds no timeframe of bars of other lengths', () => {
    const message = 'f: expected bars of 1d, 4h, 1h, got bars 30 minutes apart';
    expect(() => timeframeOf(barsAt([0, 1800, 3600]), 'f')).toThrow(message);
  });

  it('says seconds where they are what is left', () => {
    const bars = barsAt([20240129, 20240130, 20240131]);
    expect(() => checkTimeframe(bars, '1d', 'f')).toThrow('got bars 1 second apart');
  });
});
