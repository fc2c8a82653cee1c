import { describe, expect, it } from 'vitest';
import { checkBars, checkTimeframe } from '../../data/checks.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import { TIMEFRAMES, utcDate } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';

/** log(c[+1] / c) of every bar but the last. */
function nextReturns({ close }: Bars): number[] {
  return Array.from(close.subarray(1), (c, i) => Math.log(c / close[i]!));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const moment = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    mean(a.map((value, i) => (value - ma) * (b[i]! - mb)));
  return moment(x, mx, y, my) / Math.sqrt(moment(x, mx, x, mx) * moment(y, my, y, my));
}

/** close / ema(close, 12), the feature that contains a part of the signal. */
function emaRatio12({ close }: Bars): number[] {
  let ema = close[0]!;
  return Array.from(close, (c) => {
    ema += (2 / 13) * (c - ema);
    return c / ema;
  });
}

describe('the synthetic sample', () => {
  it.each([
    ['1d', '2bef22d554dea6ad12f31b09077aa3de34ecb6cddf2a5046feaf2631e5f7654f'],
    ['4h', '600c711ef0f1893b1b169db0efb89a5d8a95b935b9ea819ebbd1707ed5a1bcdb'],
    ['1h', 'b55e652b4e16aee0f97205797cab3b3f0153f2559f8413f0cd1f9a1719441657'],
  ] as const)('of %s bars is the same to the last bit on every machine', (timeframe, sha256) => {
    expect(syntheticBars(timeframe).source.sha256).toBe(sha256);
  });

  it('is different for another seed', () => {
    expect(sampleBars('1d', 7)).toEqual(sampleBars('1d', 7));
    expect(sampleBars('1d', 7).close).not.toEqual(sampleBars('1d').close);
  });

  it.each(TIMEFRAMES)('of %s bars has no gap, flat bar or bar without volume', (timeframe) => {
    for (const seed of [undefined, 1, 2, 3, 4, 5]) {
      const { bars, gaps, flatBars, anomalies } = syntheticBars(timeframe, seed);
      checkBars(bars, 'sample', String);
      checkTimeframe(bars, timeframe, 'sample');
      expect([gaps, flatBars]).toEqual([[], []]);
      expect(anomalies.filter(({ kind }) => kind === 'zero-volume')).toEqual([]);
    }
  });

  it('has 4,500 days from 2013, 21,900 times 4 hours from 2016, 43,800 hours from 2021', () => {
    const [daily, intraday, hourly] = [sampleBars('1d'), sampleBars('4h'), sampleBars('1h')];
    expect([daily.time.length, utcDate(daily.time[0]!)]).toEqual([4500, '2013-01-01']);
    expect([intraday.time.length, utcDate(intraday.time[0]!)]).toEqual([21_900, '2016-01-01']);
    expect([hourly.time.length, utcDate(hourly.time[0]!)]).toEqual([43_800, '2021-01-01']);
  });

  it('has all three classes at a threshold of 1 % a day', () => {
    const returns = nextReturns(sampleBars('1d'));
    const share = (low: number, high: number): number =>
      returns.filter((x) => x > low && x <= high).length / returns.length;
    expect(share(-1, -0.01)).toBeCloseTo(0.3, 1);
    expect(share(-0.01, 0.01)).toBeCloseTo(0.36, 1);
    expect(share(0.01, 1)).toBeCloseTo(0.34, 1);
  });

  it('has clustered volatility and fat tails', () => {
    const returns = nextReturns(sampleBars('1d'));
    const sizes = returns.map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.1);
    const center = mean(returns);
    const moment = (power: number): number => mean(returns.map((x) => (x - center) ** power));
    expect(moment(4) / moment(2) ** 2).toBeGreaterThan(4);
  });

  it('has a weak signal in ema_ratio_12, in both halves', () => {
    const bars = sampleBars('1d');
    const [x, y] = [emaRatio12(bars).slice(0, -1), nextReturns(bars)];
    // 0.04 is 1.9 standard errors of the correlation of a half; 0.2 would not be a weak signal.
    for (const half of [
      [0, 2250],
      [2250, 4499],
    ] as const) {
      const found = correlation(x.slice(...half), y.slice(...half));
      expect(found).toBeGreaterThan(0.04);
      expect(found).toBeLessThan(0.2);
    }
  });
});
