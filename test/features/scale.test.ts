import { expect, it } from 'vitest';
import { periodBars, roundHalfEven, scaleOf } from '../../features/scale.ts';

it('rounds a half to the even neighbour', () => {
  expect([0.5, 1.5, 2.5, 2.4999, 2.5001, 3].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3, 3]);
});

it('gives the periods of the golden 4-hour file', () => {
  const scale = scaleOf('4h');
  const bars = [1, 2, 5, 9, 10, 12, 14, 20, 26, 50].map((days) => periodBars({ days }, scale));
  expect(bars).toEqual([6, 13, 32, 58, 65, 78, 91, 130, 169, 325]);
});

it('takes a day as 24 hourly bars, or as many as it is told', () => {
  expect(scaleOf('1h')).toEqual({ timeframe: '1h', barsPerDay: 24 });
  expect(scaleOf('1h', 'auto')).toEqual(scaleOf('1h'));
  expect(scaleOf('4h', 'auto')).toEqual({ timeframe: '4h', barsPerDay: 6.5 });
  expect(scaleOf('1h', 7)).toEqual({ timeframe: '1h', barsPerDay: 7 });
  expect(periodBars({ days: 14 }, scaleOf('1h'))).toBe(336);
});

it('does not scale daily bars and periods in bars, and gives at least one bar', () => {
  expect(periodBars({ days: 14 }, scaleOf('1d', 6))).toBe(14);
  expect(periodBars({ bars: 30 }, scaleOf('4h'))).toBe(30);
  expect(periodBars({ days: 14 }, scaleOf('4h', 6))).toBe(84);
  expect(periodBars({ days: 0.05 }, scaleOf('4h'))).toBe(1);
});
