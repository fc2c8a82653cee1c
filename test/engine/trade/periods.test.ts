import { describe, expect, it } from 'vitest';
import { monthlyReturns, yearlyFigures } from '../../../engine/trade/periods.ts';

const unix = (iso: string): number => Date.parse(iso) / 1000;
const time = Float64Array.of(
  unix('2023-11-30T00:00:00Z'),
  unix('2023-12-31T20:00:00Z'),
  unix('2024-01-01T00:00:00Z'),
  unix('2024-01-01T04:00:00Z'),
  unix('2024-03-01T00:00:00Z'),
);
const net = Float64Array.of(0.5, -0.25, 0.25, 0.125, -1);

describe('monthlyReturns', () => {
  it('sums by UTC month, in time order, without months that have no bar', () => {
    expect(Object.entries(monthlyReturns({ time, growth: net }))).toEqual([
      ['2023-11', 0.5],
      ['2023-12', -0.25],
      ['2024-01', 0.375],
      ['2024-03', -1],
    ]);
  });
});

describe("a market's own days", () => {
  it('book a session that opens on the evening before where it belongs', () => {
    const sessionDay = (opens: number): number => Math.floor((opens + 6 * 3600) / 86_400);
    expect(monthlyReturns({ time, growth: net, sessionDay })).toEqual({
      '2023-11': 0.5,
      '2024-01': 0.125,
      '2024-03': -1,
    });
    const years = yearlyFigures({ time, growth: net, net, periodsPerYear: 1, sessionDay });
    expect(years.map(({ year, bars }) => [year, bars])).toEqual([
      [2023, 1],
      [2024, 4],
    ]);
  });
});

describe('yearlyFigures', () => {
  it('sums by UTC year and counts positive months', () => {
    const [first, second] = yearlyFigures({ time, growth: net, net, periodsPerYear: 1 });
    expect(first).toMatchObject({
      year: 2023,
      bars: 2,
      totalLogReturn: 0.25,
      months: 2,
      positiveMonths: 0.5,
    });
    expect(first!.sharpe).toBeCloseTo(0.125 / (0.75 / Math.SQRT2), 12);
    expect(second).toMatchObject({
      year: 2024,
      bars: 3,
      totalLogReturn: -0.625,
      months: 2,
      positiveMonths: 0.5,
    });
  });

  it('a month without a gain is not positive', () => {
    const growth = Float64Array.of(0, 0.25, 0, 0, 0);
    const [first, second] = yearlyFigures({ time, growth, net, periodsPerYear: 1 });
    expect([first!.positiveMonths, second!.positiveMonths]).toEqual([0.5, 0]);
  });

  it('a year in which all equity was lost has no log return', () => {
    const growth = Float64Array.of(0.5, -Infinity, 0, 0, 0);
    const [first, second] = yearlyFigures({ time, growth, net, periodsPerYear: 1 });
    expect([first!.totalLogReturn, second!.totalLogReturn]).toEqual([Number.NaN, 0]);
    expect(first!.positiveMonths).toBe(0.5);
  });

  it('no bars give no years', () => {
    const none = new Float64Array(0);
    expect(yearlyFigures({ time: none, growth: none, net: none, periodsPerYear: 252 })).toEqual([]);
  });
});
