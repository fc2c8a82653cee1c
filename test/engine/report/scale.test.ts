import { describe, expect, it } from 'vitest';
import {
  dateScale,
  linearScale,
  logScale,
  logTicks,
  timeScale,
} from '../../../engine/report/scale.ts';

const text = String;

describe('a linear scale', () => {
  it('has ticks at round values inside of its range only', () => {
    const { ticks } = linearScale({ low: -0.31, high: 1.02, from: 0, to: 133, text });
    expect(ticks.map((tick) => Number(tick.text))).toEqual([0, 0.5, 1]);
    expect(ticks[0]!.at).toBeCloseTo(31);
  });

  it('places its ends where they were asked for', () => {
    const { place } = linearScale({ low: 2, high: 4, from: 200, to: 100, text });
    expect([place(2), place(3), place(4)]).toEqual([200, 150, 100]);
  });

  it('gives one place to a range of one value', () => {
    const { place } = linearScale({ low: 0, high: 0, from: 10, to: 20, text });
    expect(place(0)).toBe(10);
  });
});

describe('a logarithmic scale', () => {
  it('gives equal distances to equal ratios', () => {
    const { place, ticks } = logScale({ low: 1, high: 10_000, from: 400, to: 0, text });
    expect([1, 10, 100].map((value) => Math.round(place(value)))).toEqual([400, 300, 200]);
    expect(ticks.map((tick) => tick.text)).toEqual(['1', '10', '100', '1000', '10000']);
  });

  it('puts what has no logarithm at its lower end', () => {
    const { place } = logScale({ low: 1, high: 100, from: 50, to: 0, text });
    expect([place(0), place(-3)]).toEqual([50, 50]);
  });
});

describe('a scale of time', () => {
  it('has its ticks at the first bars of years', () => {
    const days = ['2016-12-30', '2016-12-31', '2017-01-01', '2017-12-31', '2018-01-02'];
    const time = days.map((day) => Date.parse(day) / 1000);
    const { ticks } = timeScale(time, 0, 40);
    expect(ticks).toEqual([
      { at: 20, text: '2017' },
      { at: 40, text: '2018' },
    ]);
  });

  it('has its ticks at months or at days if it is short', () => {
    const textsOf = (first: string, count: number): readonly string[] => {
      const start = Date.parse(first) / 1000;
      const time = Array.from({ length: count }, (_, i) => start + i * 86_400);
      return timeScale(time, 0, 100).ticks.map(({ text }) => text);
    };
    expect(textsOf('2020-01-20', 75)).toEqual(['2020-02', '2020-03', '2020-04']);
    expect(textsOf('2020-01-02', 4)).toEqual(['2020-01-03', '2020-01-04', '2020-01-05']);
    expect(textsOf('2020-01-02', 25).length).toBeLessThanOrEqual(6);
  });
});

describe('a scale of dates', () => {
  it('places dates by the days between them', () => {
    const { placeOf, ticks } = dateScale('2020-01-01', '2022-12-31', { from: 0, to: 1095 });
    expect(placeOf('2020-01-11')).toBeCloseTo(10, 9);
    expect(ticks.map(({ text }) => text)).toEqual(['2021', '2022']);
    expect(ticks[0]!.at).toBeCloseTo(366, 9);
  });
});

describe('logTicks', () => {
  it('has round values of a few per cent, of less than a decade, and powers of ten', () => {
    expect(logTicks(868, 1085)).toEqual([900, 950, 1000, 1050]);
    expect(logTicks(900, 5000)).toEqual([1000, 2000, 5000]);
    expect(logTicks(900, 2100)).toEqual([1000, 1200, 1500, 2000]);
    expect(logTicks(900, 90_000)).toEqual([1000, 3000, 10_000, 30_000]);
    expect(logTicks(900, 9e6)).toEqual([1000, 10_000, 100_000, 1_000_000]);
    expect(logTicks(1000, 1000)).toEqual([1000]);
  });
});
