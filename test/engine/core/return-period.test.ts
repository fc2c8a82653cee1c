import { describe, expect, it } from 'vitest';
import { returnPeriod } from '../../../engine/core/return-period.ts';

const DAY = 86_400;
/** Monday, 2024-01-01. */
const START = 19_723 * DAY;

/** Times a distance apart, only those on which the market is open. */
function times(count: number, seconds: number, open: (time: number) => boolean = () => true) {
  const found: number[] = [];
  for (let time = START; found.length < count; time += seconds) if (open(time)) found.push(time);
  return Float64Array.from(found);
}

const weekday = (time: number): boolean => (Math.floor(time / DAY) + 3) % 7 < 5;
const inSession = (time: number): boolean => {
  const hour = (time % DAY) / 3600;
  return weekday(time) && hour >= 14 && hour < 21;
};
const months = Float64Array.from({ length: 30 }, (_, i) => Date.UTC(2020, i, 1) / 1000);
const quarters = Float64Array.from({ length: 30 }, (_, i) => Date.UTC(2010, 3 * i, 31) / 1000);
const years = Float64Array.from({ length: 25 }, (_, i) => Date.UTC(1990 + i, 11, 31) / 1000);

describe('the period of returns', () => {
  it.each([
    ['daily', 365, times(400, DAY)],
    ['daily', 252, times(400, DAY, weekday)],
    ['weekly', 52, times(100, 7 * DAY)],
    ['monthly', 12, months],
    ['quarterly', 4, quarters],
    ['yearly', 1, years],
    ['1-hour', 365 * 24, times(2000, 3600)],
    ['4-hour', 365 * 6, times(2000, 4 * 3600)],
    ['15-minute', 365 * 96, times(3000, 900)],
    ['1-hour', 252 * 7, times(2000, 3600, inSession)],
  ])('is %s: %d a year', (name, perYear, time) => {
    expect(returnPeriod(time)).toMatchObject({ name, perYear, gaps: 0 });
  });

  it.each([
    ['3-day', times(50, 3 * DAY)],
    ['1-second', times(50, 1)],
  ])('has no number of returns a year if they are %s ones', (name, time) => {
    expect(returnPeriod(time)).toMatchObject({ name, perYear: undefined });
  });

  it('counts what the calendar does not explain', () => {
    const continuous = times(400, DAY).filter((_, i) => i !== 100 && i !== 101 && i !== 200);
    expect(returnPeriod(continuous).gaps).toBe(2);
    const workdays = times(400, DAY, weekday);
    expect(returnPeriod(workdays.filter((_, i) => i !== 100)).gaps).toBe(0);
    expect(returnPeriod(workdays.filter((_, i) => i < 100 || i > 105)).gaps).toBe(1);
    expect(returnPeriod(months.filter((_, i) => i !== 7)).gaps).toBe(1);
  });

  it('needs two times', () => {
    expect(() => returnPeriod(Float64Array.of(START))).toThrow('expected two times or more, got 1');
  });
});
