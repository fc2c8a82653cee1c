import { describe, expect, it } from 'vitest';
import { monthsOf, yearsOf } from '../../../engine/report/curve-periods.ts';

const curve = {
  time: ['2020-12-30', '2020-12-31', '2021-01-01', '2021-02-01'].map(
    (day) => Date.parse(day) / 1000,
  ),
  equity: [1.1, 1.21, 1.21, 0.605],
  positions: [],
};

describe('the months of a curve', () => {
  it('sum the log returns of their bars, from the capital on', () => {
    const months = monthsOf(curve);
    expect(Object.keys(months)).toEqual(['2020-12', '2021-01', '2021-02']);
    expect(months['2020-12']).toBeCloseTo(Math.log(1.21), 12);
    expect(months['2021-01']).toBe(0);
    expect(months['2021-02']).toBeCloseTo(Math.log(0.5), 12);
  });

  it('end with the last bar before a ruin', () => {
    const lost = { ...curve, equity: [1.1, 0, 0, 0] };
    expect(Object.keys(monthsOf(lost))).toEqual(['2020-12']);
    expect(monthsOf(lost)['2020-12']).toBeCloseTo(Math.log(1.1), 12);
  });
});

describe('the years of a curve', () => {
  it('count bars and months; two equal returns have no Sharpe ratio', () => {
    const [first, second] = yearsOf(curve, 365);
    expect(first).toMatchObject({ year: 2020, bars: 2, positiveMonths: 1 });
    expect(second).toMatchObject({ year: 2021, bars: 2, positiveMonths: 0 });
    // Returns 0 and -50 %: mean -25 %, deviation sqrt(0.125).
    expect(second!.sharpe).toBeCloseTo((-0.25 / Math.sqrt(0.125)) * Math.sqrt(365), 10);
  });
});
